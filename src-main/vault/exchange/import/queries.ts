import { valueKey } from '../../customers/values.ts';
import type { ReadDb, WriteTx } from '../../store/store.ts';

/** The highest row so far: customers made later have higher ones. */
export function lastCustomerRow(db: ReadDb): number {
  return db.value<number>('SELECT coalesce(max(row), 0) FROM customer') ?? 0;
}

export interface NamedCustomer {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
}

/**
 * Customers with a telephone number or e-mail address, by the form in which equal ones are equal: those of the names first, since a
 * switchboard may be that of thousands, of whom only some are looked at.
 */
export function* customersByLookup(
  db: ReadDb,
  lookup: string,
  nameKeys: readonly string[],
): Generator<NamedCustomer> {
  for (const nameKey of nameKeys)
    yield* db.all<NamedCustomer>(
      `SELECT row, id, name, organisation FROM customer c INDEXED BY customer_by_name
       WHERE name_key = ? AND deleted_at IS NULL AND EXISTS
       (SELECT 1 FROM point p WHERE p.lookup = ? AND p.lookup <> '' AND p.customer = c.row) LIMIT 20`,
      nameKey,
      lookup,
    );
  const points = db.all<{ customer: number }>(
    "SELECT customer FROM point WHERE lookup = ? AND lookup <> '' LIMIT 50",
    lookup,
  );
  for (const row of new Set(points.map(({ customer }) => customer)))
    yield* db.all<NamedCustomer>(
      'SELECT row, id, name, organisation FROM customer WHERE row = ? AND deleted_at IS NULL',
      row,
    );
}

/** Equal keys mean equal names, as far as those are short: the key ends with the name itself, without case, width and punctuation. */
export function customersByName(db: ReadDb, nameKey: string, organisationKey: string): NamedCustomer[] {
  // Names are shared by many people and few organisations, organisations by few people: the rarer one leads.
  const sql =
    organisationKey === ''
      ? `SELECT row, id, name, organisation FROM customer INDEXED BY customer_by_name
         WHERE name_key = ? AND organisation_key = ? AND deleted_at IS NULL ORDER BY row DESC LIMIT 100`
      : `SELECT row, id, name, organisation FROM customer INDEXED BY customer_by_organisation
         WHERE name_key = ? AND organisation_key = ? AND deleted_at IS NULL ORDER BY row DESC LIMIT 100`;
  return db.all<NamedCustomer>(sql, nameKey, organisationKey);
}

export function customersByPlainValue(db: ReadDb, field: number, text: string): NamedCustomer[] {
  return db.all<NamedCustomer>(
    `SELECT customer.row, customer.id, customer.name, customer.organisation FROM field_value JOIN customer ON customer.row = field_value.customer
     WHERE field_value.field = ? AND field_value.key = ? AND field_value.text = ? AND customer.deleted_at IS NULL LIMIT 50`,
    field,
    valueKey(text),
    text,
  );
}

export function customersByToken(db: ReadDb, field: number, token: Uint8Array): NamedCustomer[] {
  return db.all<NamedCustomer>(
    `SELECT customer.row, customer.id, customer.name, customer.organisation FROM blind_index JOIN customer ON customer.row = blind_index.customer
     WHERE blind_index.token = ? AND blind_index.field = ? AND customer.deleted_at IS NULL LIMIT 50`,
    token,
    field,
  );
}

/** Every telephone number and e-mail address of a customer, in the form in which equal ones are equal. */
export function lookupsOf(db: ReadDb, customer: number): { type: string; lookup: string }[] {
  return db.all<{ type: string; lookup: string }>(
    "SELECT type, lookup FROM point WHERE customer = ? AND lookup <> ''",
    customer,
  );
}

export function hasContact(db: ReadDb, customer: number, name: string): boolean {
  return (
    db.value<number>('SELECT 1 FROM contact WHERE customer = ? AND name = ?', customer, name) !== undefined
  );
}

export function hasValue(db: ReadDb, customer: number, field: number): boolean {
  return (
    db.value<number>(
      'SELECT 1 FROM field_value WHERE customer = ? AND field = ? AND (text IS NOT NULL OR sealed IS NOT NULL)',
      customer,
      field,
    ) !== undefined
  );
}

/** What the list of imports tells of one. */
export function setBatchDetails(
  tx: WriteTx,
  details: { fileName: string; added: number; updated: number },
): void {
  tx.run('UPDATE batch SET details = ? WHERE row = ?', JSON.stringify(details), tx.batchRow);
}
