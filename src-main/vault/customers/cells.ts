/**
 * A customer as cells: each is what one edit sets and one row of the change log names. Reading gives JSON in exactly
 * the form in which the log has it. What is there is changed in change-cell.ts alone.
 */
import type { Contact, Point } from '../../../src-preload/contract/customers.ts';
import { readAttachmentCell } from '../attachments/cells.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { Catalog, FieldFacts } from '../fields/catalog.ts';
import { blindTokens } from '../fields/blind-index.ts';
import { isSealed } from '../fields/compartment.ts';
import { insertRows } from '../store/insert-rows.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { contactFromRow, pointFromRow, type ContactRow, type PointRow, type ValueRow } from './rows.ts';
import { splitCell } from './cell-parts.ts';
import type { Cell } from './rules.ts';
import { parseValue, sealedFromJson, sealedToJson, type CustomerRef } from './sealed.ts';
import { storedForm, valueFromStored, valueText, type IndexedValue } from './values.ts';

const columns = {
  kind: 'SELECT kind FROM customer WHERE row = ?',
  name: 'SELECT name FROM customer WHERE row = ?',
  organisation: 'SELECT organisation FROM customer WHERE row = ?',
  jobTitle: 'SELECT job_title FROM customer WHERE row = ?',
  notes: 'SELECT notes FROM customer WHERE row = ?',
} as const;

function isColumn(cell: string): cell is keyof typeof columns {
  return Object.hasOwn(columns, cell);
}

/** The log's form of a stored value; `null` where the row only remembers a version. */
export function valueJson(field: FieldFacts, row: ValueRow): string | null {
  if (row.sealed !== null) return sealedToJson({ sealed: row.sealed, version: row.version });
  if (row.text === null) return null;
  return JSON.stringify(valueFromStored(field.type, { text: row.text, number: row.number }));
}

/** The log's form of a customer's standing: `null`, in the bin since (milliseconds), or gone with its import. */
export function deletedJson(deletedAt: number | null, gone: number): string | null {
  if (deletedAt === null) return null;
  return gone === 1 ? JSON.stringify({ at: deletedAt, gone: true }) : String(deletedAt);
}

/** The log's form of who looks after a customer. */
export function assigneeJson(assignee: string | null | undefined): string | null {
  return assignee === null || assignee === undefined ? null : JSON.stringify(assignee);
}

/** @returns `null` for what is not there, and for a cell that no customer has */
export function readCell(db: ReadDb, catalog: Catalog, customer: CustomerRef, cell: Cell): string | null {
  if (isColumn(cell)) return JSON.stringify(db.value<string>(columns[cell], customer.row) ?? '');
  const { part, key } = splitCell(cell);
  if (part === 'deleted') {
    const row = db.get<{ deleted_at: number | null; gone: number }>(
      'SELECT deleted_at, gone FROM customer WHERE row = ?',
      customer.row,
    );
    return row === undefined ? null : deletedJson(row.deleted_at, row.gone);
  }
  if (part === 'assignee')
    return assigneeJson(db.value('SELECT assignee FROM customer WHERE row = ?', customer.row));
  if (key === null) return null;
  if (part === 'point') {
    const row = db.get<PointRow>(
      `SELECT id, type, label, value, contact, street, city, region, postal_code, country, position
       FROM point WHERE id = ? AND customer = ?`,
      key,
      customer.row,
    );
    return row === undefined ? null : JSON.stringify(pointFromRow(row));
  }
  if (part === 'contact') {
    const row = db.get<ContactRow>(
      'SELECT id, name, job_title, department, note, position FROM contact WHERE id = ? AND customer = ?',
      key,
      customer.row,
    );
    return row === undefined ? null : JSON.stringify(contactFromRow(row));
  }
  if (part === 'attachment') return readAttachmentCell(db, customer.row, key);
  if (part === 'tag') {
    const tag = catalog.tags.get(key)?.row ?? 0;
    const has = db.value('SELECT 1 FROM customer_tag WHERE customer = ? AND tag = ?', customer.row, tag);
    return has === undefined ? null : 'true';
  }
  const field = catalog.fields.get(key);
  if (part !== 'value' || field === undefined) return null;
  const row = db.get<ValueRow>(
    'SELECT text, number, sealed, version FROM field_value WHERE customer = ? AND field = ?',
    customer.row,
    field.row,
  );
  return row === undefined ? null : valueJson(field, row);
}

