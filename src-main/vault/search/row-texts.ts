/** The texts of customers besides their names, in which a list shows where a search matched. */
import { isSearchable } from '../customers/search-text.ts';
import { valueFromStored, valueText } from '../customers/values.ts';
import type { Catalog } from '../fields/catalog.ts';
import type { ReadDb } from '../store/store.ts';

export interface FieldText {
  /** As {@link CustomerRow.match} names it. */
  readonly field: string;
  readonly text: string;
}

/** The texts of each of the customers, by row: those that people search for most come first. */
export function textsOf(
  db: ReadDb,
  catalog: Catalog,
  rows: readonly number[],
): ReadonlyMap<number, readonly FieldText[]> {
  const list = JSON.stringify(rows);
  const texts = new Map<number, FieldText[]>(rows.map((row) => [row, []]));
  const add = (row: number, field: string, text: string): void => {
    if (text !== '') texts.get(row)?.push({ field, text });
  };
  const mains = db.all<{ row: number; organisation: string; job_title: string; notes: string }>(
    'SELECT row, organisation, job_title, notes FROM customer WHERE row IN (SELECT value FROM json_each(?))',
    list,
  );
  for (const { row, organisation } of mains) add(row, 'organisation', organisation);
  for (const { customer, type, value } of db.all<{ customer: number; type: string; value: string }>(
    'SELECT customer, type, value FROM point WHERE customer IN (SELECT value FROM json_each(?)) ORDER BY customer, position',
    list,
  ))
    add(customer, type, value);
  for (const contact of db.all<{
    customer: number;
    name: string;
    job_title: string;
    department: string;
    note: string;
  }>(
    `SELECT customer, name, job_title, department, note FROM contact
     WHERE customer IN (SELECT value FROM json_each(?)) ORDER BY customer, position`,
    list,
  )) {
    for (const text of [contact.name, contact.job_title, contact.department, contact.note])
      add(contact.customer, 'contact', text);
  }
  for (const { row, job_title: jobTitle } of mains) add(row, 'jobTitle', jobTitle);
  for (const { customer, field: fieldRow, text, number } of db.all<{
    customer: number;
    field: number;
    text: string;
    number: number | null;
  }>(
    'SELECT customer, field, text, number FROM field_value WHERE customer IN (SELECT value FROM json_each(?)) AND text IS NOT NULL',
    list,
  )) {
    const field = catalog.fieldsByRow.get(fieldRow);
    if (field !== undefined && isSearchable(field))
      add(
        customer,
        `value:${field.id}`,
        valueText(valueFromStored(field.type, { text, number }), field.options),
      );
  }
  for (const { customer, tag } of db.all<{ customer: number; tag: number }>(
    'SELECT customer, tag FROM customer_tag WHERE customer IN (SELECT value FROM json_each(?))',
    list,
  )) {
    const facts = catalog.tagsByRow.get(tag);
    if (facts?.isDeleted === false) add(customer, 'tags', facts.name);
  }
  for (const { row, notes } of mains) add(row, 'notes', notes);
  return texts;
}
