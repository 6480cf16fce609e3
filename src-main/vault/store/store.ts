/** The open database: reading, writing in transactions that the change log records, and upkeep. */
import type Database from 'better-sqlite3';
import { newId } from '../crypto/id.ts';
import type { Dek } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { appendChanges, readLogEnd } from './change-log.ts';
import type { Head } from './chain.ts';
import { compareTimes } from './hlc.ts';
import type { Change } from './change.ts';
import { appendJournal, readJournalHead, type JournalDetails, type JournalEntry } from './journal.ts';
import { migrate } from './migrations/index.ts';
import { checkpointLater } from './checkpoint.ts';
import { copyUnderNewKey, openConnection, type DatabaseFile } from './open.ts';
import { sqlOver, type ReadDb, type WriteTx } from './db.ts';
import { asVaultError, mappingErrors } from './sql-errors.ts';

export type { Change, Entity } from './change.ts';
export type { LoggedChange } from './change-log.ts';
export type { Head } from './chain.ts';
export type { LogicalTime } from './hlc.ts';
export type { Cipher } from './open.ts';
export type { ReadDb, SqlValue, WriteTx } from './db.ts';

export type BatchKind = 'edit' | 'bulk' | 'import' | 'undo' | 'redo' | 'restore' | 'sample' | 'merge';

