/** What of a customer goes into the search index: everything that is neither sealed nor masked. */
import type { OpenVault } from '../context.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/blind-index.ts';
import { reindexCustomer, unindexCustomer } from '../search/index-customer.ts';
import { indexEntries, type IndexedText } from '../search/index-entries.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { valueFromStored, valueText } from './values.ts';

/** Whether a field's values may be searched as text. A secret never is, whatever its class. */
export function isSearchable(field: FieldFacts): boolean {
  return !field.isDeleted && !isSealed(field.class) && field.type !== 'secret' && field.type !== 'yes-no';
}

/** @returns `null` when there is no such customer. One that is gone keeps its entries: its import may be done again. */
function searchText(vault: OpenVault, db: ReadDb, row: number): IndexedText | null {
  const catalog = catalogOf(vault);
  const main = db.get<{ name: string; organisation: string; job_title: string; notes: string }>(
    'SELECT name, organisation, job_title, notes FROM customer WHERE row = ?',
    row,
  );
  if (main === undefined) return null;
  const names = [main.name, main.organisation];
  const texts = [main.job_title, main.notes];
  const contacts = db.all<{ name: string; job_title: string; department: string; note: string }>(
    'SELECT name, job_title, department, note FROM contact WHERE customer = ? ORDER BY position',
    row,
  );
  for (const contact of contacts) {
    names.push(contact.name);
    texts.push(contact.job_title, contact.department, contact.note);
  }
  for (const { value } of db.all<{ value: string }>(
    'SELECT value FROM point WHERE customer = ? ORDER BY position',
    row,
  ))
    texts.push(value);
  const values = db.all<{ field: number; text: string; number: number | null }>(
    'SELECT field, text, number FROM field_value WHERE customer = ? AND text IS NOT NULL',
    row,
  );
  for (const { field: fieldRow, text, number } of values) {
    const field = catalog.fieldsByRow.get(fieldRow);
    if (field !== undefined && isSearchable(field))
      texts.push(valueText(valueFromStored(field.type, { text, number }), field.options));
  }
  for (const { tag } of db.all<{ tag: number }>('SELECT tag FROM customer_tag WHERE customer = ?', row)) {
    const facts = catalog.tagsByRow.get(tag);
    if (facts !== undefined && !facts.isDeleted) texts.push(facts.name);
  }
  return { names: names.filter(Boolean), texts: texts.filter(Boolean) };
}

/** Brings the search index up to date with the tables, for one customer. */
export function reindex(tx: WriteTx, vault: OpenVault, row: number): void {
  const text = searchText(vault, tx, row);
  if (text === null) unindexCustomer(tx, row);
  else reindexCustomer(tx, row, indexEntries(text));
}
