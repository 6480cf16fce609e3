import type { ReadDb } from '../store/store.ts';
import { originCounts } from './origins.ts';

/** @returns how many changes are said to be another's that were not taken in */
export function falseOrigins(db: ReadDb): number {
  return (
    db.value<number>(
      `SELECT count(*) FROM merged m JOIN change c ON c.seq = m.seq JOIN batch b ON b.row = c.batch WHERE NOT ${originCounts}`,
    ) ?? 0
  );
}
