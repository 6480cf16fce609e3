/** Which entries that nobody has signed yet are this person's to sign: those of a session that a crash cut off. */
import type { SeenState } from '../context.ts';
import type { ReadDb } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { lastCheckpoint, sizesOf, type LogSizes } from '../upkeep/checkpoints.ts';
import { seenLogs } from './heads.ts';

const others = {
  changes: 'SELECT count(*) FROM change WHERE seq > ? AND person <> ?',
  journal: 'SELECT count(*) FROM journal WHERE seq > ? AND person <> ?',
} as const;

const isOwn = (db: ReadDb, since: LogSizes, person: string): boolean =>
  db.value(others.changes, since.changes, person) === 0 &&
  db.value(others.journal, since.journal, person) === 0;

/** Whether the logs end where this device saw them end. */
function isAsSeen(store: Store, seen: SeenState | null): boolean {
  if (seen === null) return false;
  const now = seenLogs({ changes: store.logHead(), journal: store.journalHead() });
  return now.changes.root === seen.changes.root && now.journal.root === seen.journal.root;
}

export interface Continuation {
  /** From where on the person signs. */
  readonly ownSince: LogSizes;
  /** Entries that no checkpoint covers. */
  readonly unsigned: number;
}

/**
 * To be asked before anything is written. Entries after the last checkpoint are taken for the person's only where they name nobody else and this
 * device saw just them, as it does a second after each change: who adds some with a program of their own gets no signature for them.
 */
export function continuation(store: Store, personId: string, seen: SeenState | null): Continuation {
  const now = sizesOf(store);
  const last = lastCheckpoint(store.db) ?? { changes: 0, journal: 0 };
  const since = { changes: last.changes, journal: last.journal };
  const unsigned = now.changes - since.changes + now.journal - since.journal;
  const isTheirs = unsigned > 0 && isOwn(store.db, since, personId) && isAsSeen(store, seen);
  return { ownSince: isTheirs ? since : now, unsigned };
}
