/** What an edit may say, and the one form in which it is kept. Pure: no database, no clock. */
import type { Contact, Edit, FieldValue, Point } from '../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
import { readDecimal } from '../../../src-preload/contract/numbers.ts';
import {
  maxLabelLength,
  maxLineLength,
  maxTextLength,
  oneLine,
  severalLines,
} from '../../../src-preload/contract/texts.ts';
import { VaultError } from '../errors.ts';
import type { Catalog, FieldFacts } from '../fields/catalog.ts';
import { isValueOf } from './values.ts';

/** What makes a value one that is refused. */
type Reason =
  | 'wrong-type'
  | 'not-a-number'
  | 'too-many-digits'
  | 'not-a-date'
  | 'too-long'
  | 'not-an-email'
  | 'not-a-phone-number'
  | 'no-such-field'
  | 'no-such-tag'
  | 'no-such-option'
  | 'needed';

/** @returns the error for a value that is refused; it names the field and never holds the value */
export function badValue(
  reason: Reason,
  field: string,
  place: { readonly key?: string; readonly name?: string; readonly over?: number } = {},
): VaultError {
  return new VaultError('customers/bad-value', { reason, field, ...place });
}

/** A customer's cell in the change log: a column, or a part with its id (`point:<id>`). */
export type Cell = string;

/** What a cell is set to, besides its JSON. */
export type Kept =
  | { readonly part: 'column'; readonly text: string }
  | { readonly part: 'point'; readonly key: string; readonly point: Point }
  | { readonly part: 'contact'; readonly key: string; readonly contact: Contact }
  | { readonly part: 'tag'; readonly key: string }
  | { readonly part: 'assignee'; readonly personId: string }
  | { readonly part: 'value'; readonly field: FieldFacts; readonly value: FieldValue };

export interface CellEdit {
  readonly cell: Cell;
  /** JSON in its one form, or `null` to remove. */
  readonly json: string | null;
  /** `null` to remove. */
  readonly kept: Kept | null;
}

/** Text as it can be kept: SQLite holds UTF-8, which has no lone surrogates. */
function keptText(text: string): string {
  return text.toWellFormed();
}

/** Why a field of that type cannot hold the value: of a text, what it lacks to be read as one. */
function misfit(type: FieldType, value: FieldValue): Reason {
  if (typeof value !== 'string') return 'wrong-type';
  if (type === 'date') return 'not-a-date';
  if (type !== 'number' && type !== 'money') return 'wrong-type';
  return readDecimal(value, 'point') === null ? 'not-a-number' : 'too-many-digits';
}

/** A value in the form that is kept. @throws VaultError customers/bad-value */
export function keptValue(field: FieldFacts, value: FieldValue): FieldValue | null {
  const place = { key: field.id, name: field.name };
  const isChoice = field.type === 'choice' || field.type === 'choices';
  const given = isChoice && typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  if (given === '') return null;
  if (!isValueOf(field.type, given)) throw badValue(misfit(field.type, given), 'value', place);
  if (typeof given === 'string') {
    // A secret is kept to the last character, whatever that is.
    const text = field.type === 'secret' ? keptText(given) : severalLines(given);
    return text === '' ? null : within(text, maxTextLength, 'value', place);
  }
  if (Array.isArray(given)) {
    if (given.some((id) => !field.options.has(id))) throw badValue('no-such-option', 'value', place);
    return given.length === 0 ? null : [...new Set(given)];
  }
  // JSON has no negative zero.
  if (typeof given === 'number') return given === 0 ? 0 : given;
  if (typeof given === 'boolean') return given;
  return { amount: given.amount, currency: given.currency };
}

/** A point in the order of members in which the log and the tables agree. */
function keptPoint(point: Point): Point {
  const { address } = point;
  return {
    type: point.type,
    label: keptText(point.label),
    value: keptText(point.value),
    address:
      address === null
        ? null
        : {
            street: keptText(address.street),
            city: keptText(address.city),
            region: keptText(address.region),
            postalCode: keptText(address.postalCode),
            country: keptText(address.country),
          },
    contactId: point.contactId,
    position: point.position === 0 ? 0 : point.position,
  };
}

