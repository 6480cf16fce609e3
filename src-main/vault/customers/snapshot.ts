/** A whole customer as cells: as the tables have it, and as the change log says it must be. */
import { attachmentFromRow, attachmentJson, attachmentRows } from '../attachments/cells.ts';
import type { Catalog } from '../fields/catalog.ts';
import { ownJson } from '../json.ts';
import type { ReadDb } from '../store/store.ts';
import { assigneeJson, deletedJson, valueJson } from './cells.ts';
import { membersOf } from './members.ts';
import { contactFromRow, pointFromRow, type ContactRow, type PointRow, type ValueRow } from './rows.ts';
import type { Cell } from './rules.ts';

export type Cells = Map<Cell, string>;

/** The cells of the customer that the tables hold, without those that say nothing. */
export function snapshotCells(db: ReadDb, catalog: Catalog, row: number): Cells {
  const cells: Cells = new Map();
  const main = db.get<{
    kind: string;
    name: string;
    organisation: string;
    job_title: string;
    notes: string;
    created_at: number;
    assignee: string | null;
    deleted_at: number | null;
    gone: number;
  }>(
    'SELECT kind, name, organisation, job_title, notes, created_at, assignee, deleted_at, gone FROM customer WHERE row = ?',
    row,
  );
  if (main === undefined) return cells;
  const { kind, name, organisation, notes } = main;
  for (const [cell, text] of Object.entries({ kind, name, organisation, jobTitle: main.job_title, notes }))
    if (text !== '') cells.set(cell, JSON.stringify(text));
  cells.set('created', String(main.created_at));
  const assignee = assigneeJson(main.assignee);
  if (assignee !== null) cells.set('assignee', assignee);
  const deleted = deletedJson(main.deleted_at, main.gone);
  if (deleted !== null) cells.set('deleted', deleted);
  for (const point of db.all<PointRow>(
    `SELECT id, type, label, value, contact, street, city, region, postal_code, country, position
     FROM point WHERE customer = ?`,
    row,
  ))
    cells.set(`point:${point.id}`, JSON.stringify(pointFromRow(point)));
  for (const contact of db.all<ContactRow>(
    'SELECT id, name, job_title, department, note, position FROM contact WHERE customer = ?',
    row,
  ))
    cells.set(`contact:${contact.id}`, JSON.stringify(contactFromRow(contact)));
  for (const attachment of attachmentRows(db, row))
    cells.set(`attachment:${attachment.id}`, attachmentJson(attachmentFromRow(attachment)));
  for (const { tag } of db.all<{ tag: number }>('SELECT tag FROM customer_tag WHERE customer = ?', row)) {
    const facts = catalog.tagsByRow.get(tag);
    cells.set(`tag:${facts?.id ?? '?'}`, 'true');
  }
  for (const value of db.all<ValueRow & { field: number }>(
    'SELECT field, text, number, sealed, version FROM field_value WHERE customer = ?',
    row,
  )) {
    const field = catalog.fieldsByRow.get(value.field);
    const json = field === undefined ? '?' : valueJson(field, value);
    if (json !== null) cells.set(`value:${field?.id ?? '?'}`, json);
  }
  return cells;
}

/** The cells of a creation, as the log has them in one JSON object. */
export function cellsOfCreation(json: string): Cells {
  const members = membersOf(json);
  if (members !== null) return new Map(members);
  // Written by createCustomer; the log's tree vouches for it.
  const values = ownJson(json) as Readonly<Record<string, unknown>>;
  return new Map(Object.entries(values).map(([cell, value]) => [cell, JSON.stringify(value)]));
}

/** The cells that the change log adds up to; `null` when it does not know the customer. */
export function replay(db: ReadDb, id: string): Cells | null {
  let cells: Cells | null = null;
  const changes = db.all<{ field: string; value: string | null }>(
    "SELECT field, value FROM change WHERE entity_id = ? AND entity = 'customer' ORDER BY seq",
    id,
  );
  for (const { field, value } of changes) {
    if (field === '*') cells = value === null ? null : cellsOfCreation(value);
    else if (cells === null) return null;
    else if (value === null || value === '""') cells.delete(field);
    else cells.set(field, value);
  }
  return cells;
}

export function areSameCells(one: Cells, other: Cells): boolean {
  if (one.size !== other.size) return false;
  for (const [cell, json] of one) if (other.get(cell) !== json) return false;
  return true;
}
