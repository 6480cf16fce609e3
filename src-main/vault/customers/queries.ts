/** Reading one customer, whole. */
import type { Customer, FieldValue } from '../../../src-preload/contract/customers.ts';
import { assertNotable } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { assertReads, mayRead } from '../access/classes.ts';
import { isSealed } from '../fields/compartment.ts';
import { nameOfPerson } from '../people/names.ts';
import { valueJson } from './cells.ts';
import { contactFromRow, pointFromRow, type ContactRow, type PointRow, type ValueRow } from './rows.ts';
import { customerOf } from './selection.ts';
import { customerKeys, parseValue, type CustomerKeys, type CustomerRef } from './sealed.ts';
import { plainJson, plainOrLocked } from './value-cells.ts';

interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly kind: Customer['kind'];
  readonly name: string;
  readonly organisation: string;
  readonly job_title: string;
  readonly notes: string;
  readonly assignee: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
}

/** A customer as the window shows it: one query for each kind of part. @throws VaultError customers/not-found */
export function getCustomer(vault: OpenVault, id: string): Customer {
  const { db } = vault.store;
  const main = db.get<CustomerRow>(
    `SELECT row, id, kind, name, organisation, job_title, notes, assignee, created_at, updated_at, deleted_at
     FROM customer WHERE row = ?`,
    customerOf(vault, db, id).row,
  );
  if (main === undefined) throw new VaultError('customers/not-found');
  const { row } = main;
  const catalog = catalogOf(vault);
  const points = db.all<PointRow>(
    `SELECT id, type, label, value, contact, street, city, region, postal_code, country, position
     FROM point WHERE customer = ? ORDER BY position, id`,
    row,
  );
  const contacts = db.all<ContactRow>(
    'SELECT id, name, job_title, department, note, position FROM contact WHERE customer = ? ORDER BY position, id',
    row,
  );
  const contactIds = new Set(contacts.map((contact) => contact.id));
  const tags = db.all<{ tag: number }>('SELECT tag FROM customer_tag WHERE customer = ?', row);
  return {
    id,
    kind: main.kind,
    name: main.name,
    organisation: main.organisation,
    jobTitle: main.job_title,
    notes: main.notes,
    // A number may outlive its contact: one vault removed the contact, and another changed the number.
    points: points.map((point) => ({
      id: point.id,
      ...pointFromRow(point),
      contactId: point.contact !== null && contactIds.has(point.contact) ? point.contact : null,
    })),
    contacts: contacts.map((contact) => ({ id: contact.id, ...contactFromRow(contact) })),
    tagIds: tags.flatMap(({ tag }) => {
      const facts = catalog.tagsByRow.get(tag);
      return facts === undefined || facts.isDeleted ? [] : [facts.id];
    }),
    values: valuesOf(vault, main),
    assignee: main.assignee,
    assigneeName: main.assignee === null ? null : nameOfPerson(vault, main.assignee),
    createdAt: main.created_at,
    updatedAt: main.updated_at,
    deletedAt: main.deleted_at,
  };
}

function valuesOf(vault: OpenVault, customer: CustomerRef): Customer['values'] {
  const catalog = catalogOf(vault);
  const rows = vault.store.db.all<ValueRow & { field: number }>(
    'SELECT field, text, number, sealed, version FROM field_value WHERE customer = ?',
    customer.row,
  );
  using keys = customerKeys(vault, vault.store.db, customer);
  const values: Customer['values'] = {};
  for (const row of rows) {
    const field = catalog.fieldsByRow.get(row.field);
    if (field === undefined || field.isDeleted) continue;
    const json = valueJson(field, row);
    if (json === null) continue;
    if (!mayRead(vault, field.class)) values[field.id] = { masked: true, locked: true };
    else if (field.class === 'restricted') values[field.id] = { masked: true };
    else {
      const opened = plainOrLocked(vault, keys, customer, field, json);
      if (opened.locked) values[field.id] = { masked: true, locked: true };
      else if (opened.plain !== null) values[field.id] = shownValue(opened.plain);
    }
  }
  return values;
}

/** What is no value shows as one that cannot be read. */
function shownValue(plain: string): Customer['values'][string] {
  const value = parseValue(plain);
  return value === null ? { masked: true, locked: true } : { value };
}

/** One value in the clear; the journal says that a sealed one was looked at. @throws VaultError customers/not-found, customers/no-value, access/no-key */
export function reveal(
  vault: OpenVault,
  id: string,
  fieldId: string,
  to: 'show' | 'copy' = 'show',
): { value: FieldValue } {
  const { store } = vault;
  const customer = customerOf(vault, store.db, id);
  const field = catalogOf(vault).fields.get(fieldId);
  const row =
    field &&
    store.db.get<ValueRow>(
      'SELECT text, number, sealed, version FROM field_value WHERE customer = ? AND field = ?',
      customer.row,
      field.row,
    );
  const json = field === undefined || row === undefined ? null : valueJson(field, row);
  if (field === undefined || json === null) throw new VaultError('customers/no-value');
  assertReads(vault, field.class);
  // First the line in the journal, then the value: what cannot be noted is not shown.
  // A kill would take back what is written beside a long write.
  if (isSealed(field.class)) assertNotable(vault);
  const said = { field: field.name, class: field.class };
  if (to === 'copy') store.journal('copied', said, [customer.row]);
  else if (isSealed(field.class)) store.journal('revealed', said, [customer.row]);
  const plain = openOne(vault, customer, (keys) => plainJson(vault, keys, customer, field, json));
  if (plain === null) throw new VaultError('customers/no-value');
  const value = parseValue(plain);
  if (value === null) throw new VaultError('vault/damaged', { part: 'value' });
  return { value };
}

function openOne<T>(vault: OpenVault, customer: CustomerRef, fn: (keys: CustomerKeys) => T): T {
  using keys = customerKeys(vault, vault.store.db, customer);
  return fn(keys);
}
