/** The Merkle trees of the two logs as they lie in the database: leaves beside their entries, roots of larger subtrees in a table. */
import {
  append,
  frontierAt,
  isSameHead,
  parentHash,
  rootAt,
  type Frontier,
  type Hash,
  type NodeSource,
  type TreeHead,
} from '../log/merkle.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, SqlWriter } from './db.ts';

export type LogName = 'change' | 'journal';

/** Subtrees of 2^8, 2^16 and 2^24 leaves are kept. */
const keptLevels = 8;
export const isKept = (level: number): boolean => level > 0 && level % keptLevels === 0;

/** The hash of an entry that is not there: whatever rests on it is wrong, and says so where it is compared. */
const missing: Hash = new Uint8Array(32);

const leavesOf = {
  change: 'SELECT seq, hash FROM change WHERE seq > ? AND seq <= ? ORDER BY seq',
  journal: 'SELECT seq, hash FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq',
} as const;

function leaves(db: ReadDb, log: LogName, start: number, count: number): Hash[] {
  const found: Hash[] = Array.from({ length: count }, () => missing);
  for (const { seq, hash } of db.all<{ seq: number; hash: Hash }>(leavesOf[log], start, start + count))
    found[seq - start - 1] = hash;
  return found;
}

function folded(hashes: readonly Hash[]): Hash {
  const [first = missing, second] = hashes;
  if (second === undefined) return first;
  const parents: Hash[] = [];
  for (let at = 0; at < hashes.length; at += 2)
    parents.push(parentHash(hashes[at] ?? missing, hashes[at + 1] ?? missing));
  return folded(parents);
}

export function keptNode(db: ReadDb, log: LogName, level: number, number: number): Hash | undefined {
  return db.value<Hash>(
    'SELECT hash FROM tree_node WHERE log = ? AND level = ? AND number = ?',
    log,
    level,
    number,
  );
}

const hasLeafIn = {
  change: 'SELECT EXISTS (SELECT 1 FROM change WHERE seq > ? AND seq <= ?)',
  journal: 'SELECT EXISTS (SELECT 1 FROM journal WHERE seq > ? AND seq <= ?)',
} as const;

/**
 * Subtrees of a log as it is kept. Reads at most 255 entries for one, whatever the size of the log; of one that should be kept and is not, the entries
 * that there are, however many its numbers leave out.
 */
export function treeOf(db: ReadDb, log: LogName): NodeSource {
  const node: NodeSource = (level, number) => {
    const kept = isKept(level) ? keptNode(db, log, level, number) : undefined;
    if (kept !== undefined) return kept;
    const [start, count] = [number * 2 ** level, 2 ** level];
    if (isKept(level) && db.value<number>(hasLeafIn[log], start, start + count) === 0) return missing;
    if (level <= keptLevels) return folded(leaves(db, log, start, count));
    return parentHash(node(level - 1, number * 2), node(level - 1, number * 2 + 1));
  };
  return node;
}

const keptNodes = `SELECT number, hash FROM tree_node WHERE log = ? AND level = ? AND number >= ? AND number < ?`;

function keptRange(db: ReadDb, log: LogName, level: number, start: number, count: number): Hash[] {
  const found: Hash[] = Array.from({ length: count }, () => missing);
  const rows = db.all<{ number: number; hash: Hash }>(keptNodes, log, level, start, start + count);
  for (const { number, hash } of rows) found[number - start] = hash;
  return found;
}

/**
 * As {@link treeOf}, for many entries at once: of 2^8 subtrees that lie side by side each is read in one go, and what they make is kept. Of a tree that does
 * not change meanwhile.
 */
export function rememberedTreeOf(db: ReadDb, log: LogName): NodeSource {
  const width = 2 ** keptLevels;
  const known = new Map<string, Hash[][]>();
  const rowsOf = (level: number, number: number): Hash[][] => {
    const place = `${String(level)} ${String(number)}`;
    const before = known.get(place);
    if (before !== undefined) return before;
    const start = number * width;
    let row = level === 0 ? leaves(db, log, start, width) : keptRange(db, log, level, start, width);
    const rows = [row];
    while (row.length > 1) {
      row = Array.from({ length: row.length / 2 }, (_, at) =>
        parentHash(row[at * 2] ?? missing, row[at * 2 + 1] ?? missing),
      );
      rows.push(row);
    }
    known.set(place, rows);
    return rows;
  };
  return (level, number) => {
    const above = level % keptLevels;
    const count = 2 ** (keptLevels - above);
    const rows = rowsOf(level - above, Math.floor(number / count));
    return rows[above]?.[number % count] ?? missing;
  };
}

const sizeOf = {
  change: 'SELECT coalesce(max(seq), 0) FROM change',
  journal: 'SELECT coalesce(max(seq), 0) FROM journal',
} as const;

const sizeNow = (db: ReadDb, log: LogName): number => db.value<number>(sizeOf[log]) ?? 0;

/** More entries no log has: above it, numbers would run out. */
const mostEntries = 2 ** 48;

/** Where a log stands. @throws VaultError vault/damaged for a number that no entry has */
export function readFrontier(db: ReadDb, log: LogName): Frontier {
  const size = sizeNow(db, log);
  if (size > mostEntries) throw new VaultError('vault/damaged', { size });
  return frontierAt(treeOf(db, log), size);
}

/** Whether a log was like that when it had that size. */
export function extendsHead(db: ReadDb, log: LogName, head: TreeHead): boolean {
  const { size } = head;
  return size <= sizeNow(db, log) && isSameHead(head, { size, root: rootAt(treeOf(db, log), size) });
}

/** Keeps what the new leaves of a log make whole. @returns where it stands then */
export function appendLeaves(
  db: SqlWriter,
  log: LogName,
  before: Frontier,
  hashes: readonly Hash[],
): Frontier {
  return append(before, hashes, (level, number, hash) => {
    if (isKept(level))
      db.run(
        // In the place of what somebody laid there before the leaves were.
        'INSERT OR REPLACE INTO tree_node (log, level, number, hash) VALUES (?, ?, ?, ?)',
        log,
        level,
        number,
        hash,
      );
  });
}
