/**
 * Rows beside the logs that an entry's number is the key of; docs/file-format.md, L-1. Whatever stands there before the entry does was written by a program
 * of somebody's own, and would keep the entry from being written.
 */
import type { ReadDb, SqlWriter } from './db.ts';
import type { LogName } from './log-tree.ts';

const clearing = {
  change: [
    'DELETE FROM merged WHERE seq > ? AND seq <= ?',
    'DELETE FROM conflict WHERE seq > ? AND seq <= ?',
  ],
  journal: [
    'DELETE FROM subject WHERE entry > ? AND entry <= ?',
    'DELETE FROM checkpoint WHERE journal_size > ? AND journal_size <= ?',
  ],
} as const satisfies Readonly<Record<LogName, readonly string[]>>;

/** To be called before entries are written: nothing is beside them. @param size of the log so far @param count of the entries */
export function clearPlaces(db: SqlWriter, log: LogName, size: number, count: number): void {
  for (const sql of clearing[log]) db.run(sql, size, size + count);
}

/** Those that no other check of the table finds. */
const outside = {
  change:
    'SELECT (SELECT coalesce(max(seq), 0) FROM merged) > ? OR (SELECT coalesce(min(seq), 1) FROM merged) < 1',
  journal:
    'SELECT (SELECT coalesce(max(entry), 0) FROM subject) > ? OR (SELECT coalesce(min(entry), 1) FROM subject) < 1',
} as const satisfies Readonly<Record<LogName, string>>;

/** Whether a row is beside an entry that is not there. @param size of the log */
export function hasRowsOutside(db: ReadDb, log: LogName, size: number): boolean {
  return db.value<number>(outside[log], size) === 1;
}
