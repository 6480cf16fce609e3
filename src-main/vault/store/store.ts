/** The open database: reading, writing in transactions that the change log records, and upkeep. */
import type Database from 'better-sqlite3';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { appendChanges, readLogEnd } from './change-log.ts';
import { headOf } from '../log/merkle.ts';
import { compareTimes } from './hlc.ts';
import { isForUndo, type Batch, type BatchKind } from './batch.ts';
import type { Change } from './change.ts';
import { Recorded, type Committed } from './committed.ts';
import { journalWriter } from './journal-writer.ts';
import { assertSchema } from './expected-schema.ts';
import { ensureSchema } from './schema.ts';
import { copyUnderNewKey, openConnection } from './open.ts';
import { sqlOver, type WriteTx } from './db.ts';
import { asVaultError, mappingErrors } from './sql-errors.ts';
import { entityPolicies, workedOut, type WorkedOut } from './entities.ts';
import type { LongWrite, Store, StoreOptions } from './store-types.ts';
import { forgetLine, unfinishedLines } from './unfinished-work.ts';

export type { Change } from './change.ts';
export type { Entity } from './entities.ts';
export type { LoggedChange } from './change-log.ts';
export type { TreeHead } from '../log/merkle.ts';
export type { LogicalTime } from './hlc.ts';
export type { Cipher } from './open.ts';
export type { ReadDb, SqlValue, WriteTx } from './db.ts';
export type { Batch, BatchKind, BatchLabel } from './batch.ts';
export type { LongWrite, Store, StoreOptions } from './store-types.ts';

interface RunningWrite {
  readonly tx: WriteTx;
  readonly kind: BatchKind;
  readonly isLong: boolean;
  readonly recorded: Committed;
  end(how: 'COMMIT' | 'ROLLBACK'): void;
}

