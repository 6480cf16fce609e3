/**
 * Prepared rows as they go from their thread to the engine: one list of texts and numbers, and one stretch of bytes.
 * Objects sent as they are would take several times as long on both sides, since each says its members' names.
 */
import type { Contact, Point } from '../../../../src-preload/contract/customers.ts';
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import type { PreparedCustomer } from '../../customers/new-customer.ts';
import type { IndexEntries } from '../../search/index-entries.ts';
import type { CardFacts, CellMark, SourceRow } from '../source.ts';
import type { Stray } from './draft.ts';
import type { MatchKeys } from './match.ts';
import type { NewNames } from './names.ts';
import type { PreparedBatch, PreparedRow } from './prepare.ts';

type Marks = readonly (readonly [number, CellMark])[];
type Texts = readonly (readonly [number, string])[];
type Parts = readonly (readonly [number, readonly string[]])[];
type Item =
  | string
  | number
  | null
  | readonly RowProblem[]
  | readonly Stray[]
  | Marks
  | Texts
  | Parts
  | CardFacts;

export interface PackedBatch {
  readonly items: readonly Item[];
  /** The search entries' grams, one customer's after another's. */
  readonly grams: Uint8Array<ArrayBuffer>;
  readonly names: NewNames;
}

type Taken = NonNullable<PreparedRow['taken']>;

/** Takes apart what {@link unpacked} puts together: both go through the members in the same order. */
export function packed({ rows, names }: PreparedBatch): PackedBatch {
  const items: Item[] = [rows.length];
  const entries = rows.flatMap(({ taken }) => taken?.customer.entries ?? []);
  const grams = new Uint8Array(entries.reduce((sum, each) => sum + each.grams.length, 0));
  let at = 0;
  for (const each of entries) {
    grams.set(each.grams, at);
    at += each.grams.length;
  }
  for (const { row, problems, strays, taken } of rows) {
    items.push(row.line, row.fault, row.cells.length, ...row.cells);
    items.push(row.marks === undefined ? null : [...row.marks], row.card ?? null);
    items.push(row.asWritten === undefined ? null : [...row.asWritten]);
    items.push(row.links === undefined ? null : [...row.links]);
    items.push(problems.length === 0 ? null : problems, strays.length === 0 ? null : strays);
    items.push(taken === null ? null : taken.customer.id);
    if (taken !== null) packTaken(items, taken);
  }
  return { items, grams, names };
}

function packTaken(items: Item[], { keys, customer }: Taken): void {
  items.push(keys.isContactRow === true ? 1 : 0);
  items.push(keys.name, keys.phones.length, ...keys.phones, keys.emails.length, ...keys.emails);
  items.push(keys.idNumbers.size);
  for (const [field, value] of keys.idNumbers) items.push(field, value);
  const { kind, name, nameKey, organisation, organisationKey, jobTitle, notes, assignee, logged } = customer;
  items.push(kind, name, nameKey, organisation, organisationKey, jobTitle, notes, assignee, logged);
  items.push(customer.points.length);
  for (const { id, point, lookup } of customer.points) {
    const { type, label, value, contactId, position, address } = point;
    items.push(id, lookup, type, label, value, contactId, position, address === null ? null : address.street);
    if (address !== null) items.push(address.city, address.region, address.postalCode, address.country);
  }
  items.push(customer.contacts.length);
  for (const { id, contact } of customer.contacts) {
    const { name: called, jobTitle: title, department, note, position } = contact;
    items.push(id, called, title, department, note, position);
  }
  items.push(customer.tagIds.length, ...customer.tagIds, customer.plainValues.length);
  for (const { fieldId, text, number, key } of customer.plainValues) items.push(fieldId, text, number, key);
  items.push(customer.valuesToSeal.length);
  for (const { fieldId, json } of customer.valuesToSeal) items.push(fieldId, json);
  const { entries } = customer;
  items.push(entries === null ? null : entries.text);
  if (entries !== null) items.push(entries.nameKeys.length, ...entries.nameKeys, entries.grams.length);
}

/** Reads the items one after the other. What each is follows from what {@link packed} wrote, of the same program. */
class Unpacking {
  readonly #items: readonly Item[];
  readonly #grams: Uint8Array<ArrayBuffer>;
  #at = 0;
  #gramsAt = 0;

