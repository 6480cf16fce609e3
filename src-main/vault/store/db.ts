/** SQL as the features use it: constant text, bound values, statements prepared once. */
import type Database from 'better-sqlite3';
import type { Change } from './change.ts';
import type { Topic } from './entities.ts';
import type { LogicalTime } from './hlc.ts';
import { asVaultError, mappingErrors } from './sql-errors.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface ReadDb {
  /** The first row, or `undefined`. The type is the caller's word for what its own SQL selects. */
  readonly get: <T>(sql: string, ...params: readonly SqlValue[]) => T | undefined;
  readonly all: <T>(sql: string, ...params: readonly SqlValue[]) => T[];
  /** Rows one by one. Nothing can be written until the iteration has ended. */
  readonly iterate: <T>(sql: string, ...params: readonly SqlValue[]) => IterableIterator<T>;
  /** The first column of the first row. */
  readonly value: <T>(sql: string, ...params: readonly SqlValue[]) => T | undefined;
}

export interface SqlWriter extends ReadDb {
  readonly run: (sql: string, ...params: readonly SqlValue[]) => { changes: number; lastInsertRowid: number };
}

/** Exists only inside a write. */
export interface WriteTx extends SqlWriter {
  /** The row of this write's batch; it comes into being when first asked for, or with the first change. */
  readonly batchRow: number;
  readonly batchId: string;
  /** Wall clock at the start of the write, milliseconds since 1970. */
  readonly now: number;
  /** Appends to the change log. @returns the change's `seq` */
  readonly record: (change: Change) => number;
  /** Appends many to the change log, in their order. @returns the first one's `seq`, which the others follow one by one */
  readonly recordAll: (changes: readonly Change[]) => number;
  /** Moves the clock past a time that comes from another vault: every change recorded after this is later. */
  readonly receive: (time: LogicalTime) => void;
  /** Says that something which is in no change log is another now, so that whoever shows it is told. */
  readonly touch: (topic: Topic) => void;
  /** Has `step` run right before this write is committed; what it throws takes the write back. */
  readonly beforeCommit: (step: () => void) => void;
}

/** More statements than the code has; reached only if some text were built from values, which would be a mistake. */
const statementLimit = 1000;

/** Wraps a connection. Statements are prepared once for each text and kept. */
export function sqlOver(connection: Database.Database): SqlWriter {
  const statements = new Map<string, Database.Statement>();
  const iterating = new Set<string>();
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql);
    // A statement that is being iterated cannot run a second time: that one gets a twin.
    if (iterating.size > 0 && iterating.has(sql)) return connection.prepare(sql);
    if (statement === undefined) {
      if (statements.size >= statementLimit) statements.clear();
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  function first<T>(sql: string, params: readonly SqlValue[]): T | undefined {
    try {
      // Rows come from SQLite without a type: the caller names the one that its own SQL selects.
      return prepared(sql).get(...params) as T | undefined;
    } catch (error) {
      throw asVaultError(error);
    }
  }
  function* rows<T>(sql: string, params: readonly SqlValue[]): Generator<T, void, undefined> {
    const isTwin = iterating.has(sql);
    const iteration = mappingErrors(() => prepared(sql).iterate(...params) as IterableIterator<T>);
    iterating.add(sql);
    try {
      for (;;) {
        const next = mappingErrors(() => iteration.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      iteration.return?.();
      if (!isTwin) iterating.delete(sql);
    }
  }
  return {
    get: <T>(sql: string, ...params: readonly SqlValue[]) => first<T>(sql, params),
    all: <T>(sql: string, ...params: readonly SqlValue[]) =>
      mappingErrors(() => prepared(sql).all(...params) as T[]),
    iterate: <T>(sql: string, ...params: readonly SqlValue[]) => rows<T>(sql, params),
    value: <T>(sql: string, ...params: readonly SqlValue[]) => {
      const row = first<Readonly<Record<string, T>>>(sql, params);
      for (const column in row) return row[column];
      return undefined;
    },
    run: (sql, ...params) => {
      try {
        const { changes, lastInsertRowid } = prepared(sql).run(...params);
        return { changes, lastInsertRowid: Number(lastInsertRowid) };
      } catch (error) {
        throw asVaultError(error);
      }
    },
  };
}
