/** A whole customer as cells: as the tables have it, and as the change log says it must be. */
import { attachmentFromRow, attachmentJson, type AttachmentRow } from '../attachments/cells.ts';
import type { Catalog } from '../fields/catalog.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb } from '../store/store.ts';
import { assigneeJson, deletedJson, valueJson } from './cells.ts';
import { membersOf } from './members.ts';
import { contactFromRow, pointFromRow, type ContactRow, type PointRow, type ValueRow } from './rows.ts';
import type { Cell } from './rules.ts';

export type Cells = Map<Cell, string>;

interface MainRow {
  readonly row: number;
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly organisation: string;
  readonly job_title: string;
  readonly notes: string;
  readonly created_at: number;
  readonly assignee: string | null;
  readonly deleted_at: number | null;
  readonly gone: number;
}

/** A customer as the tables have it. */
export interface CustomerRows {
  readonly main: MainRow;
  readonly points: (PointRow & { readonly lookup: string })[];
  readonly contacts: ContactRow[];
  readonly attachments: AttachmentRow[];
  readonly tags: number[];
  readonly values: (ValueRow & { readonly field: number; readonly key: string | null })[];
}

const within = 'customer > ? AND customer <= ?';

/** The customers with rows after `after` up to `upTo`, in their order. `strays`: rows of customers who are not there. */
export function customerRows(
  db: ReadDb,
  after: number,
  upTo: number,
): { readonly customers: ReadonlyMap<number, CustomerRows>; readonly strays: number } {
  const mains = db.all<MainRow>(
    `SELECT row, id, kind, name, organisation, job_title, notes, created_at, assignee, deleted_at, gone
     FROM customer WHERE row > ? AND row <= ? ORDER BY row`,
    after,
    upTo,
  );
  const customers = new Map(
    mains.map((main): [number, CustomerRows] => [
      main.row,
      { main, points: [], contacts: [], attachments: [], tags: [], values: [] },
    ]),
  );
  let strays = 0;
  const put = <Row extends { readonly customer: number }>(
    rows: readonly Row[],
    into: (customer: CustomerRows, row: Row) => void,
  ): void => {
    for (const row of rows) {
      const customer = customers.get(row.customer);
      if (customer === undefined) strays += 1;
      else into(customer, row);
    }
  };
  type Of<Row> = Row & { readonly customer: number };
  put(
    db.all<Of<CustomerRows['points'][number]>>(
      `SELECT customer, id, type, label, value, lookup, contact, street, city, region, postal_code, country, position
       FROM point WHERE ${within}`,
      after,
      upTo,
    ),
    ({ points }, row) => points.push(row),
  );
  put(
    db.all<Of<ContactRow>>(
      `SELECT customer, id, name, job_title, department, note, position FROM contact WHERE ${within}`,
      after,
      upTo,
    ),
    ({ contacts }, row) => contacts.push(row),
  );
  put(
    db.all<Of<AttachmentRow>>(
      `SELECT customer, id, name, media_type, size, class, blob, content, position, added_at FROM attachment WHERE ${within}`,
      after,
      upTo,
    ),
    ({ attachments }, row) => attachments.push(row),
  );
  put(
    db.all<Of<{ readonly tag: number }>>(
      `SELECT customer, tag FROM customer_tag WHERE ${within}`,
      after,
      upTo,
    ),
    ({ tags }, { tag }) => tags.push(tag),
  );
  put(
    db.all<Of<CustomerRows['values'][number]>>(
      `SELECT customer, field, text, number, key, sealed, version FROM field_value WHERE ${within}`,
      after,
      upTo,
    ),
    ({ values }, row) => values.push(row),
  );
  return { customers, strays };
}

