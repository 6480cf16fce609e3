/**
 * The full-text index is made of segments, which FTS5 merges as it writes. Left to itself it counts every row that is
 * replaced as a page, and goes over most of the index again for each few thousand rows, in one go: long writes hold that
 * off, and merge in steps that others can come between.
 */
import type { WriteTx } from '../store/store.ts';

/** So many segments of a size are merged into one. At 16 FTS5 would do it in one go, whatever it is told. */
const segmentsMerged = 8;
/** What FTS5 does by default: from how many segments on it merges, and the share of replaced rows at which it writes anew. */
const usual = { automerge: 4, usermerge: 4, deletemerge: 10 } as const;
/** Replaced rows cost little while they wait to be left out: only a search for what many have meets them. */
const whileHeld = { automerge: 0, usermerge: segmentsMerged, deletemerge: 50 } as const;
/** Pages that are merged in one step: some milliseconds. */
const pagesAtOnce = 128;

function configure(tx: WriteTx, options: Readonly<Record<keyof typeof usual, number>>): void {
  for (const [name, value] of Object.entries(options))
    tx.run('INSERT INTO search (search, rank) VALUES (?, CAST(? AS INTEGER))', name, value);
}

/** Keeps FTS5 from merging segments in this write. {@link mergeSegments} has to be called now and then. */
export function holdMerging(tx: WriteTx): void {
  configure(tx, whileHeld);
}

/** Lets FTS5 do as it usually does once this write is committed. To be called after everything that writes to the index. */
export function resumeMerging(tx: WriteTx): void {
  tx.beforeCommit(() => {
    // What it has gathered is written out at every savepoint, and would otherwise be at the commit.
    tx.run('SAVEPOINT gathered');
    tx.run('RELEASE gathered');
    configure(tx, usual);
  });
}

const changed = (tx: WriteTx): number => tx.value<number>('SELECT total_changes()') ?? 0;

/** Merges segments where there are many of a size. Yields after each step. */
export function* mergeSegments(tx: WriteTx): Generator<void> {
  for (;;) {
    const before = changed(tx);
    tx.run("INSERT INTO search (search, rank) VALUES ('merge', CAST(? AS INTEGER))", pagesAtOnce);
    // As FTS5's manual says: the command itself counts as one.
    if (changed(tx) - before < 2) return;
    yield;
  }
}