function keptContact({ name, jobTitle, department, note, position }: Contact): Contact {
  return {
    name: keptText(name),
    jobTitle: keptText(jobTitle),
    department: keptText(department),
    note: keptText(note),
    position: position === 0 ? 0 : position,
  };
}

/** @throws VaultError customers/bad-value with the number of characters that are too many */
function within(
  text: string,
  most: number,
  field: string,
  place: { key?: string; name?: string } = {},
): string {
  if (text.length > most) throw badValue('too-long', field, { ...place, over: text.length - most });
  return text;
}

function typedPoint(point: Point, key: string): Point {
  return {
    ...point,
    label: within(oneLine(point.label), maxLabelLength, 'point', { key }),
    value: within(severalLines(point.value), maxTextLength, 'point', { key }),
  };
}

function typedContact(contact: Contact, key: string): Contact {
  const line = (text: string): string => within(oneLine(text), maxLineLength, 'contact', { key });
  return {
    ...contact,
    name: line(contact.name),
    jobTitle: line(contact.jobTitle),
    department: line(contact.department),
    note: within(severalLines(contact.note), maxTextLength, 'contact', { key }),
  };
}

/** Puts an edit into the form that is kept. @throws VaultError customers/bad-value */
export function cellEdit(edit: Edit, catalog: Catalog): CellEdit {
  switch (edit.field) {
    case 'kind':
      return cellOf('kind', edit.value, { part: 'column', text: edit.value });
    case 'name':
    case 'organisation':
    case 'jobTitle':
    case 'notes': {
      const text =
        edit.field === 'notes'
          ? within(severalLines(edit.value), maxTextLength, edit.field)
          : within(oneLine(edit.value), maxLineLength, edit.field);
      return cellOf(edit.field, text, { part: 'column', text });
    }
    case 'point': {
      const point = edit.value === null ? null : keptPoint(typedPoint(edit.value, edit.key));
      return cellOf(`point:${edit.key}`, point, point && { part: 'point', key: edit.key, point });
    }
    case 'contact': {
      const contact = edit.value === null ? null : keptContact(typedContact(edit.value, edit.key));
      return cellOf(`contact:${edit.key}`, contact, contact && { part: 'contact', key: edit.key, contact });
    }
    case 'tag': {
      const tag = catalog.tags.get(edit.key);
      if (edit.value !== null && (tag === undefined || tag.isDeleted))
        throw badValue('no-such-tag', 'tag', { key: edit.key });
      return cellOf(`tag:${edit.key}`, edit.value, edit.value && { part: 'tag', key: edit.key });
    }
    case 'assignee': {
      const personId = edit.value;
      return cellOf('assignee', personId, personId === null ? null : { part: 'assignee', personId });
    }
    case 'value': {
      const field = catalog.fields.get(edit.key);
      if (field === undefined || field.isDeleted) throw badValue('no-such-field', 'value', { key: edit.key });
      const value = edit.value === null ? null : keptValue(field, edit.value);
      return cellOf(`value:${edit.key}`, value, value === null ? null : { part: 'value', field, value });
    }
  }
}

function cellOf(cell: Cell, value: unknown, kept: Kept | null): CellEdit {
  return { cell, json: kept === null ? null : JSON.stringify(value), kept };
}

const emailPattern = /^[^\s@]+@[^\s@]+$/;

function checkForm(type: string, value: string, field: string, place: { key: string; name?: string }): void {
  const text = value.trim();
  if (text === '') return;
  if (type === 'email' && !emailPattern.test(text)) throw badValue('not-an-email', field, place);
  if (type === 'phone' && !/\d/u.test(text.normalize('NFKC')))
    throw badValue('not-a-phone-number', field, place);
}

/**
 * What is asked of a value that a person types, beyond what can be kept: a file's e-mail address that is none is
 * taken as it is and reported, a typed one is refused. @throws VaultError customers/bad-value
 */
export function checkTyped(edit: Edit, catalog: Catalog): void {
  if (edit.field === 'point' && edit.value !== null) {
    checkForm(edit.value.type, edit.value.value, 'point', { key: edit.key });
  } else if (edit.field === 'value' && typeof edit.value === 'string') {
    const field = catalog.fields.get(edit.key);
    if (field !== undefined) checkForm(field.type, edit.value, 'value', { key: field.id, name: field.name });
  }
}
