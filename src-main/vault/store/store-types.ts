/** What an open database offers, and what it is opened with. */
import type { Dek } from '../crypto/secret-key.ts';
import type { TreeHead } from '../log/merkle.ts';
import type { Batch, BatchKind } from './batch.ts';
import type { ReadDb, WriteTx } from './db.ts';
import type { Committed } from './committed.ts';
import type { WorkedOut } from './entities.ts';
import type { LogicalTime } from './hlc.ts';
import type { WriteEntry } from './journal.ts';
import type { DatabaseFile } from './open.ts';
import type { UnfinishedLines } from './unfinished-work.ts';

export interface LongWrite {
  readonly tx: WriteTx;
  commit(): void;
  rollback(): void;
}

export interface Store {
  /** Has `tell` called with what each write recorded, once it is committed. */
  onCommitted(tell: (committed: Committed) => void): void;
  readonly db: ReadDb;
  /** Changes whenever what it is worked out from may have. */
  stampOf(name: WorkedOut): number;
  /**
   * One transaction. `fn` runs synchronously; what it throws rolls everything back. A write inside a write joins it.
   * @throws VaultError vault/busy while a long write runs, and whatever the disk has to say
   */
  write<T>(batch: Batch, fn: (tx: WriteTx) => T): T;
  /**
   * One transaction over many turns of the event loop. One at a time. Unless `isTold` is false (nobody would miss it), the next opening
   * says that it was cut off. @throws VaultError vault/busy
   */
  startLongWrite(batch: Batch, isTold?: boolean): LongWrite;
  /** False also when the long write was given up, or the store closed. */
  readonly isLongWriteRunning: boolean;
  /** Takes a running long write back from outside. @returns what it was; `null` when there is none */
  giveUpLongWrite(): BatchKind | null;
  readonly isClosed: boolean;
  /** The time that the next change follows. */
  readonly time: LogicalTime;
  /** From now on changes are those of another place, and follow `time`, whatever the log's last entry says. */
  goOnAs(deviceId: string, time: LogicalTime): void;
  /** What was begun and has not ended. */
  readonly unfinished: UnfinishedLines;
  readonly journal: WriteEntry;
  /** Writes what a long write that was taken back still owes the journal, as far as that is possible. */
  catchUpJournal(): void;
  /** An entry `checkpoint`, with what its line says. @param said canonical JSON */
  journalCheckpoint(said: string): void;
  /** How many changes there are. */
  readonly logSize: number;
  logHead(): TreeHead;
  journalHead(): TreeHead;
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
  /** Nothing can be written once it is open. */
  readonly isReadOnly?: boolean;
}
