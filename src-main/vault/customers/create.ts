/** Creating a customer: one row of the change log holds all its first values. */
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf, type Catalog, type FieldFacts } from '../fields/catalog.ts';
import { indexCustomer } from '../search/index-customer.ts';
import { insertRows } from '../store/insert-rows.ts';
import type { SqlValue, WriteTx } from '../store/store.ts';
import {
  assigneeJson,
  insertContacts,
  insertPlainValues,
  insertPoints,
  putValue,
  writeTokens,
} from './cells.ts';
import { loggedMember, prepareCustomer, type NewCustomer, type PreparedCustomer } from './new-customer.ts';
import { customerKeys, type CustomerRef } from './sealed.ts';
import { loggedJson } from './value-cells.ts';

/**
 * Creates a customer within a write, with its search entries. `at`: when it came to be, milliseconds since 1970; now
 * when not given.
 * @throws VaultError customers/bad-value
 */
export function createCustomer(
  tx: WriteTx,
  vault: OpenVault,
  given: NewCustomer & { readonly at?: number },
): CustomerRef {
  const prepared = prepareCustomer(given, catalogOf(vault));
  const [customer] = insertCustomers(tx, vault, [prepared], given.at ?? tx.now);
  if (customer === undefined) throw new Error('a customer that was just made is missing');
  return customer;
}

interface CreatedCustomer extends CustomerRef {
  /** The `seq` of its creation; `null` without search entries, which nothing is logged of. */
  readonly createdSeq: number | null;
}

/**
 * Puts prepared customers into the tables, the log and the search index: table by table, which is much faster for many
 * than customer by customer, because the pages and the code of one table stay in the processor's cache. Of customers
 * without search entries only what later ones are compared with is put in. Whoever reaches only customers of their own
 * gets those that they make. `at`: when they came to be, milliseconds since
 * 1970; of all, or of each.
 */
export function insertCustomers(
  tx: WriteTx,
  vault: OpenVault,
  prepared: readonly PreparedCustomer[],
  at: number | readonly number[],
): CreatedCustomer[] {
  const catalog = catalogOf(vault);
  const bornAt = (index: number): number => (typeof at === 'number' ? at : (at[index] ?? tx.now));
  const only = limitedTo(vault);
  const assigneeOf = ({ assignee }: PreparedCustomer): string | null => only ?? assignee;
  const lastRow = tx.value<number | null>('SELECT max(row) FROM customer') ?? 0;
  const rows = prepared.map((_, index) => lastRow + 1 + index);
  insertRows(
    tx,
    'customer (row, id, kind, name, name_key, organisation, organisation_key, job_title, notes, assignee, created_at, updated_at)',
    prepared.map((customer, index) =>
      mainRow(customer, rows[index] ?? 0, assigneeOf(customer), bornAt(index)),
    ),
  );
  const each = (step: (customer: PreparedCustomer, row: number, index: number) => void): void => {
    prepared.forEach((customer, index) => {
      step(customer, rows[index] ?? 0, index);
    });
  };
  const gathered = <T>(of: (customer: PreparedCustomer, row: number) => readonly T[]): T[] =>
    prepared.flatMap((customer, index) => of(customer, rows[index] ?? 0));
  insertContacts(
    tx,
    gathered(({ contacts }, row) => contacts.map(({ id, contact }) => ({ row, id, contact }))),
  );
  insertPoints(
    tx,
    gathered(({ points }, row) => points.map(({ id, point, lookup }) => ({ row, id, point, lookup }))),
  );
  insertRows(
    tx,
    'customer_tag (customer, tag)',
    gathered(({ tagIds }, row) =>
      tagIds.flatMap((id): SqlValue[][] => {
        const tag = catalog.tags.get(id);
        return tag === undefined ? [] : [[row, tag.row]];
      }),
    ),
  );
  insertPlainValues(
    tx,
    gathered(({ plainValues }, row) =>
      plainValues.map((value) => ({ row, field: fieldOf(catalog, value.fieldId), value })),
    ),
  );
  const sealed = new Map<string, string>();
  each(({ id, valuesToSeal }, row) => {
    if (valuesToSeal.length > 0) sealed.set(id, insertSealedValues(tx, vault, { row, id }, valuesToSeal));
  });
  const firstSeq = tx.recordAll(
    prepared.flatMap((customer, index) => {
      const { id, logged, entries } = customer;
      if (entries === null) return [];
      const assignee = assigneeJson(assigneeOf(customer));
      const assigned = assignee === null ? '' : loggedMember('assignee', assignee);
      const value = `{"created":${String(bornAt(index))}${logged}${assigned}${sealed.get(id) ?? ''}}`;
      return [{ entity: 'customer', entityId: id, field: '*', oldValue: null, value }];
    }),
  );
  each(({ entries }, row) => {
    if (entries !== null) indexCustomer(tx, row, entries);
  });
  let nextSeq = firstSeq;
  return prepared.map(({ id, entries }, index) => ({
    id,
    row: rows[index] ?? 0,
    createdSeq: entries === null ? null : nextSeq++,
  }));
}

function mainRow(customer: PreparedCustomer, row: number, assignee: string | null, at: number): SqlValue[] {
  const { id, kind, name, nameKey, organisation, organisationKey, jobTitle, notes } = customer;
  return [row, id, kind, name, nameKey, organisation, organisationKey, jobTitle, notes, assignee, at, at];
}

function fieldOf(catalog: Catalog, id: string): FieldFacts {
  const field = catalog.fields.get(id);
  if (field === undefined) throw new Error('a field that a value was checked against is gone');
  return field;
}

/** @returns the sealed values as members of the log's JSON object */
function insertSealedValues(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  values: PreparedCustomer['valuesToSeal'],
): string {
  let logged = '';
  using keys = customerKeys(vault, tx, customer);
  for (const { fieldId, json: plain } of values) {
    const field = fieldOf(catalogOf(vault), fieldId);
    const json = loggedJson(tx, vault, keys, customer, field, plain) ?? plain;
    putValue(tx, customer.row, field, json);
    logged += loggedMember(`value:${fieldId}`, json);
    writeTokens(tx, vault, customer.row, field, plain);
  }
  return logged;
}
