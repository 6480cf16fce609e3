/** What of a customer goes into the search index: everything that is neither sealed nor masked. */
import type { OpenVault } from '../context.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/compartment.ts';
import { reindexCustomer, unindexCustomer } from '../search/index-customer.ts';
import { replaceEntries } from '../search/replace-entries.ts';
import { indexEntries, type IndexedText } from '../search/index-entries.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import type { SearchChange } from './cell-parts.ts';
import { valueFromStored, valueText } from './values.ts';

/** Whether a field's values may be searched as text. A secret never is, whatever its class. */
export function isSearchable(field: FieldFacts): boolean {
  return !field.isDeleted && !isSealed(field.class) && field.type !== 'secret' && field.type !== 'yes-no';
}

const ofRows = 'IN (SELECT value FROM json_each(?))';

/** Of those of the customers that there are, by row. One that is gone keeps its entries: its import may be done again. */
export function searchTexts(vault: OpenVault, db: ReadDb, rows: readonly number[]): Map<number, IndexedText> {
  const catalog = catalogOf(vault);
  const list = JSON.stringify(rows);
  const found = new Map<number, { readonly names: string[]; readonly texts: string[] }>();
  for (const main of db.all<{
    row: number;
    name: string;
    organisation: string;
    job_title: string;
    notes: string;
  }>(`SELECT row, name, organisation, job_title, notes FROM customer WHERE row ${ofRows}`, list))
    found.set(main.row, { names: [main.name, main.organisation], texts: [main.job_title, main.notes] });
  for (const contact of db.all<{
    customer: number;
    name: string;
    job_title: string;
    department: string;
    note: string;
  }>(
    `SELECT customer, name, job_title, department, note FROM contact WHERE customer ${ofRows} ORDER BY customer, position`,
    list,
  )) {
    const of = found.get(contact.customer);
    of?.names.push(contact.name);
    of?.texts.push(contact.job_title, contact.department, contact.note);
  }
  for (const { customer, value } of db.all<{ customer: number; value: string }>(
    `SELECT customer, value FROM point WHERE customer ${ofRows} ORDER BY customer, position`,
    list,
  ))
    found.get(customer)?.texts.push(value);
  for (const { customer, field: fieldRow, text, number } of db.all<{
    customer: number;
    field: number;
    text: string;
    number: number | null;
  }>(
    `SELECT customer, field, text, number FROM field_value WHERE customer ${ofRows} AND text IS NOT NULL`,
    list,
  )) {
    const field = catalog.fieldsByRow.get(fieldRow);
    if (field !== undefined && isSearchable(field))
      found
        .get(customer)
        ?.texts.push(valueText(valueFromStored(field.type, { text, number }), field.options));
  }
  for (const { customer, tag } of db.all<{ customer: number; tag: number }>(
    `SELECT customer, tag FROM customer_tag WHERE customer ${ofRows}`,
    list,
  )) {
    const facts = catalog.tagsByRow.get(tag);
    if (facts !== undefined && !facts.isDeleted) found.get(customer)?.texts.push(facts.name);
  }
  for (const [row, { names, texts }] of found)
    found.set(row, { names: names.filter(Boolean), texts: texts.filter(Boolean) });
  return found;
}

/** Brings the search index up to date with the tables, for one customer. */
export function reindex(tx: WriteTx, vault: OpenVault, row: number): void {
  const text = searchTexts(vault, tx, [row]).get(row);
  if (text === undefined) unindexCustomer(tx, row);
  else reindexCustomer(tx, row, indexEntries(text));
}

/** Both changes as one. */
export function joinedChange(one: SearchChange | null, other: SearchChange | null): SearchChange | null {
  return one === 'names' || other === 'names' ? 'names' : (one ?? other);
}

/** Adds a change to those that {@link reindexMany} is to be given. */
export function noteChange(
  changes: Map<number, SearchChange>,
  row: number,
  change: SearchChange | null,
): void {
  const joined = joinedChange(changes.get(row) ?? null, change);
  if (joined !== null) changes.set(row, joined);
}

/** Customers that are read in one go. */
const pageSize = 50;

/**
 * The same for many customers, in the order of their rows, which takes the index a fraction of the time. Yields after some.
 * Those of whom the index knows nothing yet are left to {@link reindexCustomer}.
 */
export function* reindexMany(
  tx: WriteTx,
  vault: OpenVault,
  changes: ReadonlyMap<number, SearchChange>,
): Generator<void> {
  const sorted = [...changes.keys()].sort((one, other) => one - other);
  for (let start = 0; start < sorted.length; start += pageSize) {
    const texts = searchTexts(vault, tx, sorted.slice(start, start + pageSize));
    replaceEntries(
      tx,
      new Map([...texts].map(([row, text]) => [row, { ...text, namesStand: changes.get(row) === 'texts' }])),
    );
    yield;
  }
}
