/** Taking back changes of fields, sections, tags and views. */
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { LoggedChange, WriteTx } from '../store/store.ts';
import { reindexAfterLayoutChange } from './after-change.ts';
import { parseOptions } from './catalog.ts';
import { changeFieldClass } from './field-class.ts';
import { changeLayoutCell, isLayoutForm, readLayoutCell, type LayoutEntity } from './layout-cells.ts';
import { restoredOptions } from './options.ts';
import { comeBack, isNameTaken } from './layout-names.ts';

/** `kept`: it was changed since. `same`: it stands like that already. */
export type ReversalOutcome = 'reverted' | 'kept' | 'same';

/** A new field, tag, … that others have come to use stays. */
function isInUse(tx: WriteTx, entity: LayoutEntity, id: string): boolean {
  const uses: Readonly<Partial<Record<LayoutEntity, string>>> = {
    field: `SELECT 1 FROM field_value v JOIN field f ON f.row = v.field JOIN customer c ON c.row = v.customer
            WHERE f.id = ? AND c.gone = 0 AND (v.text IS NOT NULL OR v.sealed IS NOT NULL) LIMIT 1`,
    tag: `SELECT 1 FROM customer_tag ct JOIN tag t ON t.row = ct.tag JOIN customer c ON c.row = ct.customer
          WHERE t.id = ? AND c.deleted_at IS NULL LIMIT 1`,
    section: 'SELECT 1 FROM field WHERE section = ? AND deleted_at IS NULL LIMIT 1',
  };
  const sql = uses[entity];
  return sql !== undefined && tx.value(sql, id) !== undefined;
}

function hasValues(tx: WriteTx, fieldId: string): boolean {
  return (
    tx.value(
      `SELECT 1 FROM field_value v JOIN field f ON f.row = v.field JOIN customer c ON c.row = v.customer
       WHERE f.id = ? AND c.gone = 0 AND (v.text IS NOT NULL OR v.sealed IS NOT NULL) LIMIT 1`,
      fieldId,
    ) !== undefined
  );
}

/** Customers may have been given options meanwhile that were not there before. */
function withNames(earlier: string | null, now: string | null): string {
  return JSON.stringify(restoredOptions(parseOptions(earlier ?? '[]'), parseOptions(now ?? '[]')));
}

const nameIn = (json: string | null): string => jsonBy(z.string(), json ?? '""') ?? '';

function isRemovedSection(tx: WriteTx, json: string | null): boolean {
  return (
    tx.value('SELECT 1 FROM section WHERE id = ? AND deleted_at IS NOT NULL', nameIn(json)) !== undefined
  );
}

/** Puts one change of a field, section, tag or view back, with what hangs on it. */
export function* reverseLayout(
  tx: WriteTx,
  vault: OpenVault,
  change: LoggedChange,
  entity: LayoutEntity,
): Generator<void, ReversalOutcome> {
  const { entity_id: id, field: column } = change;
  if (column === '*') {
    if (readLayoutCell(tx, entity, id, 'deleted_at') !== null) return 'same';
    if (isInUse(tx, entity, id)) return 'kept';
    changeLayoutCell(tx, entity, id, 'deleted_at', String(tx.now));
    return 'reverted';
  }
  const current = readLayoutCell(tx, entity, id, column);
  if (current === change.old_value) return 'same';
  if (current !== change.value) return 'kept';
  if (!isLayoutForm(entity, column, change.old_value)) return 'kept';
  if (entity === 'field' && column === 'class') {
    const target = jsonBy(fieldClass, change.old_value ?? 'null');
    if (target === null) return 'kept';
    yield* changeFieldClass(tx, vault, id, target);
    return 'reverted';
  }
  // What a change may not do, taking one back may not either: a name stands once, and a field where it is seen.
  const isNamed = entity === 'field' || entity === 'tag';
  if (column === 'name' && isNamed && isNameTaken(tx, entity, nameIn(change.old_value), id)) return 'kept';
  if (column === 'section' && isRemovedSection(tx, change.old_value)) return 'kept';
  const isInChoices = entity === 'field' && column === 'options' && hasValues(tx, id);
  const earlier = isInChoices ? withNames(change.old_value, current) : change.old_value;
  if (column === 'deleted_at' && earlier === null && entity !== 'view') comeBack(tx, entity, id);
  else changeLayoutCell(tx, entity, id, column, earlier);
  yield* reindexAfterLayoutChange(tx, vault, entity, id, column);
  return 'reverted';
}
