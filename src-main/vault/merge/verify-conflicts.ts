import type { ReadDb } from '../store/store.ts';

/** Of each, the entry of the log that it is about, of a merge; and the one after it, where that sets the same cell back to ours. */
const differing = `SELECT count(*) FROM conflict k LEFT JOIN change c ON c.seq = k.seq LEFT JOIN batch b ON b.row = c.batch
  LEFT JOIN change l ON l.seq = k.last_seq
  WHERE b.kind IS NOT 'merge' OR c.entity_id IS NOT k.entity_id OR c.field IS NOT k.cell
    OR l.entity_id IS NOT k.entity_id OR l.field IS NOT k.cell
    OR k.last_seq - k.seq IS NOT CASE k.won WHEN 'mine' THEN 1 ELSE 0 END`;

/** @returns how many conflicts do not fit the entries that they are about */
export function differingConflicts(db: ReadDb): number {
  return db.value<number>(differing) ?? 0;
}