/** The cells that the rows are, without those that say nothing. */
export function cellsOfRows(
  catalog: Catalog,
  { main, points, contacts, attachments, tags, values }: CustomerRows,
): Cells {
  const cells: Cells = new Map();
  const { kind, name, organisation, notes } = main;
  for (const [cell, text] of Object.entries({ kind, name, organisation, jobTitle: main.job_title, notes }))
    if (text !== '') cells.set(cell, JSON.stringify(text));
  cells.set('created', String(main.created_at));
  const assignee = assigneeJson(main.assignee);
  if (assignee !== null) cells.set('assignee', assignee);
  const deleted = deletedJson(main.deleted_at, main.gone);
  if (deleted !== null) cells.set('deleted', deleted);
  for (const point of points) cells.set(`point:${point.id}`, JSON.stringify(pointFromRow(point)));
  for (const contact of contacts) cells.set(`contact:${contact.id}`, JSON.stringify(contactFromRow(contact)));
  for (const attachment of attachments)
    cells.set(`attachment:${attachment.id}`, attachmentJson(attachmentFromRow(attachment)));
  for (const tag of tags) cells.set(`tag:${catalog.tagsByRow.get(tag)?.id ?? '?'}`, 'true');
  for (const value of values) {
    const field = catalog.fieldsByRow.get(value.field);
    const json = field === undefined ? '?' : valueJson(field, value);
    if (json !== null) cells.set(`value:${field?.id ?? '?'}`, json);
  }
  return cells;
}

/** The cells of the customer that the tables hold, without those that say nothing. */
export function snapshotCells(db: ReadDb, catalog: Catalog, row: number): Cells {
  const rows = customerRows(db, row - 1, row).customers.get(row);
  return rows === undefined ? new Map() : cellsOfRows(catalog, rows);
}

const cellsForm = z.record(z.string(), z.unknown());

/** The cells of a creation, as the log has them in one JSON object; none where that is none. */
export function cellsOfCreation(json: string): Cells {
  const members = membersOf(json);
  if (members !== null) return new Map(members);
  const values = jsonBy(cellsForm, json) ?? {};
  return new Map(Object.entries(values).map(([cell, value]) => [cell, JSON.stringify(value)]));
}

/** What the change log says of a customer. */
export interface LoggedCustomer {
  /** What it adds up to; `null` when the customer's making is not in it. */
  readonly cells: Cells | null;
  /** The highest version that each value was ever sealed under, by its cell. */
  readonly versions: ReadonlyMap<Cell, number>;
}

const sealedVersion = /^\{"sealed":"[^"]*","version":(\d+)\}$/;

/** By their ids, those that it names. */
export function replayed(db: ReadDb, ids: readonly string[]): ReadonlyMap<string, LoggedCustomer> {
  const found = new Map<string, { cells: Cells | null; versions: Map<Cell, number> }>();
  const changes = db.all<{ id: string; field: string; value: string | null }>(
    `SELECT entity_id AS id, field, value FROM change
     WHERE entity_id IN (SELECT value FROM json_each(?)) AND entity = 'customer' ORDER BY entity_id, seq`,
    JSON.stringify(ids),
  );
  for (const { id, field, value } of changes) {
    let known = found.get(id);
    if (known === undefined) found.set(id, (known = { cells: null, versions: new Map<Cell, number>() }));
    const { versions } = known;
    const note = (cell: Cell, json: string | null): void => {
      const version = json?.startsWith('{"sealed":') === true ? sealedVersion.exec(json)?.[1] : undefined;
      if (version !== undefined) versions.set(cell, Math.max(versions.get(cell) ?? 0, Number(version)));
    };
    if (field === '*') {
      known.cells = value === null ? null : cellsOfCreation(value);
      for (const [cell, json] of known.cells ?? []) note(cell, json);
      continue;
    }
    note(field, value);
    if (value === null || value === '""') known.cells?.delete(field);
    else known.cells?.set(field, value);
  }
  return found;
}

export function areSameCells(one: Cells, other: Cells): boolean {
  if (one.size !== other.size) return false;
  for (const [cell, json] of one) if (other.get(cell) !== json) return false;
  return true;
}
