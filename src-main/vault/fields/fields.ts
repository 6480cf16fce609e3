/** Custom fields: made, changed, ordered and taken off the form without code. */
import type { CustomField, FieldClass, FieldType } from '../../../src-preload/contract/fields.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { parseOptions } from './catalog.ts';
import { changeLayoutCell, recordCreation } from './layout-cells.ts';
import { lastPlace, placeBefore } from './order.ts';
import { createSection, expectSection, listSections } from './sections.ts';

export interface NewField {
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly sectionId: string;
  /** Options with an id keep it. */
  readonly options: readonly OptionName[];
  readonly currency: string;
}

interface OptionName {
  readonly id?: string | undefined;
  readonly name: string;
}

interface FieldRow extends Omit<CustomField, 'options' | 'sectionId'> {
  readonly section: string;
  readonly options: string;
}

export function listFields(db: ReadDb): CustomField[] {
  return db
    .all<FieldRow>(
      `SELECT id, section, name, type, class, options, currency, position FROM field
       WHERE deleted_at IS NULL ORDER BY position, row`,
    )
    .map(({ section, options, ...field }) => ({
      ...field,
      sectionId: section,
      options: parseOptions(options),
    }));
}

function expectFreeName(db: ReadDb, name: string, except: string | null): void {
  const isTaken = db
    .all<{ id: string; name: string }>('SELECT id, name FROM field WHERE deleted_at IS NULL')
    .some((field) => field.id !== except && field.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw new VaultError('fields/name-taken', { name });
}

/** @throws VaultError fields/not-found */
function expectField(db: ReadDb, id: string): void {
  if (db.value('SELECT 1 FROM field WHERE id = ? AND deleted_at IS NULL', id) === undefined)
    throw new VaultError('fields/not-found');
}

/** A secret is never kept in a class that shows it. */
export function classFor(type: FieldType, wanted: FieldClass): FieldClass {
  return type === 'secret' ? 'restricted' : wanted;
}

const withIds = (options: readonly OptionName[]): string =>
  JSON.stringify(options.map(({ id, name }) => ({ id: id ?? newId(), name })));

/** The section of that name, made if there is none: what came from one source stays together. */
export function sectionNamed(tx: WriteTx, name: string): string {
  const wanted = name.trim().slice(0, 200);
  return listSections(tx).find((section) => section.name === wanted)?.id ?? createSection(tx, wanted);
}

/** @throws VaultError fields/name-taken, fields/section-not-found */
export function createField(tx: WriteTx, given: NewField, id = newId()): { id: string; row: number } {
  expectSection(tx, given.sectionId);
  expectFreeName(tx, given.name, null);
  const { lastInsertRowid: row } = tx.run(
    `INSERT INTO field (id, section, name, type, class, options, currency, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    given.sectionId,
    given.name,
    given.type,
    classFor(given.type, given.class),
    withIds(given.options),
    given.currency,
    lastPlace(listFields(tx).filter(({ sectionId }) => sectionId === given.sectionId)),
  );
  recordCreation(tx, 'field', id);
  return { id, row };
}

/** What can be changed at once; the class is field-class.ts. @throws VaultError fields/not-found, fields/name-taken */
export function updateField(
  tx: WriteTx,
  id: string,
  change: {
    readonly name?: string | undefined;
    readonly options?: readonly OptionName[] | undefined;
    readonly currency?: string | undefined;
  },
): void {
  expectField(tx, id);
  if (change.name !== undefined) {
    expectFreeName(tx, change.name, id);
    changeLayoutCell(tx, 'field', id, 'name', JSON.stringify(change.name));
  }
  if (change.options !== undefined) changeLayoutCell(tx, 'field', id, 'options', withIds(change.options));
  if (change.currency !== undefined)
    changeLayoutCell(tx, 'field', id, 'currency', JSON.stringify(change.currency));
}

/** Takes a field off every form; its values stay where they are. @throws VaultError fields/not-found */
export function deleteField(tx: WriteTx, id: string): void {
  expectField(tx, id);
  changeLayoutCell(tx, 'field', id, 'deleted_at', String(tx.now));
}

/** @throws VaultError fields/not-found, fields/section-not-found */
export function moveField(tx: WriteTx, id: string, sectionId: string, beforeId: string | null): void {
  expectField(tx, id);
  expectSection(tx, sectionId);
  const others = listFields(tx).filter((field) => field.sectionId === sectionId && field.id !== id);
  const place = placeBefore(tx, 'field', others, beforeId);
  changeLayoutCell(tx, 'field', id, 'section', JSON.stringify(sectionId));
  changeLayoutCell(tx, 'field', id, 'position', JSON.stringify(place));
}
