/**
 * Entries that are shown, held to the tree of their log: what an entry says must give the leaf that the tree has at its place. Opening compares the tree
 * with what was seen of it, and never reads an entry; so one that was changed in its row is found here, before anybody goes by it.
 */
import { inclusionProof, isIncluded, type TreeHead } from '../log/merkle.ts';
import { changeChecks, changeRows } from './change-log.ts';
import type { ReadDb } from './db.ts';
import { journalChecks, journalRows } from './journal.ts';
import { rememberedTreeOf, type LogName } from './log-tree.ts';
import type { Store } from './store.ts';
import { leafOf } from './verify-log.ts';

function leafAt(db: ReadDb, log: LogName, seq: number): ReturnType<typeof leafOf> {
  if (log === 'journal') {
    const [row] = journalRows(db, seq - 1, 1);
    return row?.seq === seq ? leafOf(row, journalChecks(db)) : null;
  }
  const [row] = changeRows(db, seq - 1, 1);
  return row?.seq === seq ? leafOf(row, changeChecks) : null;
}

/** Asks of one entry after the other, by its `seq`, whether it is what the log's tree has there. */
export function heldTo(
  { db, ...heads }: Pick<Store, 'db' | 'logHead' | 'journalHead'>,
  log: LogName,
): (seq: number) => boolean {
  const head: TreeHead = log === 'journal' ? heads.journalHead() : heads.logHead();
  const nodes = rememberedTreeOf(db, log);
  return (seq) => {
    if (seq < 1 || seq > head.size) return false;
    const leaf = leafAt(db, log, seq);
    return leaf !== null && isIncluded(leaf, seq - 1, head, inclusionProof(nodes, seq - 1, head.size));
  };
}

/** Of the entries with these `seq`, those that are not what the log's tree has there. */
export function alteredEntries(
  store: Pick<Store, 'db' | 'logHead' | 'journalHead'>,
  log: LogName,
  seqs: Iterable<number>,
): number[] {
  const isHeld = heldTo(store, log);
  return [...new Set(seqs)].filter((seq) => !isHeld(seq));
}