/** Opens a database, or makes one. @throws VaultError vault/in-use, vault/damaged, vault/from-newer-app, … */
export function openStore(options: StoreOptions): Store {
  const connection = openConnection(options, options.create);
  try {
    mappingErrors(() => {
      ensureSchema(connection, options.create);
      assertSchema(connection);
      // What the full-text index holds, term by term, for the check of it. In this connection alone: no part of the file.
      connection.exec('CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search, instance)');
      if (options.isReadOnly === true) connection.pragma('query_only=ON');
    }, 'opening');
    return storeOver(connection, options);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function storeOver(connection: Database.Database, options: StoreOptions): Store {
  const sql = sqlOver(connection);
  const { personId, now } = options;
  let { deviceId } = options;
  let end = readLogEnd(sql);
  /** Why SQLite took the running write back by itself, as it does with some statements on a full disk. */
  let takenBackBy: unknown = null;
  /** What followed would be written one by one, for good. @throws VaultError what the write was taken back by */
  const ensureGoesOn = (): void => {
    if (running === null || connection.inTransaction) return;
    throw asVaultError(takenBackBy ?? new VaultError('vault/io-failed'));
  };
  const inOneGo = (work: () => void): void => {
    ensureGoesOn();
    try {
      if (connection.inTransaction) work();
      else connection.transaction(work)();
    } catch (error) {
      if (running !== null && !connection.inTransaction) takenBackBy = error;
      throw error;
    }
  };
  const journal = journalWriter(sql, inOneGo, { now, personId, deviceId: () => deviceId });
  const stamps: Record<WorkedOut, number> = { layout: 0, settings: 0 };
  let running: RunningWrite | null = null;
  let tell: (committed: Committed) => void = () => undefined;
  const unfinished = unfinishedLines(sql, options, () => running?.isLong === true);

  function begin(batch: Batch, isLong: boolean): RunningWrite {
    const before = { end, journal: journal.mark() };
    connection.exec('BEGIN IMMEDIATE');
    takenBackBy = null;
    const startedAt = now();
    let named: { row: number; id: string; kind: string; isUndoable: boolean } | null = null;
    let isOver = false;
    const lastSteps: (() => void)[] = [];
    const recorded = new Recorded();

    const ensureOpen = (): void => {
      if (isOver) throw new Error('the write is over');
      ensureGoesOn();
    };
    /** @param undoable whether what is about to be recorded can be undone */
    const ensureBatch = (
      undoable = false,
    ): { readonly row: number; readonly id: string; readonly kind: string } => {
      if (named !== null) {
        if (!undoable || named.isUndoable) return named;
        sql.run('UPDATE batch SET undoable = 1 WHERE row = ?', named.row);
        named.isUndoable = true;
        return named;
      }
      const id = newId();
      const details = JSON.stringify(batch.details ?? {});
      const { lastInsertRowid: row } = sql.run(
        'INSERT INTO batch (id, kind, label, person, at, undoable, details) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        batch.kind,
        batch.label,
        personId,
        startedAt,
        Number(undoable),
        details,
      );
      named = { row, id, kind: batch.kind, isUndoable: undoable };
      return named;
    };

    const recordAll = (changes: readonly Change[]): number => {
      ensureOpen();
      const firstSeq = end.frontier.size + 1;
      const author = { device: deviceId, person: personId, wallMs: startedAt };
      const policies = new Set(changes.map(({ entity }) => entityPolicies[entity]));
      const undoable = isForUndo(batch) && [...policies].some(({ undo }) => undo === 'session');
      end = appendChanges(sql, end, ensureBatch(undoable), author, changes);
      for (const change of changes) recorded.add(change);
      for (const { outdates } of policies) for (const name of outdates) stamps[name] += 1;
      return firstSeq;
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
      record: (change) => recordAll([change]),
      recordAll,
      receive: (time) => {
        ensureOpen();
        if (compareTimes(time, end.time) <= 0) return;
        end = { frontier: end.frontier, time: { at: time.at, tick: time.tick } };
        sql.run(
          'INSERT INTO clock (one, at, tick) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at, tick = excluded.tick',
          time.at,
          time.tick,
        );
      },
      touch: (topic) => {
        ensureOpen();
        recorded.touch(topic);
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
      recorded,
      end: (how) => {
        if (isOver) throw new Error('the write is over');
        if (how === 'COMMIT') {
          ensureGoesOn();
          for (const step of lastSteps) step();
          connection.exec('COMMIT');
        } else {
          end = before.end;
          journal.goBackTo(before.journal);
          for (const name of workedOut) stamps[name] += 1;
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

  function committing<T>(current: RunningWrite, fn: (tx: WriteTx) => T): T {
    try {
      const result = fn(current.tx);
      if (result instanceof Promise) throw new Error('a write must not wait');
      current.end('COMMIT');
      return result;
    } catch (error) {
      return giveUp(current, error);
    }
  }

  function write<T>(batch: Batch, fn: (tx: WriteTx) => T): T {
    if (running !== null) {
      if (running.isLong) throw new VaultError('vault/busy');
      return fn(running.tx);
    }
    const current = mappingErrors(() => begin(batch, false));
    running = current;
    const result = committing(current, fn);
    tell(current.recorded);
    return result;
  }

  /** Takes a long write back. The journal entries that were made while it ran stay. */
  function takeBack(write: RunningWrite): void {
    write.end('ROLLBACK');
    journal.longWriteEnds(true);
  }

  function startLongWrite(batch: Batch, isTold = true): LongWrite {
    if (running !== null) throw new VaultError('vault/busy');
    const line = isTold ? unfinished.begin({ kind: 'long-write', what: batch.kind }) : null;
    const current = mappingErrors(() => begin(batch, true));
    running = current;
    journal.longWriteBegins();
    const rollback = (): void => {
      takeBack(current);
      if (line !== null) unfinished.end(line);
    };
    return {
      tx: current.tx,
      commit: () => {
        try {
          if (line !== null) forgetLine(sql, line);
          current.end('COMMIT');
          journal.longWriteEnds(false);
        } catch (error) {
          mappingErrors(rollback);
          throw asVaultError(error);
        }
        // What was said and what ended meanwhile.
        unfinished.catchUp();
        tell(current.recorded);
      },
      rollback: () => {
        mappingErrors(rollback);
      },
    };
  }

  return {
    db: { get: sql.get, all: sql.all, iterate: sql.iterate, value: sql.value },
    onCommitted: (next) => {
      tell = next;
    },
    stampOf: (name) => stamps[name],
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
      unfinished.catchUp();
      return write.kind;
    },
    get isClosed() {
      return !connection.open;
    },
    get time() {
      return end.time;
    },
    goOnAs: (place, time) => {
      mappingErrors(() =>
        sql.run(
          `INSERT INTO clock (one, at, tick, after_seq) VALUES (1, ?, ?, ?)
           ON CONFLICT (one) DO UPDATE SET at = excluded.at, tick = excluded.tick, after_seq = excluded.after_seq`,
          time.at,
          time.tick,
          end.frontier.size,
        ),
      );
      end = { frontier: end.frontier, time };
      deviceId = place;
    },
    unfinished,
    journal: (action, ...[details = {}, subjects = []]) => {
      journal.note({ action, details, subjects, checkpoint: null });
    },
    catchUpJournal: () => {
      journal.catchUp();
    },
    journalCheckpoint: (said) => {
      journal.note({ action: 'checkpoint', details: {}, subjects: [], checkpoint: said });
    },
    get logSize() {
      return end.frontier.size;
    },
    logHead: () => headOf(end.frontier),
    journalHead: () => journal.head(),
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
