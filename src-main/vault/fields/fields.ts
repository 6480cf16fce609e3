/** Custom fields: made, changed, ordered and taken off the form without code. */
import type {
  CustomField,
  FieldClass,
  FieldOption,
  FieldType,
} from '../../../src-preload/contract/fields.ts';
import { nameFrom } from '../../../src-preload/contract/texts.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { PolicyVault } from '../policy/policies.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { parseOptions } from './catalog.ts';
import { changedOptions, type OptionName } from './options.ts';
import { changeLayoutCell, recordCreation } from './layout-cells.ts';
import { isNameTaken } from './layout-names.ts';
import { lastPlace, placeBefore } from './order.ts';
import { createSection, expectSection, listSections } from './sections.ts';
import { signNewField } from './signed-classes.ts';

export interface NewField {
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly sectionId: string;
  /** Options with an id keep it. */
  readonly options: readonly OptionName[];
  readonly currency: string;
}

interface FieldRow extends Omit<CustomField, 'options' | 'goneOptions' | 'sectionId'> {
  readonly section: string;
  readonly options: string;
}

export function listFields(db: ReadDb): CustomField[] {
  return db
    .all<FieldRow>(
      `SELECT id, section, name, type, class, options, currency, position FROM field
       WHERE deleted_at IS NULL ORDER BY position, row`,
    )
    .map(({ section, options: json, ...field }) => {
      const options = parseOptions(json);
      const named = (isGone: boolean): FieldOption[] =>
        options.flatMap(({ id, name, gone }) => ((gone === true) === isGone ? [{ id, name }] : []));
      return { ...field, sectionId: section, options: named(false), goneOptions: named(true) };
    });
}

function expectFreeName(db: ReadDb, name: string, except: string | null): void {
  if (isNameTaken(db, 'field', name, except)) throw new VaultError('fields/name-taken', { name });
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

/** The section of that name, made if there is none: what came from one source stays together. */
export function sectionNamed(tx: WriteTx, name: string): string {
  const wanted = nameFrom(name) || '?';
  return listSections(tx).find((section) => section.name === wanted)?.id ?? createSection(tx, wanted);
}

/** @throws VaultError fields/name-taken, fields/section-not-found */
export function createField(
  tx: WriteTx,
  vault: PolicyVault,
  given: NewField,
  id = newId(),
): { id: string; row: number } {
  expectSection(tx, given.sectionId);
  expectFreeName(tx, given.name, null);
  const fieldClass = classFor(given.type, given.class);
  const { lastInsertRowid: row } = tx.run(
    `INSERT INTO field (id, section, name, type, class, options, currency, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    given.sectionId,
    given.name,
    given.type,
    fieldClass,
    JSON.stringify(changedOptions([], given.options)),
    given.currency,
    lastPlace(listFields(tx).filter(({ sectionId }) => sectionId === given.sectionId)),
  );
  recordCreation(tx, 'field', id);
  signNewField(tx, vault, id, fieldClass);
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
  if (change.options !== undefined) {
    const before = parseOptions(tx.value<string>('SELECT options FROM field WHERE id = ?', id) ?? '[]');
    changeLayoutCell(tx, 'field', id, 'options', JSON.stringify(changedOptions(before, change.options)));
  }
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