/** What a person does in one go. `label` is a call's name, or another fixed word; the window puts it into words. */
export interface Batch {
  readonly kind: BatchKind;
  readonly label: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface LongWrite {
  readonly tx: WriteTx;
  commit(): void;
  rollback(): void;
}

export interface Store {
  readonly db: ReadDb;
  /** Changes whenever fields, sections or tags may have; what was worked out from them is then out of date. */
  readonly layoutStamp: number;
  /**
   * One transaction. `fn` runs synchronously; what it throws rolls everything back. A write inside a write joins it.
   * @throws VaultError vault/busy while a long write runs, and whatever the disk has to say
   */
  write<T>(batch: Batch, fn: (tx: WriteTx) => T): T;
  /** One transaction over many turns of the event loop. One at a time. @throws VaultError vault/busy */
  startLongWrite(batch: Batch): LongWrite;
  /** False also when the long write was given up, or the store closed. */
  readonly isLongWriteRunning: boolean;
  /** Takes a running long write back from outside. @returns what it was; `null` when there is none */
  giveUpLongWrite(): BatchKind | null;
  readonly isClosed: boolean;
  journal(action: string, details?: JournalDetails): void;
  logHead(): Head;
  journalHead(): Head;
  /** Moves the write-ahead log into the database file and empties it. */
  checkpoint(): void;
  /** Writes an encrypted copy under another key. @throws VaultError vault/busy during a long write */
  backupTo(file: string, newDek: Dek): void;
  /** What SQLite finds wrong with the file; empty when nothing is. */
  integrityCheck(): string[];
  close(): void;
}

export interface StoreOptions extends DatabaseFile {
  readonly create: boolean;
  readonly deviceId: string;
  readonly personId: string;
  readonly now: () => number;
}

interface RunningWrite {
  readonly tx: WriteTx;
  readonly kind: BatchKind;
  readonly isLong: boolean;
  end(how: 'COMMIT' | 'ROLLBACK'): void;
}

/** Opens a database and brings it to the current schema. @throws VaultError vault/in-use, vault/damaged, vault/from-newer-app, … */
export function openStore(options: StoreOptions): Store {
  const connection = openConnection(options, options.create);
  try {
    mappingErrors(() => {
      migrate(connection);
    }, 'opening');
    return storeOver(connection, options);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function storeOver(connection: Database.Database, options: StoreOptions): Store {
  const sql = sqlOver(connection);
  const { deviceId, personId, now } = options;
  let end = readLogEnd(sql);
  let journalHead = readJournalHead(sql);
  let layoutStamp = 0;
  let running: RunningWrite | null = null;
  /** Journal entries made while a long write ran: they must outlive its being taken back. */
  let entriesDuringLongWrite: JournalEntry[] = [];

  function begin(batch: Batch, isLong: boolean): RunningWrite {
    const before = { end, journalHead };
    connection.exec('BEGIN IMMEDIATE');
    const startedAt = now();
    let named: { row: number; id: string; kind: string } | null = null;
    let isOver = false;
    const lastSteps: (() => void)[] = [];

    const ensureOpen = (): void => {
      if (isOver) throw new Error('the write is over');
    };
    const ensureBatch = (): { row: number; id: string; kind: string } => {
      if (named !== null) return named;
      const id = newId();
      const details = JSON.stringify(batch.details ?? {});
      const { lastInsertRowid: row } = sql.run(
        'INSERT INTO batch (id, kind, label, person, at, details) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        batch.kind,
        batch.label,
        personId,
        startedAt,
        details,
      );
      named = { row, id, kind: batch.kind };
      return named;
    };

    const recordAll = (changes: readonly Change[]): void => {
      ensureOpen();
      const author = { device: deviceId, person: personId, wallMs: startedAt };
      end = appendChanges(sql, end, ensureBatch(), author, changes);
      if (changes.some(({ entity }) => entity !== 'customer')) layoutStamp += 1;
    };

    const tx: WriteTx = {
      ...sql,
      now: startedAt,
      get batchRow() {
        ensureOpen();
        return ensureBatch().row;
      },
      get batchId() {
        ensureOpen();
        return ensureBatch().id;
      },
      run: (text, ...params) => {
        ensureOpen();
        return sql.run(text, ...params);
      },
      record: (change) => {
        recordAll([change]);
        return end.head.seq;
      },
      recordAll,
      receive: (time) => {
        ensureOpen();
        if (compareTimes(time, end.time) <= 0) return;
        end = { head: end.head, time: { at: time.at, tick: time.tick } };
        sql.run(
          'INSERT INTO clock (one, at, tick) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at, tick = excluded.tick',
          time.at,
          time.tick,
        );
      },
      beforeCommit: (step) => {
        ensureOpen();
        lastSteps.push(step);
      },
    };

    return {
      tx,
      kind: batch.kind,
      isLong,
      end: (how) => {
        ensureOpen();
        if (how === 'COMMIT') {
          for (const step of lastSteps) step();
          connection.exec('COMMIT');
        } else {
          ({ end, journalHead } = before);
          layoutStamp += 1;
          // After some failures (a full disk) SQLite has already rolled back by itself.
          if (connection.inTransaction) connection.exec('ROLLBACK');
        }
        isOver = true;
        running = null;
      },
    };
  }

  function giveUp(write: RunningWrite, error: unknown): never {
    try {
      write.end('ROLLBACK');
    } catch (rollbackError) {
      throw asVaultError(new AggregateError([error, rollbackError], 'a write could not be rolled back'));
    }
    throw asVaultError(error);
  }

  function write<T>(batch: Batch, fn: (tx: WriteTx) => T): T {
    if (running !== null) {
      if (running.isLong) throw new VaultError('vault/busy');
      return fn(running.tx);
    }
    const current = mappingErrors(() => begin(batch, false));
    running = current;
    try {
      const result = fn(current.tx);
      if (result instanceof Promise) throw new Error('a write must not wait');
      current.end('COMMIT');
      return result;
    } catch (error) {
      return giveUp(current, error);
    }
  }

  /** Takes a long write back. The journal entries that were made while it ran stay. */
  function takeBack(write: RunningWrite): void {
    write.end('ROLLBACK');
    const entries = entriesDuringLongWrite;
    entriesDuringLongWrite = [];
    if (entries.length > 0)
      connection.transaction(() => {
        for (const entry of entries) journalHead = appendJournal(sql, journalHead, entry);
      })();
  }

  function startLongWrite(batch: Batch): LongWrite {
    if (running !== null) throw new VaultError('vault/busy');
    const current = mappingErrors(() => begin(batch, true));
    running = current;
    entriesDuringLongWrite = [];
    const rollback = (): void => {
      takeBack(current);
    };
    return {
      tx: current.tx,
      commit: () => {
        try {
          checkpointLater(connection);
          current.end('COMMIT');
          entriesDuringLongWrite = [];
        } catch (error) {
          mappingErrors(rollback);
          throw asVaultError(error);
        }
      },
      rollback: () => {
        mappingErrors(rollback);
      },
    };
  }

  return {
    db: { get: sql.get, all: sql.all, iterate: sql.iterate, value: sql.value },
    get layoutStamp() {
      return layoutStamp;
    },
    write,
    startLongWrite,
    get isLongWriteRunning() {
      return running?.isLong === true;
    },
    giveUpLongWrite: () => {
      const write = running;
      if (write?.isLong !== true) return null;
      mappingErrors(() => {
        takeBack(write);
      });
      return write.kind;
    },
    get isClosed() {
      return !connection.open;
    },
    journal: (action, details = {}) => {
      const entry: JournalEntry = { at: now(), person: personId, device: deviceId, action, details };
      mappingErrors(() => {
        journalHead = appendJournal(sql, journalHead, entry);
      });
      if (running?.isLong === true) entriesDuringLongWrite.push(entry);
    },
    logHead: () => end.head,
    journalHead: () => journalHead,
    checkpoint: () => {
      mappingErrors(() => connection.pragma('wal_checkpoint(TRUNCATE)'));
    },
    backupTo: (file, newDek) => {
      if (running !== null) throw new VaultError('vault/busy');
      copyUnderNewKey(connection, options, file, newDek);
    },
    integrityCheck: () =>
      mappingErrors(() =>
        sql
          .all<{ integrity_check: string }>('PRAGMA integrity_check')
          .map((row) => row.integrity_check)
          .filter((finding) => finding !== 'ok'),
      ),
    close: () => {
      if (running !== null) running.end('ROLLBACK');
      connection.close();
    },
  };
}
