/** Whether what was undone is what undoing says. Whose a batch is, and since when, is checked with its changes (change-log.ts). */
import type { ReadDb } from './db.ts';
import { undoesSql } from './undone.ts';

interface BatchRow {
  readonly row: number;
  readonly kind: string;
  readonly undone_by: number | null;
  readonly undoes: number | null;
}

const pageSize = 1000;

/** Walks all batches, and yields after each page. @returns how many say otherwise than the log of those that undo them, or undo nothing that it says */
export function* differingBatches(db: ReadDb): Generator<void, number, void> {
  const said = new Map<number, number>();
  /** What each undoing took back, and by which one a batch is taken back now. */
  const undoing = new Map<number, number>();
  const undone = new Map<number, number>();
  let differing = 0;
  for (let last = 0; ;) {
    const page = db.all<BatchRow>(
      `SELECT row, kind, undone_by, CASE WHEN kind IN ('undo', 'redo') THEN ${undoesSql} END AS undoes
       FROM batch WHERE row > ? ORDER BY row LIMIT ?`,
      last,
      pageSize,
    );
    for (const { row, kind, undone_by: by, undoes } of page) {
      if (by !== null) said.set(row, by);
      if ((kind === 'undo' || kind === 'redo') && (undoes ?? row) >= row) differing += 1;
      if (undoes === null) continue;
      undone.set(undoes, row);
      undoing.set(row, undoes);
      // What a redo takes back is an undo: the batch that it undid holds again.
      if (kind === 'redo') undone.delete(undoing.get(undoes) ?? 0);
    }
    last = page.at(-1)?.row ?? last;
    if (page.length < pageSize) break;
    yield;
  }
  differing += [...undone.keys()].filter((row) => !said.has(row)).length;
  for (const [row, by] of said) if (undone.get(row) !== by) differing += 1;
  return differing;
}
