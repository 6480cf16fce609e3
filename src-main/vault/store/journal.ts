/**
 * The journal: looks, exports, unlocks, and whatever else the change log does not say. Chained like the change log
 * (chain.ts) with the context `coffer/v1/journal` and the members seq, at, person, device, action, details (the JSON
 * text as stored).
 */
import type { ReadDb, SqlWriter } from './db.ts';
import { chainHash, emptyHead, type Head } from './chain.ts';

export const journalContext = 'coffer/v1/journal';

export type JournalDetails = Readonly<Record<string, string | number | boolean>>;

export interface JournalEntry {
  readonly at: number;
  readonly person: string;
  readonly device: string;
  readonly action: string;
  readonly details: JournalDetails;
}

export function readJournalHead(db: ReadDb): Head {
  return db.get<Head>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1') ?? emptyHead;
}

/** @returns the new head */
export function appendJournal(db: SqlWriter, head: Head, entry: JournalEntry): Head {
  const seq = head.seq + 1;
  const details = JSON.stringify(entry.details);
  const hash = chainHash(journalContext, head.hash, [
    seq,
    entry.at,
    entry.person,
    entry.device,
    entry.action,
    details,
  ]);
  db.run(
    'INSERT INTO journal (seq, at, person, device, action, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    seq,
    entry.at,
    entry.person,
    entry.device,
    entry.action,
    details,
    hash,
  );
  return { seq, hash };
}

/** Walks the whole journal. @returns how many entries there are, and the first `seq` at which the chain does not hold */
export function verifyJournal(db: ReadDb): { entries: number; brokenAt: number | null } {
  let previous = emptyHead;
  let entries = 0;
  const rows = db.iterate<{
    seq: number;
    at: number;
    person: string;
    device: string;
    action: string;
    details: string;
    hash: Uint8Array;
  }>('SELECT seq, at, person, device, action, details, hash FROM journal ORDER BY seq');
  for (const row of rows) {
    const members = [row.seq, row.at, row.person, row.device, row.action, row.details];
    const expected = chainHash(journalContext, previous.hash, members);
    if (row.seq !== previous.seq + 1 || Buffer.compare(expected, row.hash) !== 0)
      return { entries, brokenAt: row.seq };
    previous = { seq: row.seq, hash: expected };
    entries += 1;
  }
  return { entries, brokenAt: null };
}
