/** Merges that were taken back, and what was done again of them. */
import type { ReadDb } from '../store/store.ts';
import { undoesSql } from '../store/undone.ts';

export interface MergeReversals {
  /** Batches that take a merge back (`isUndo`) or do it again, with the merge's batch. */
  readonly byBatch: ReadonlyMap<number, { readonly merge: number; readonly isUndo: boolean }>;
  /** Merges that were ever taken back, and whether they are now. */
  readonly undoneMerges: ReadonlyMap<number, boolean>;
}

const none: MergeReversals = { byBatch: new Map(), undoneMerges: new Map() };

/** Undoing a redo is undoing once more, whatever the depth. */
export function mergeReversals(db: ReadDb): MergeReversals {
  const merges = new Set(
    db.all<{ row: number }>("SELECT row FROM batch WHERE kind = 'merge'").map(({ row }) => row),
  );
  if (merges.size === 0) return none;
  const byBatch = new Map<number, { merge: number; isUndo: boolean }>();
  // Each comes after what it undoes.
  for (const { row, undoes } of db.iterate<{ row: number; undoes: number | null }>(
    `SELECT row, ${undoesSql} AS undoes FROM batch WHERE kind IN ('undo', 'redo') ORDER BY row`,
  )) {
    if (undoes === null) continue;
    const undone = byBatch.get(undoes);
    if (merges.has(undoes)) byBatch.set(row, { merge: undoes, isUndo: true });
    else if (undone !== undefined) byBatch.set(row, { merge: undone.merge, isUndo: !undone.isUndo });
  }
  return {
    byBatch,
    undoneMerges: new Map([...byBatch.values()].map(({ merge, isUndo }) => [merge, isUndo])),
  };
}
