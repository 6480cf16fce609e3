/** Search entries that say what a field, an option or a tag was called before. */
import type { OpenVault } from '../context.ts';
import { reindex } from '../customers/search-text.ts';
import type { WriteTx } from '../store/store.ts';
import type { LayoutEntity } from './layout-cells.ts';

const pageSize = 1000;

const holders = {
  tag: `SELECT ct.customer AS row FROM customer_tag ct JOIN tag t ON t.row = ct.tag
        WHERE t.id = ? AND ct.customer > ? ORDER BY ct.customer LIMIT ?`,
  field: `SELECT v.customer AS row FROM field_value v JOIN field f ON f.row = v.field
          WHERE f.id = ? AND v.customer > ? AND v.text IS NOT NULL ORDER BY v.customer LIMIT ?`,
} as const;

function affectsSearch(entity: LayoutEntity, column: string): entity is 'tag' | 'field' {
  if (entity === 'tag') return column === 'name' || column === 'deleted_at';
  return entity === 'field' && (column === 'options' || column === 'deleted_at');
}

/** Indexes the customers anew whose search entries a changed column of a tag or field is part of. A customer a step. */
export function* reindexAfterLayoutChange(
  tx: WriteTx,
  vault: OpenVault,
  entity: LayoutEntity,
  id: string,
  column: string,
): Generator<void, void> {
  if (!affectsSearch(entity, column)) return;
  let last = 0;
  for (;;) {
    const page = tx.all<{ row: number }>(holders[entity], id, last, pageSize);
    for (const { row } of page) {
      reindex(tx, vault, row);
      last = row;
      yield;
    }
    if (page.length < pageSize) return;
  }
}