/** The highest version that a value was ever sealed under. */
export function sealVersion(db: ReadDb, customer: CustomerRef, field: FieldFacts): number {
  const sql = 'SELECT version FROM field_value WHERE customer = ? AND field = ?';
  return db.value<number>(sql, customer.row, field.row) ?? 0;
}

/** `lookup`: as phone.ts makes it of the value. */
export interface PointToInsert {
  readonly row: number;
  readonly id: string;
  readonly point: Point;
  readonly lookup: string;
}

export function insertPoints(tx: WriteTx, points: readonly PointToInsert[]): void {
  insertRows(
    tx,
    'point (customer, id, contact, type, label, value, lookup, position, street, city, region, postal_code, country)',
    points.map(({ row, id, point, lookup }) => {
      const { address, contactId, type, label, value, position } = point;
      const main = [row, id, contactId, type, label, value, lookup, position];
      return address === null
        ? [...main, null, null, null, null, null]
        : [...main, address.street, address.city, address.region, address.postalCode, address.country];
    }),
  );
}

export interface ContactToInsert {
  readonly row: number;
  readonly id: string;
  readonly contact: Contact;
}

export function insertContacts(tx: WriteTx, contacts: readonly ContactToInsert[]): void {
  insertRows(
    tx,
    'contact (customer, id, name, job_title, department, note, position)',
    contacts.map(({ row, id, contact: { name, jobTitle, department, note, position } }) => [
      row,
      id,
      name,
      jobTitle,
      department,
      note,
      position,
    ]),
  );
}

const upsertValue = `INSERT INTO field_value (customer, field, text, number, key, sealed, version) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (customer, field) DO UPDATE SET text = excluded.text, number = excluded.number, key = excluded.key,
    sealed = excluded.sealed, version = max(version, excluded.version)`;

export interface PlainValueToInsert {
  readonly row: number;
  readonly field: FieldFacts;
  readonly value: IndexedValue;
}

/** Puts first, plain values of fields into the tables. */
export function insertPlainValues(tx: WriteTx, values: readonly PlainValueToInsert[]): void {
  insertRows(
    tx,
    'field_value (customer, field, text, number, key, version)',
    values.map(({ row, field, value: { text, number, key } }) => [row, field.row, text, number, key, 0]),
  );
}

/** Puts a value that is in the log's form (sealed where its field is) into the tables. @throws VaultError vault/damaged for what is none */
export function putValue(tx: WriteTx, row: number, field: FieldFacts, json: string): void {
  const sealed = sealedFromJson(json);
  if (sealed === null) {
    const value = parseValue(json);
    if (value === null) throw new VaultError('vault/damaged', { part: 'value' });
    const { text, number, key } = storedForm(field.type, value);
    tx.run(upsertValue, row, field.row, text, number, key, null, 0);
  } else tx.run(upsertValue, row, field.row, null, null, null, sealed.sealed, sealed.version);
}

/** Replaces the blind-index tokens of a value by those of `plainJson`. */
export function writeTokens(
  tx: WriteTx,
  vault: OpenVault,
  row: number,
  field: FieldFacts,
  plainJson: string | null,
): void {
  tx.run('DELETE FROM blind_index WHERE customer = ? AND field = ?', row, field.row);
  if (plainJson === null || !isSealed(field.class)) return;
  const value = parseValue(plainJson);
  if (value === null) return;
  const text = valueText(value, field.options);
  for (const token of blindTokens(vault, text, field.class))
    tx.run(
      'INSERT OR IGNORE INTO blind_index (token, customer, field) VALUES (?, ?, ?)',
      token,
      row,
      field.row,
    );
}
