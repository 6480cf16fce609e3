import type { Tag } from '../../../src-preload/contract/fields.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { changeLayoutCell, recordCreation } from './layout-cells.ts';
import { isNameTaken } from './layout-names.ts';

/** Tags with the number of customers that carry each; those in the bin do not count. `only`: of whose customers; all by default. */
export function listTags(db: ReadDb, only: string | null = null): Tag[] {
  return db.all<Tag>(
    `SELECT t.id, t.name, t.colour,
       (SELECT count(*) FROM customer_tag ct JOIN customer c ON c.row = ct.customer
        WHERE ct.tag = t.row AND c.deleted_at IS NULL AND c.assignee IS coalesce(?, c.assignee)) AS count
     FROM tag t WHERE t.deleted_at IS NULL ORDER BY t.name COLLATE NOCASE, t.row`,
    only,
  );
}

/** @throws VaultError tags/not-found */
export function getTag(db: ReadDb, id: string, only: string | null = null): Tag {
  const tag = listTags(db, only).find((each) => each.id === id);
  if (tag === undefined) throw new VaultError('tags/not-found');
  return tag;
}

function expectFreeName(db: ReadDb, name: string, except: string | null): void {
  if (isNameTaken(db, 'tag', name, except)) throw new VaultError('tags/name-taken', { name });
}

/** @throws VaultError tags/name-taken */
export function createTag(
  tx: WriteTx,
  name: string,
  colour: number,
  id = newId(),
): { id: string; row: number } {
  expectFreeName(tx, name, null);
  const { lastInsertRowid: row } = tx.run(
    'INSERT INTO tag (id, name, colour) VALUES (?, ?, ?)',
    id,
    name,
    colour,
  );
  recordCreation(tx, 'tag', id);
  return { id, row };
}

/** @returns whether the name changed @throws VaultError tags/not-found, tags/name-taken */
export function updateTag(
  tx: WriteTx,
  id: string,
  change: { readonly name?: string | undefined; readonly colour?: number | undefined },
): boolean {
  expectTag(tx, id);
  if (change.colour !== undefined) changeLayoutCell(tx, 'tag', id, 'colour', String(change.colour));
  if (change.name === undefined) return false;
  expectFreeName(tx, change.name, id);
  return changeLayoutCell(tx, 'tag', id, 'name', JSON.stringify(change.name));
}

/** @throws VaultError tags/not-found */
export function deleteTag(tx: WriteTx, id: string): void {
  expectTag(tx, id);
  changeLayoutCell(tx, 'tag', id, 'deleted_at', String(tx.now));
}

function expectTag(db: ReadDb, id: string): void {
  if (db.value('SELECT 1 FROM tag WHERE id = ? AND deleted_at IS NULL', id) === undefined)
    throw new VaultError('tags/not-found');
}
