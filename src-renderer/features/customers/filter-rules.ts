import type { Filter } from '../../../src-preload/contract/customers.ts';
import { dayParts } from '../../../src-preload/contract/dates.ts';
import type { CustomField, FieldType } from '../../../src-preload/contract/fields.ts';

import { language } from '../../i18n/index.svelte.ts';
import { readTypedDay, readTypedDecimal } from './typed-values.ts';

export type FilterOp = Filter['op'];
type Kind = 'text' | 'number' | 'date' | 'yes-no' | 'choice' | 'person' | 'sealed';

export const plainFilterFields = [
  'organisation',
  'jobTitle',
  'phone',
  'email',
  'city',
  'assignee',
  'notes',
  'created',
  'updated',
] as const;

const opsByKind: Readonly<Record<Kind, readonly FilterOp[]>> = {
  text: ['contains', 'is', 'is-not', 'starts-with', 'empty', 'not-empty'],
  number: ['at-least', 'at-most', 'between', 'is', 'empty', 'not-empty'],
  date: ['at-least', 'at-most', 'between', 'is', 'empty', 'not-empty'],
  'yes-no': ['is', 'empty', 'not-empty'],
  choice: ['any-of', 'empty', 'not-empty'],
  person: ['is', 'is-not'],
  // A sealed value can be found whole, never compared or searched in part.
  sealed: ['is', 'empty', 'not-empty'],
};

const kindByType: Readonly<Record<FieldType, Kind>> = {
  text: 'text',
  'long-text': 'text',
  number: 'number',
  money: 'number',
  date: 'date',
  'yes-no': 'yes-no',
  choice: 'choice',
  choices: 'choice',
  phone: 'text',
  email: 'text',
  link: 'text',
  'id-number': 'text',
  secret: 'text',
};

/** What stands for nobody where a person is chosen; the vault asks whether there is one. */
export const nobody = 'nobody';

/** What kind of editor and conditions a filter on this field has. */
export function filterKind(field: string, custom: CustomField | undefined): Kind {
  if (field === 'assignee') return 'person';
  if (field === 'created' || field === 'updated') return 'date';
  if (custom === undefined) return 'text';
  if (custom.class === 'confidential' || custom.class === 'restricted') return 'sealed';
  return kindByType[custom.type];
}

export function opsFor(kind: Kind): readonly FilterOp[] {
  return opsByKind[kind];
}

export function needsValue(op: FilterOp): boolean {
  return op !== 'empty' && op !== 'not-empty';
}

/** A day of every year has no place among days that have one. */
const isOfYear = (day: string | number): boolean => dayParts(String(day))?.year === null;

/** The filter that the editor's inputs describe; `null` while something is missing. */
export function buildFilter(
  field: string,
  kind: Kind,
  op: FilterOp,
  first: string,
  second: string,
  options: readonly string[],
): Filter | null {
  if (!needsValue(op)) return { field, op, value: null };
  if (kind === 'choice') return options.length === 0 ? null : { field, op, value: [...options] };
  if (kind === 'person') {
    if (first === nobody) return { field, op: op === 'is' ? 'empty' : 'not-empty', value: null };
    return first === '' ? null : { field, op, value: first };
  }
  if (kind === 'yes-no') return first === '' ? null : { field, op, value: first === 'yes' };
  const read = (text: string): string | number | null => {
    const trimmed = text.trim();
    if (trimmed === '') return null;
    if (kind === 'date') return readTypedDay(trimmed, language());
    if (kind !== 'number') return trimmed;
    // In digits: an amount may have more than a number holds.
    return readTypedDecimal(trimmed);
  };
  const from = read(first);
  if (from === null) return null;
  if (op !== 'between') return { field, op, value: from };
  const to = read(second);
  if (to === null || (kind === 'date' && isOfYear(from) !== isOfYear(to))) return null;
  return { field, op, value: [from, to] };
}
