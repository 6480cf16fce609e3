/** Creating a customer: one row of the change log holds all its first values. */
import type { Contact, CustomerKind, Edit, Point } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { catalogOf, type Catalog, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/blind-index.ts';
import { indexCustomer, type IndexedText } from '../search/index-customer.ts';
import { sortKey } from '../search/sort-key.ts';
import type { WriteTx } from '../store/store.ts';
import { insertContact, insertPoint, putValue, splitCell, writeTokens } from './cells.ts';
import { badValue, cellEdit, type Cell } from './rules.ts';
import { customerKeys, parseValue, type CustomerRef } from './sealed.ts';
import { isSearchable } from './search-text.ts';
import { loggedJson } from './value-cells.ts';
import { valueText } from './values.ts';

export interface NewCustomer {
  readonly kind: CustomerKind;
  readonly edits: readonly Edit[];
  /** Made here when not given. */
  readonly id?: string;
  /** When the customer came to be, milliseconds since 1970; now when not given. */
  readonly at?: number;
}

/** The cells that edits of an empty customer leave: the last edit of each, without those that say nothing. */
function firstCells(edits: readonly Edit[], kind: CustomerKind, catalog: Catalog): Map<Cell, string> {
  const cells = new Map<Cell, string>([['kind', JSON.stringify(kind)]]);
  for (const edit of edits) {
    const { cell, json } = cellEdit(edit, catalog);
    if (json === null || json === '""') cells.delete(cell);
    else cells.set(cell, json);
  }
  if (!cells.has('kind')) cells.set('kind', JSON.stringify(kind));
  return cells;
}

interface Parts {
  readonly columns: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [string, Point])[];
  readonly contacts: readonly (readonly [string, Contact])[];
  readonly tagIds: readonly string[];
  readonly values: readonly (readonly [FieldFacts, string])[];
}

/** Cells by what they are; their JSON was written by cellEdit. */
function partsOf(cells: ReadonlyMap<Cell, string>, catalog: Catalog): Parts {
  const columns: Record<string, string> = {};
  const points: [string, Point][] = [];
  const contacts: [string, Contact][] = [];
  const tagIds: string[] = [];
  const values: [FieldFacts, string][] = [];
  for (const [cell, json] of cells) {
    const { part, key } = splitCell(cell);
    if (key === null) columns[part] = JSON.parse(json) as string;
    else if (part === 'point') points.push([key, JSON.parse(json) as Point]);
    else if (part === 'contact') contacts.push([key, JSON.parse(json) as Contact]);
    else if (part === 'tag') tagIds.push(key);
    else {
      const field = catalog.fields.get(key);
      if (field !== undefined) values.push([field, json]);
    }
  }
  return { columns, points, contacts, tagIds, values };
}

function textOf({ columns, points, contacts, tagIds, values }: Parts, catalog: Catalog): IndexedText {
  const names = [
    columns['name'] ?? '',
    columns['organisation'] ?? '',
    ...contacts.map(([, { name }]) => name),
  ];
  const texts = [columns['jobTitle'] ?? '', columns['notes'] ?? ''];
  for (const [, contact] of contacts) texts.push(contact.jobTitle, contact.department, contact.note);
  for (const [, point] of points) texts.push(point.value);
  for (const [field, json] of values)
    if (isSearchable(field)) texts.push(valueText(parseValue(json), field.options));
  for (const id of tagIds) texts.push(catalog.tags.get(id)?.name ?? '');
  return { names: names.filter(Boolean), texts: texts.filter(Boolean) };
}

/** The first values as one JSON object of cells, in the order in which they came. */
function logged(cells: ReadonlyMap<Cell, string>, createdAt: number): string {
  let json = `{"created":${String(createdAt)}`;
  for (const [cell, value] of cells) json += `,${JSON.stringify(cell)}:${value}`;
  return `${json}}`;
}

/**
 * Creates a customer within a write, with its search entries.
 * @throws VaultError customers/bad-value
 */
export function createCustomer(tx: WriteTx, vault: OpenVault, given: NewCustomer): CustomerRef {
  const catalog = catalogOf(vault);
  const cells = firstCells(given.edits, given.kind, catalog);
  const parts = partsOf(cells, catalog);
  const id = given.id ?? newId();
  const createdAt = given.at ?? tx.now;
  const { columns } = parts;
  const name = columns['name'] ?? '';
  const organisation = columns['organisation'] ?? '';
  const { lastInsertRowid: row } = tx.run(
    `INSERT INTO customer (id, kind, name, name_key, organisation, organisation_key, job_title, notes, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    columns['kind'] ?? given.kind,
    name,
    sortKey(name),
    organisation,
    sortKey(organisation),
    columns['jobTitle'] ?? '',
    columns['notes'] ?? '',
    createdAt,
    createdAt,
  );
  const customer = { row, id };
  insertParts(tx, vault, customer, parts, cells);
  tx.record({
    entity: 'customer',
    entityId: id,
    field: '*',
    oldValue: null,
    value: logged(cells, createdAt),
  });
  indexCustomer(tx, row, textOf(parts, catalog));
  return customer;
}

function insertParts(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  { points, contacts, tagIds, values }: Parts,
  cells: Map<Cell, string>,
): void {
  const { row } = customer;
  const catalog = catalogOf(vault);
  for (const [key, contact] of contacts) {
    if (tx.value('SELECT 1 FROM contact WHERE id = ?', key) !== undefined)
      throw badValue('id-taken', 'contact', { key });
    insertContact(tx, row, key, contact);
  }
  for (const [key, point] of points) {
    if (tx.value('SELECT 1 FROM point WHERE id = ?', key) !== undefined)
      throw badValue('id-taken', 'point', { key });
    insertPoint(tx, row, key, point, catalog.country);
  }
  for (const key of tagIds) {
    const tag = catalog.tags.get(key);
    if (tag !== undefined) tx.run('INSERT INTO customer_tag (customer, tag) VALUES (?, ?)', row, tag.row);
  }
  using keys = customerKeys(vault, tx, customer);
  for (const [field, plain] of values) {
    const json = loggedJson(tx, vault, keys, customer, field, plain) ?? plain;
    putValue(tx, row, field, json);
    if (!isSealed(field.class)) continue;
    cells.set(`value:${field.id}`, json);
    writeTokens(tx, vault, row, field, plain);
  }
}
