/** Fields, sections, tags and saved views as cells of the change log, in the way customers/cells.ts has customers. */
import { z } from 'zod';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { Entity, ReadDb, WriteTx } from '../store/store.ts';

export type LayoutEntity = Extract<Entity, 'field' | 'section' | 'tag' | 'view'>;

/** `json` columns hold JSON, which is the log's form as it is. */
type ColumnForm = 'plain' | 'json';

const columns = {
  field: {
    section: 'plain',
    name: 'plain',
    type: 'plain',
    class: 'plain',
    options: 'json',
    currency: 'plain',
    position: 'plain',
    deleted_at: 'plain',
  },
  section: { name: 'plain', position: 'plain', deleted_at: 'plain' },
  tag: { name: 'plain', colour: 'plain', deleted_at: 'plain' },
  view: {
    name: 'plain',
    query: 'json',
    columns: 'json',
    position: 'plain',
    owner: 'plain',
    deleted_at: 'plain',
  },
} as const satisfies Record<LayoutEntity, Record<string, ColumnForm>>;

const tables = {
  field: 'field',
  section: 'section',
  tag: 'tag',
  view: 'saved_view',
} as const satisfies Record<LayoutEntity, string>;

/** A column of the layout, as `field.name`. */
export type LayoutCell = {
  [E in LayoutEntity]: `${E}.${keyof (typeof columns)[E] & string}`;
}[LayoutEntity];

interface CellSql {
  readonly form: ColumnForm;
  readonly read: string;
  readonly write: string;
}

/** Constant texts, made once from the two tables above. */
const statements: ReadonlyMap<string, CellSql> = new Map(
  (Object.keys(columns) as LayoutEntity[]).flatMap((entity) =>
    Object.entries(columns[entity]).map(([column, form]): [string, CellSql] => [
      `${entity}.${column}`,
      {
        form,
        read: `SELECT ${column} FROM ${tables[entity]} WHERE id = ?`,
        write: `UPDATE ${tables[entity]} SET ${column} = ? WHERE id = ?`,
      },
    ]),
  ),
);

function sqlOf(entity: LayoutEntity, column: string): CellSql {
  const sql = statements.get(`${entity}.${column}`);
  if (sql === undefined) throw new Error(`no column ${column} in ${entity}`);
  return sql;
}

/** A column's value as the log has it; `null` for none. */
export function readLayoutCell(db: ReadDb, entity: LayoutEntity, id: string, column: string): string | null {
  const { form, read } = sqlOf(entity, column);
  const value = db.value<string | number | null>(read, id) ?? null;
  if (value === null) return null;
  return form === 'json' ? String(value) : JSON.stringify(value);
}

const plainColumn = z.union([z.string(), z.number()]);
const allColumns = z.record(z.string(), z.unknown());
/** What is no JSON is compared as it stands. */
const comparable = (json: string): unknown => jsonBy(z.unknown(), json) ?? json;

/** Whether a column can be what the log says that it was. */
export function isLayoutForm(entity: LayoutEntity, column: string, json: string | null): boolean {
  if (json === null) return true;
  return jsonBy(sqlOf(entity, column).form === 'json' ? z.unknown() : plainColumn, json) !== null;
}

function writeLayoutCell(
  tx: WriteTx,
  entity: LayoutEntity,
  id: string,
  column: string,
  json: string | null,
): void {
  const { form, write } = sqlOf(entity, column);
  const value = json === null || form === 'json' ? json : jsonBy(plainColumn, json);
  if (value === null && json !== null) throw new VaultError('vault/damaged', { part: 'layout' });
  tx.run(write, value, id);
}

/** Sets a column and records it. @returns whether it changed */
export function changeLayoutCell(
  tx: WriteTx,
  entity: LayoutEntity,
  id: string,
  column: string,
  json: string | null,
): boolean {
  const oldValue = readLayoutCell(tx, entity, id, column);
  if (oldValue === json) return false;
  writeLayoutCell(tx, entity, id, column, json);
  tx.record({ entity, entityId: id, field: column, oldValue, value: json });
  return true;
}

/** Records that a row was inserted: all its columns, as the table has them now. */
export function recordCreation(tx: WriteTx, entity: LayoutEntity, id: string): void {
  tx.record({
    entity,
    entityId: id,
    field: '*',
    oldValue: null,
    value: JSON.stringify(layoutCells(tx, entity, id)),
  });
}

/** Every column of a row, without empty ones. */
export function layoutCells(db: ReadDb, entity: LayoutEntity, id: string): Record<string, unknown> {
  const cells: Record<string, unknown> = {};
  for (const column of Object.keys(columns[entity])) {
    const json = readLayoutCell(db, entity, id, column);
    if (json !== null) cells[column] = comparable(json);
  }
  return cells;
}

/** The columns that the change log adds up to; `null` when it does not know the row. */
export function replayLayout(db: ReadDb, entity: LayoutEntity, id: string): Record<string, unknown> | null {
  let cells: Map<string, unknown> | null = null;
  const changes = db.all<{ field: string; value: string | null }>(
    'SELECT field, value FROM change WHERE entity_id = ? AND entity = ? ORDER BY seq',
    id,
    entity,
  );
  for (const { field, value } of changes) {
    if (field === '*') {
      const made = value === null ? null : jsonBy(allColumns, value);
      cells = made === null ? null : new Map(Object.entries(made));
    } else if (cells === null) return null;
    else if (value === null) cells.delete(field);
    else cells.set(field, comparable(value));
  }
  return cells === null ? null : Object.fromEntries(cells);
}

const ids = {
  field: 'SELECT id FROM field',
  section: 'SELECT id FROM section',
  tag: 'SELECT id FROM tag',
  view: 'SELECT id FROM saved_view',
} as const satisfies Record<LayoutEntity, string>;

/** How many rows of an entity are not what the log says. */
export function differingLayoutRows(db: ReadDb): number {
  let count = 0;
  for (const entity of Object.keys(columns) as LayoutEntity[]) {
    const inTable = db.all<{ id: string }>(ids[entity]).map(({ id }) => id);
    const inLog = db
      .all<{ id: string }>("SELECT entity_id AS id FROM change WHERE entity = ? AND field = '*'", entity)
      .map(({ id }) => id);
    for (const id of new Set([...inTable, ...inLog])) {
      const logged = sortedJson(replayLayout(db, entity, id));
      if (logged !== sortedJson(layoutCells(db, entity, id))) count += 1;
    }
  }
  return count;
}

function sortedJson(cells: Record<string, unknown> | null): string {
  return JSON.stringify(Object.entries(cells ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
