/** When the write-ahead log is copied into the database file after a large write: not while somebody waits for its result. */
import type Database from 'better-sqlite3';
import { VaultError } from '../errors.ts';
import { asVaultError } from './sql-errors.ts';

/** In milliseconds. */
const later = 1000;
/** Pages in the log from which on SQLite copies at a commit: its own default. */
const usualPages = 1000;

/**
 * Puts off the copying that SQLite would do with the next commits, a second or so after 100,000 customers. What they write
 * is safe before: the log is on the disk. Where the database is being written to by then, the next commit copies.
 */
export function checkpointLater(connection: Database.Database): void {
  connection.pragma('wal_autocheckpoint=0');
  const timer = setTimeout(() => {
    if (!connection.open) return;
    connection.pragma(`wal_autocheckpoint=${String(usualPages)}`);
    if (connection.inTransaction) return;
    try {
      connection.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // A full disk, for one: as SQLite has it after a commit, the log keeps what is not copied, and the next commit tries again.
      if (!(asVaultError(error) instanceof VaultError)) throw error;
    }
  }, later);
  timer.unref();
}
