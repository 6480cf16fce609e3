/** Checking a whole log: each entry by itself, and the tree over all of them. */
import { append, emptyFrontier, leafHash, type Frontier, type Hash } from '../log/merkle.ts';
import { hasRowsOutside } from './ahead-of-logs.ts';
import type { ReadDb } from './db.ts';
import { isKept, keptNode, type LogName } from './log-tree.ts';

export interface LogFindings {
  readonly entries: number;
  /** Entries whose body was erased. */
  readonly erased: number;
  /** The first `seq` whose number, commitment or hash is wrong. */
  readonly brokenAt: number | null;
  /** Whether what is kept of the tree is what its leaves give, and nothing is beside an entry that is not there. */
  readonly isTreeRight: boolean;
  /** Where the tree stands by its leaves. */
  readonly frontier: Frontier;
}

export interface LogRow {
  readonly seq: number;
  readonly salt: Uint8Array | null;
  readonly commitment: Uint8Array | null;
  readonly hash: Hash;
}

/** Entries that are read in one go. */
export const logPage = 1000;

/** What an entry of a log is held to. */
export interface EntryChecks<Row extends LogRow> {
  /** The commitment of an entry that has its body, in hexadecimal; `null` where what there is of it does not go together. */
  readonly commitmentOf: (row: Row, salt: Uint8Array) => string | null;
  /** Whether nothing is left of a body that was erased. */
  readonly isErased: (row: Row) => boolean;
  readonly lineOf: (row: Row, commitment: string) => string;
}

interface Checks<Row extends LogRow> extends EntryChecks<Row> {
  /** Up to {@link logPage} entries after that `seq`. */
  readonly pageAfter: (seq: number) => readonly Row[];
}

function commitmentOf<Row extends LogRow>(row: Row, checks: EntryChecks<Row>): string | null {
  if (row.salt !== null) return row.commitment === null ? checks.commitmentOf(row, row.salt) : null;
  if (row.commitment === null || !checks.isErased(row)) return null;
  return Buffer.from(row.commitment).toString('hex');
}

/** The leaf that an entry's content gives; `null` where its parts do not go together. */
export function leafOf<Row extends LogRow>(row: Row, checks: EntryChecks<Row>): Hash | null {
  const commitment = commitmentOf(row, checks);
  return commitment === null ? null : leafHash(checks.lineOf(row, commitment));
}

/** Walks a whole log, and yields after each page. */
export function* verifyLog<Row extends LogRow>(
  db: ReadDb,
  log: LogName,
  checks: Checks<Row>,
): Generator<void, LogFindings, void> {
  let frontier = emptyFrontier;
  let erased = 0;
  let brokenAt: number | null = null;
  let kept = 0;
  let right = 0;
  for (;;) {
    const page = checks.pageAfter(frontier.size);
    for (const row of page) {
      const leaf = leafOf(row, checks);
      const isRight = row.seq === frontier.size + 1 && leaf !== null && Buffer.compare(leaf, row.hash) === 0;
      if (!isRight) brokenAt ??= row.seq;
      if (row.salt === null) erased += 1;
      frontier = append(frontier, [row.hash], (level, number, hash) => {
        if (!isKept(level)) return;
        kept += 1;
        const found = keptNode(db, log, level, number);
        if (found !== undefined && Buffer.compare(found, hash) === 0) right += 1;
      });
      // What has another number than its place cannot be gone on from.
      if (row.seq !== frontier.size)
        return { entries: frontier.size, erased, brokenAt, isTreeRight: false, frontier };
    }
    if (page.length < logPage) break;
    yield;
  }
  const rows = db.value<number>('SELECT count(*) FROM tree_node WHERE log = ?', log) ?? 0;
  const isTreeRight = right === kept && rows === kept && !hasRowsOutside(db, log, frontier.size);
  return { entries: frontier.size, erased, brokenAt, isTreeRight, frontier };
}
