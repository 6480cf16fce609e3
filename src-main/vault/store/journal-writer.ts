/** Appending to the journal of an open database: whole entries, in order, and none lost with a long write that is taken back. */
import { headOf, type Frontier, type TreeHead } from '../log/merkle.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { SqlWriter } from './db.ts';
import { appendJournal, type JournalEntry } from './journal.ts';
import { readFrontier } from './log-tree.ts';
import { mappingErrors } from './sql-errors.ts';

type Said = Pick<JournalEntry, 'action' | 'details' | 'subjects' | 'checkpoint'>;

export interface JournalWriter {
  readonly size: number;
  head(): TreeHead;
  note(entry: Said): void;
  /** Where the journal stands, to be gone back to when what follows is taken back. */
  mark(): Frontier;
  goBackTo(mark: Frontier): void;
  /** From now on entries are kept in mind as well, since they must outlive the long write that runs. */
  longWriteBegins(): void;
  /** @param isTakenBack then the entries that were made meanwhile are written again: now, or with the next entry */
  longWriteEnds(isTakenBack: boolean): void;
  /** Writes what is still owed, as far as that is possible. */
  catchUp(): void;
}

export interface JournalAuthor {
  readonly now: () => number;
  readonly personId: string;
  /** Asked each time: a session may go on as another place. */
  readonly deviceId: () => string;
}

/** How far the clock may go back between two entries before that is said. */
const toleratedMs = 60_000;

/** @param inOneGo runs its argument in a transaction, of its own where none runs: an entry is there whole or not at all */
export function journalWriter(
  sql: SqlWriter,
  inOneGo: (work: () => void) => void,
  { now, personId, deviceId }: JournalAuthor,
): JournalWriter {
  const session = newId();
  let end = readFrontier(sql, 'journal');
  let lastAt = sql.value<number>('SELECT at FROM journal ORDER BY seq DESC LIMIT 1') ?? 0;
  let keptInMind: JournalEntry[] | null = null;
  /** Of a long write that was taken back, and not written again yet. */
  let owed: readonly JournalEntry[] = [];

  const made = (said: Said): JournalEntry => {
    lastAt = now();
    return { at: lastAt, person: personId, device: deviceId(), session, ...said };
  };

  function clockMoved(): JournalEntry[] {
    const back = lastAt - now();
    if (back <= toleratedMs) return [];
    const details = { seconds: Math.round(back / 1000) };
    return [made({ action: 'clock-moved', details, subjects: [], checkpoint: null })];
  }

  function append(entries: readonly JournalEntry[]): void {
    const before = end;
    try {
      mappingErrors(() => {
        inOneGo(() => {
          for (const entry of entries) end = appendJournal(sql, end, entry);
        });
      });
    } catch (error) {
      end = before;
      throw error;
    }
  }

  function catchUp(): void {
    if (owed.length === 0) return;
    try {
      append(owed);
      owed = [];
    } catch (error) {
      // A full disk, say: the next entry brings these along.
      if (!(error instanceof VaultError)) throw error;
    }
  }

  return {
    get size() {
      return end.size;
    },
    head: () => headOf(end),
    note: (said) => {
      const entries = [...owed, ...clockMoved(), made(said)];
      append(entries);
      owed = [];
      keptInMind?.push(...entries);
    },
    mark: () => end,
    goBackTo: (mark) => {
      end = mark;
    },
    longWriteBegins: () => {
      keptInMind = [];
    },
    longWriteEnds: (isTakenBack) => {
      const entries = keptInMind ?? [];
      keptInMind = null;
      if (!isTakenBack || entries.length === 0) return;
      const isThere = (row: number): boolean =>
        sql.value('SELECT 1 FROM customer WHERE row = ?', row) !== undefined;
      // Customers that came with the long write have gone with it.
      owed = entries.map((entry) => ({ ...entry, subjects: entry.subjects.filter(isThere) }));
      catchUp();
    },
    catchUp,
  };
}
