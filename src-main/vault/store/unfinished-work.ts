/**
 * Work that was begun and has not ended: a line each, in the database and nowhere else. The line is there before the work begins and goes
 * with its end, so that what the next opening finds was cut off.
 */
import type { UnfinishedWork } from '../../../src-preload/contract/unfinished.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import type { SqlWriter } from './db.ts';

type OfKind<K extends UnfinishedWork['kind']> = Extract<UnfinishedWork, { kind: K }>;
/** As it is told, and for a file what must be removed when it is cut off: a path that is told to nobody, sealed as in unfinished/own-path.ts. */
export type NotedWork =
  | OfKind<'attaching' | 'long-write' | 'unsaved'>
  | (OfKind<'writing-file'> & { readonly temporary: string | null });

export interface UnfinishedLines {
  /** Once it returns the line is on the disk. @throws VaultError vault/busy while a long write runs */
  begin(work: NotedWork, total?: number): string;
  /** Takes the line away. Where that cannot be now, it is done later in this session. */
  end(id: string): void;
  /** Lines for the next opening alone, as soon as they can be written. @throws VaultError where there is no room for them */
  tellNext(works: readonly NotedWork[]): void;
  /** Does what could not be done at once. */
  catchUp(): void;
  /** Whether the work began in this session. */
  isOwn(id: string): boolean;
}

interface Author {
  readonly personId: string;
  readonly deviceId: string;
  readonly now: () => number;
}

/** @param isBlocked whether a long write runs, which would take along what is written now if it is taken back */
export function unfinishedLines(sql: SqlWriter, author: Author, isBlocked: () => boolean): UnfinishedLines {
  const own = new Set<string>();
  let toTell: readonly NotedWork[] = [];
  const toEnd = new Set<string>();

  function insert(work: NotedWork, total: number | null): string {
    const id = newId();
    own.add(id);
    sql.run(
      'INSERT INTO unfinished_work (id, person, device, at, done, total, details) VALUES (?, ?, ?, ?, 0, ?, ?)',
      id,
      author.personId,
      author.deviceId,
      author.now(),
      total,
      JSON.stringify(work),
    );
    return id;
  }

  function catchUp(): void {
    if (isBlocked()) return;
    for (const id of [...toEnd]) {
      forgetLine(sql, id);
      toEnd.delete(id);
    }
    while (toTell[0] !== undefined) {
      insert(toTell[0], null);
      toTell = toTell.slice(1);
    }
  }

  function catchUpIfPossible(): void {
    try {
      catchUp();
    } catch (error) {
      // A full disk, say: tried again before the vault is closed.
      if (!(error instanceof VaultError)) throw error;
    }
  }

  return {
    begin: (work, total) => {
      if (isBlocked()) throw new VaultError('vault/busy');
      return insert(work, total ?? null);
    },
    end: (id) => {
      toEnd.add(id);
      catchUpIfPossible();
    },
    tellNext: (works) => {
      toTell = [...toTell, ...works];
      try {
        catchUp();
      } catch (error) {
        // Whoever asked knows of it, and keeps it elsewhere.
        toTell = [];
        throw error;
      }
    },
    catchUp: catchUpIfPossible,
    isOwn: (id) => own.has(id),
  };
}

export function forgetLine(sql: SqlWriter, id: string): void {
  sql.run('DELETE FROM unfinished_work WHERE id = ?', id);
}

/** Nobody is told any more of a line of that person. A file that is still to be removed is remembered all the same. */
export function dismissLine(sql: SqlWriter, id: string, person: string): void {
  const sqlText =
    "UPDATE unfinished_work SET person = '' WHERE id = ? AND person = ? AND CASE WHEN json_valid(details) THEN json_extract(details, '$.temporary') END IS NOT NULL";
  if (sql.run(sqlText, id, person).changes > 0) return;
  sql.run('DELETE FROM unfinished_work WHERE id = ? AND person = ?', id, person);
}

/** Says the work in other words, where more is known of it. */
export function noteWork(sql: SqlWriter, id: string, work: NotedWork): void {
  sql.run('UPDATE unfinished_work SET details = ? WHERE id = ?', JSON.stringify(work), id);
}

/** How much is done, in the write that did it: both count or neither. */
export function noteProgress(sql: SqlWriter, id: string, done: number): void {
  sql.run('UPDATE unfinished_work SET done = ? WHERE id = ?', done, id);
}
