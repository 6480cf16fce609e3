/** Creating a customer: one row of the change log holds all its first values. */
import type {
  Contact,
  CustomerKind,
  Edit,
  FieldValue,
  Point,
} from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { catalogOf, type Catalog, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/blind-index.ts';
import { indexCustomer, type IndexedText } from '../search/index-customer.ts';
import { sortKey } from '../search/sort-key.ts';
import type { WriteTx } from '../store/store.ts';
import { insertContact, insertPlainValue, insertPoint, putValue, writeTokens } from './cells.ts';
import { cellEdit, type Cell, type CellEdit } from './rules.ts';
import { customerKeys, type CustomerRef } from './sealed.ts';
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
  /** The write will be taken back: only what later rows are compared with is put in. */
  readonly isRehearsal?: boolean;
}

interface Parts {
  readonly columns: Record<string, string>;
  readonly points: [string, Point][];
  readonly contacts: [string, Contact][];
  readonly tagIds: string[];
  readonly values: [FieldFacts, FieldValue][];
}

/** What edits of an empty customer leave: the last edit of each cell, without those that say nothing. */
function firstCells(edits: readonly Edit[], kind: CustomerKind, catalog: Catalog): Map<Cell, CellEdit> {
  const cells = new Map<Cell, CellEdit>([['kind', cellEdit({ field: 'kind', value: kind }, catalog)]]);
  for (const edit of edits) {
    const change = cellEdit(edit, catalog);
    if (change.json === null || change.json === '""') cells.delete(change.cell);
    else cells.set(change.cell, change);
  }
  return cells;
}

function partsOf(cells: ReadonlyMap<Cell, CellEdit>): Parts {
  const parts: Parts = { columns: {}, points: [], contacts: [], tagIds: [], values: [] };
  for (const { cell, kept } of cells.values()) {
    if (kept?.part === 'column') parts.columns[cell] = kept.text;
    else if (kept?.part === 'point') parts.points.push([kept.key, kept.point]);
    else if (kept?.part === 'contact') parts.contacts.push([kept.key, kept.contact]);
    else if (kept?.part === 'tag') parts.tagIds.push(kept.key);
    else if (kept?.part === 'value') parts.values.push([kept.field, kept.value]);
  }
  return parts;
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
  for (const [field, value] of values) if (isSearchable(field)) texts.push(valueText(value, field.options));
  for (const id of tagIds) texts.push(catalog.tags.get(id)?.name ?? '');
  return { names: names.filter(Boolean), texts: texts.filter(Boolean) };
}

/** The first values as one JSON object of cells, in the order in which they came. */
function logged(cells: ReadonlyMap<Cell, { readonly json: string | null }>, createdAt: number): string {
  let json = `{"created":${String(createdAt)}`;
  for (const [cell, { json: value }] of cells) json += `,${JSON.stringify(cell)}:${value ?? 'null'}`;
  return `${json}}`;
}

/**
 * Creates a customer within a write, with its search entries.
 * @throws VaultError customers/bad-value
 */
export function createCustomer(tx: WriteTx, vault: OpenVault, given: NewCustomer): CustomerRef {
  const catalog = catalogOf(vault);
  const cells = firstCells(given.edits, given.kind, catalog);
  const parts = partsOf(cells);
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
  if (given.isRehearsal === true) return customer;
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
  cells: Map<Cell, CellEdit>,
): void {
  const { row } = customer;
  const catalog = catalogOf(vault);
  for (const [key, contact] of contacts) insertContact(tx, row, key, contact);
  for (const [key, point] of points) insertPoint(tx, row, key, point, catalog.country);
  for (const key of tagIds) {
    const tag = catalog.tags.get(key);
    if (tag !== undefined) tx.run('INSERT INTO customer_tag (customer, tag) VALUES (?, ?)', row, tag.row);
  }
  using keys = customerKeys(vault, tx, customer);
  for (const [field, value] of values) {
    if (!isSealed(field.class)) {
      insertPlainValue(tx, row, field, value);
      continue;
    }
    const plain = JSON.stringify(value);
    const json = loggedJson(tx, vault, keys, customer, field, plain) ?? plain;
    putValue(tx, row, field, json);
    const cell = `value:${field.id}`;
    cells.set(cell, { cell, json, kept: null });
    writeTokens(tx, vault, row, field, plain);
  }
}
