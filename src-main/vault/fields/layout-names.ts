/** Names of fields and tags: each stands once among those that are not removed. */
import { isSameName } from '../../../src-preload/contract/names.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { changeLayoutCell, type LayoutEntity } from './layout-cells.ts';

type Named = Extract<LayoutEntity, 'field' | 'tag'>;

const longestName = 200;
const liveNames: Readonly<Record<Named, string>> = {
  field: 'SELECT id, name FROM field WHERE deleted_at IS NULL',
  tag: 'SELECT id, name FROM tag WHERE deleted_at IS NULL',
};

/** Whether a name is that of another one, besides `except`. */
export function isNameTaken(db: ReadDb, entity: Named, name: string, except: string | null): boolean {
  return db
    .all<{ id: string; name: string }>(liveNames[entity])
    .some((other) => other.id !== except && isSameName(other.name, name));
}

/** The name, or the first free one with a number behind it. */
export function freeName(db: ReadDb, entity: Named, name: string): string {
  if (!isNameTaken(db, entity, name, null)) return name;
  for (let number = 2; ; number++) {
    const numbered = `${name.slice(0, longestName - 10)} (${String(number)})`;
    if (!isNameTaken(db, entity, numbered, null)) return numbered;
  }
}

const nameSql: Readonly<Record<Named, string>> = {
  field: 'SELECT name FROM field WHERE id = ?',
  tag: 'SELECT name FROM tag WHERE id = ?',
};

/**
 * Puts what was removed back to where it is seen: under a name that is free, a field in a section that is there. What is indexed of
 * it is for the caller to bring up to date.
 */
export function comeBack(tx: WriteTx, entity: Exclude<LayoutEntity, 'view'>, id: string): void {
  if (entity === 'field') {
    const section = tx.value<string>(
      `SELECT s.id FROM field f JOIN section s ON s.id = f.section WHERE f.id = ? AND s.deleted_at IS NOT NULL`,
      id,
    );
    if (section !== undefined) changeLayoutCell(tx, 'section', section, 'deleted_at', null);
  }
  if (entity !== 'section') {
    const name = tx.value<string>(nameSql[entity], id) ?? '';
    changeLayoutCell(tx, entity, id, 'name', JSON.stringify(freeName(tx, entity, name)));
  }
  changeLayoutCell(tx, entity, id, 'deleted_at', null);
}