  constructor({ items, grams }: PackedBatch) {
    this.#items = items;
    this.#grams = grams;
  }

  next<T extends Item>(): T {
    return this.#items[this.#at++] as T;
  }

  list<T>(one: () => T): T[] {
    const list: T[] = [];
    for (let left = this.next<number>(); left > 0; left--) list.push(one());
    return list;
  }

  readonly text = (): string => this.next<string>();

  readonly row = (): PreparedRow => {
    const line = this.next<number>();
    const fault = this.next<string | null>() as SourceRow['fault'];
    const cells = this.list(this.text);
    const marks = this.next<Marks | null>();
    const card = this.next<CardFacts | null>();
    const asWritten = this.next<Parts | null>();
    const links = this.next<Texts | null>();
    const row = {
      line,
      fault,
      cells,
      ...(marks !== null && { marks: new Map(marks) }),
      ...(card !== null && { card }),
      ...(asWritten !== null && { asWritten: new Map(asWritten) }),
      ...(links !== null && { links: new Map(links) }),
    };
    const problems = this.next<readonly RowProblem[] | null>() ?? [];
    const strays = this.next<readonly Stray[] | null>() ?? [];
    const id = this.next<string | null>();
    return { row, problems, strays, taken: id === null ? null : this.#taken(id) };
  };

  #taken(id: string): Taken {
    const isContactRow = this.next<number>() === 1;
    const keyName = this.text();
    const phones = this.list(this.text);
    const emails = this.list(this.text);
    const idNumbers = new Map(this.list((): [string, string] => [this.text(), this.text()]));
    const kind = this.text();
    const name = this.text();
    const nameKey = this.text();
    const organisation = this.text();
    const organisationKey = this.text();
    const columns = { kind, name, nameKey, organisation, organisationKey };
    const keys: MatchKeys = {
      name: keyName,
      nameKey,
      organisationKey,
      isContactRow,
      phones,
      emails,
      idNumbers,
    };
    const customer: PreparedCustomer = {
      id,
      ...columns,
      jobTitle: this.text(),
      notes: this.text(),
      assignee: this.next<string | null>(),
      logged: this.text(),
      points: this.list(this.#point),
      contacts: this.list(this.#contact),
      tagIds: this.list(this.text),
      plainValues: this.list(this.#plainValue),
      valuesToSeal: this.list(() => ({ fieldId: this.text(), json: this.text() })),
      entries: this.#entries(this.next<string | null>()),
    };
    return { keys, customer };
  }

  readonly #point = (): PreparedCustomer['points'][number] => {
    const id = this.text();
    const lookup = this.text();
    const type = this.text() as Point['type'];
    const [label, value] = [this.text(), this.text()];
    const contactId = this.next<string | null>();
    const position = this.next<number>();
    const street = this.next<string | null>();
    const address = street === null ? null : this.#address(street);
    return { id, lookup, point: { type, label, value, address, contactId, position } };
  };

  #address(street: string): Point['address'] {
    const [city, region] = [this.text(), this.text()];
    return { street, city, region, postalCode: this.text(), country: this.text() };
  }

  readonly #contact = (): { id: string; contact: Contact } => {
    const id = this.text();
    const [name, jobTitle, department, note] = [this.text(), this.text(), this.text(), this.text()];
    return { id, contact: { name, jobTitle, department, note, position: this.next<number>() } };
  };

  readonly #plainValue = (): PreparedCustomer['plainValues'][number] => {
    const [fieldId, text] = [this.text(), this.text()];
    return { fieldId, text, number: this.next<number | null>(), key: this.next<string | null>() };
  };

  #entries(text: string | null): IndexEntries | null {
    if (text === null) return null;
    const nameKeys = this.list(this.text);
    const end = this.#gramsAt + this.next<number>();
    const grams = this.#grams.subarray(this.#gramsAt, end);
    this.#gramsAt = end;
    return { text, nameKeys, grams };
  }
}

export function unpacked(batch: PackedBatch): PreparedBatch {
  const unpacking = new Unpacking(batch);
  return { rows: unpacking.list(unpacking.row), names: batch.names };
}
