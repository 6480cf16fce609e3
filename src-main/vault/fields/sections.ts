import type { Section } from '../../../src-preload/contract/fields.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { changeLayoutCell, recordCreation } from './layout-cells.ts';
import { lastPlace, placeBefore } from './order.ts';

export function listSections(db: ReadDb): Section[] {
  return db.all<Section>(
    'SELECT id, name, position FROM section WHERE deleted_at IS NULL ORDER BY position, id',
  );
}

/** @throws VaultError fields/section-not-found */
export function expectSection(db: ReadDb, id: string): void {
  if (db.value('SELECT 1 FROM section WHERE id = ? AND deleted_at IS NULL', id) === undefined)
    throw new VaultError('fields/section-not-found');
}

/** @returns the new section's id */
export function createSection(tx: WriteTx, name: string, id = newId()): string {
  tx.run('INSERT INTO section (id, name, position) VALUES (?, ?, ?)', id, name, lastPlace(listSections(tx)));
  recordCreation(tx, 'section', id);
  return id;
}

export function renameSection(tx: WriteTx, id: string, name: string): void {
  expectSection(tx, id);
  changeLayoutCell(tx, 'section', id, 'name', JSON.stringify(name));
}

export function moveSection(tx: WriteTx, id: string, beforeId: string | null): void {
  expectSection(tx, id);
  const others = listSections(tx).filter((section) => section.id !== id);
  const place = placeBefore(tx, 'section', others, beforeId);
  changeLayoutCell(tx, 'section', id, 'position', JSON.stringify(place));
}

/** @throws VaultError fields/section-not-found, fields/section-not-empty */
export function deleteSection(tx: WriteTx, id: string): void {
  expectSection(tx, id);
  if (tx.value('SELECT 1 FROM field WHERE section = ? AND deleted_at IS NULL LIMIT 1', id) !== undefined)
    throw new VaultError('fields/section-not-empty');
  changeLayoutCell(tx, 'section', id, 'deleted_at', String(tx.now));
}
