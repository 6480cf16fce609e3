/**
 * The full-text index is made of segments, which FTS5 merges as it writes. Left to itself it counts every row that is
 * replaced as a page, and goes over most of the index again for each few thousand rows, in one go: long writes hold that
 * off, and merge in steps that others can come between.
 */
import type { WriteTx } from '../store/store.ts';

/** What FTS5 does of itself where the index says nothing else. */
const byDefault: Readonly<Record<string, number>> = {
  automerge: 4,
  usermerge: 4,
  deletemerge: 10,
  crisismerge: 16,
  hashsize: 1_048_576,
};
/**
 * As many segments of a size are merged into one as FTS5 can be told, far fewer than those that it merges in one go by itself
 * (crisismerge), and each is as large as what it gathers in a megabyte: most of what is written is then merged once at most.
 * Two megabytes would take 90 MB more of memory.
 * Replaced rows cost little while they wait to be left out: only a search for what many have meets them.
 */
const whileHeld: Readonly<Record<string, number>> = {
  automerge: 0,
  usermerge: 16,
  crisismerge: 256,
  deletemerge: 50,
  hashsize: 1_048_576,
};
/** Pages that are merged in one step: some milliseconds. */
const pagesAtOnce = 128;

function configure(tx: WriteTx, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options))
    tx.run('INSERT INTO search (search, rank) VALUES (?, CAST(? AS INTEGER))', name, value);
}

/** Lets FTS5 do as it did before, once everything of this write is in the index. */
export type ResumeMerging = () => void;

/**
 * Keeps FTS5 from merging segments in this write: {@link mergeSegments} has to be called now and then, and what this gives
 * when nothing else will be written to the index.
 */
export function holdMerging(tx: WriteTx): ResumeMerging {
  const usual = { ...byDefault };
  for (const { k, v } of tx.all<{ k: string; v: number }>('SELECT k, v FROM search_config'))
    if (k in usual) usual[k] = v;
  configure(tx, whileHeld);
  return () => {
    tx.beforeCommit(() => {
      // What it has gathered is written out at every savepoint, and would otherwise be at the commit.
      tx.run('SAVEPOINT gathered');
      tx.run('RELEASE gathered');
      configure(tx, usual);
    });
  };
}

const changed = (tx: WriteTx): number => tx.value<number>('SELECT total_changes()') ?? 0;

/** Merges some of the segments where there are many of a size. @returns whether there were */
export function mergeSome(tx: WriteTx): boolean {
  const before = changed(tx);
  tx.run("INSERT INTO search (search, rank) VALUES ('merge', CAST(? AS INTEGER))", pagesAtOnce);
  // As FTS5's manual says: the command itself counts as one.
  return changed(tx) - before >= 2;
}

/**
 * Begins to merge all segments into one, which {@link mergeSome} goes on with: only then is nothing left in any of them of rows that were
 * deleted.
 */
export function beginMergingAll(tx: WriteTx): void {
  tx.run("INSERT INTO search (search, rank) VALUES ('merge', CAST(? AS INTEGER))", -pagesAtOnce);
}

/** Merges segments where there are many of a size. Yields after each step. */
export function* mergeSegments(tx: WriteTx): Generator<void> {
  while (mergeSome(tx)) yield;
}
