/** What holds of fields and tags on whichever road a change came: by hand, undone, restored, merged or imported. */
import { comparableName } from '../../../src-preload/contract/names.ts';
import type { ReadDb } from '../store/store.ts';

const named = [
  'SELECT name FROM field WHERE deleted_at IS NULL',
  'SELECT name FROM tag WHERE deleted_at IS NULL',
];

const misplaced = `SELECT count(*) FROM field f WHERE f.deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM section s WHERE s.id = f.section AND s.deleted_at IS NULL)`;

/** @returns how many fields and tags have the name of another one, and how many fields are in no section that is there */
export function brokenLayoutRules(db: ReadDb): number {
  let count = db.value<number>(misplaced) ?? 0;
  for (const sql of named) {
    const names = db.all<{ name: string }>(sql).map(({ name }) => comparableName(name));
    count += names.length - new Set(names).size;
  }
  return count;
}
