/** Opening a database file: its key, its cipher, and the settings that every promise about the file rests on. */
import { accessSync, chmodSync, constants, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { pathRoom } from '../../../src-preload/contract/file-names.ts';
import type { AtOnce, Dek } from '../crypto/secret-key.ts';
import { WrongFile } from '../../files/file-errors.ts';
import { assertFileOrNothing, flushFile } from '../../files/open-file.ts';
import { VaultError } from '../errors.ts';
import { asVaultError, mappingErrors } from './sql-errors.ts';

export type Cipher = 'aegis' | 'chacha20';

export interface DatabaseFile {
  readonly file: string;
  readonly dek: Dek;
  readonly cipher: Cipher;
  /** Compiled against an older Node-API than the packaged one; by default `COFFER_SQLITE_BINDING`. */
  readonly nativeBinding?: string | undefined;
}

/** How long to wait for another process to let go of the file. Another Coffer never does. */
const busyTimeoutMs = 300;

/** Each setting as it is set, and what SQLite says when it holds. Order matters: locking before the journal mode. */
const settings: readonly (readonly [name: string, value: string, reads: string | number])[] = [
  ['locking_mode', 'EXCLUSIVE', 'exclusive'],
  ['journal_mode', 'WAL', 'wal'],
  // The file changes when it is copied into by `session/pages.ts`, which knows the pages, and at no other time.
  ['wal_autocheckpoint', '0', 0],
  ['synchronous', 'FULL', 2],
  ['fullfsync', 'ON', 1],
  ['checkpoint_fullfsync', 'ON', 1],
  // The library would otherwise spill sorts to temporary files in the clear.
  ['temp_store', 'MEMORY', 2],
  ['secure_delete', 'ON', 1],
  ['mmap_size', '0', 0],
  ['trusted_schema', 'OFF', 0],
  ['foreign_keys', 'ON', 1],
  ['cell_size_check', 'ON', 1],
  ['cache_size', '-32768', -32768],
];

/** The raw key as SQLite3MC takes it: `raw:` and the 32 bytes, no key derivation. */
function withRawKey<T>(dek: Dek, fn: (key: Buffer) => T & AtOnce<T>): T {
  return dek.use((bytes) => {
    const key = Buffer.concat([Buffer.from('raw:'), bytes]);
    try {
      return fn(key);
    } finally {
      key.fill(0);
    }
  });
}

/** What the build of better-sqlite3 with ciphers has besides the original, whose type declarations are used. */
interface KeyedConnection extends Database.Database {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}

function isKeyed(connection: Database.Database): connection is KeyedConnection {
  return 'key' in connection && 'rekey' in connection;
}

function bindingOf(source: Pick<DatabaseFile, 'nativeBinding'>): { nativeBinding?: string } {
  const nativeBinding = source.nativeBinding ?? process.env['COFFER_SQLITE_BINDING'];
  return nativeBinding === undefined || nativeBinding === '' ? {} : { nativeBinding };
}

/** A database that nothing is kept of. */
export function openInMemory(): Database.Database {
  return new Database(':memory:', bindingOf({}));
}

/** SQLite would say only that it cannot open the file. @throws VaultError file/path-too-long */
function assertPathFits(file: string): void {
  const bytes = -pathRoom(join(realpathSync(dirname(file)), `${basename(file)}-journal`));
  if (bytes > 0) throw new VaultError('file/path-too-long', { bytes });
}

/** What SQLite keeps beside a database while it works, or after a crash. */
const besides = ['-wal', '-shm', '-journal'];

/**
 * SQLite opens by name and follows links. @returns which file it is going to open; `null` for a new one
 * @throws WrongFile where that, or what lies beside it, is anything but a file
 */
function lookAt(file: string): string | null {
  for (const suffix of besides) assertFileOrNothing(file + suffix);
  return assertFileOrNothing(file);
}

/**
 * No database here has a rollback journal: each writes ahead. SQLite would play back what lies in its place before a key is asked
 * for, cut the database as that says, and open another file that it names.
 */
function removeJournal(file: string): void {
  rmSync(`${file}-journal`, { force: true });
}

function connect(source: DatabaseFile, create: boolean): KeyedConnection {
  assertPathFits(source.file);
  const before = lookAt(source.file);
  removeJournal(source.file);
  const connection = new Database(source.file, {
    fileMustExist: !create,
    timeout: busyTimeoutMs,
    ...bindingOf(source),
  });
  try {
    if (!isKeyed(connection)) throw new Error('the database library has no ciphers');
    connection.pragma(`cipher='${source.cipher}'`);
    if (connection.pragma('cipher', { simple: true }) !== source.cipher)
      throw new Error('the database library lacks the cipher');
    withRawKey(source.dek, (key) => connection.key(key));
    if (before !== null && assertFileOrNothing(source.file) !== before) throw new WrongFile('REPLACED');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Whether another process has the database open, by its lock. Nothing is written, made or waited for: without a key no page can be read, and who
 * asks to have a file alone that it opened for reading only gets no further than that lock.
 * @throws VaultError vault/in-use, file/path-too-long
 */
export function assertNotOpen({ file, ...source }: Pick<DatabaseFile, 'file' | 'nativeBinding'>): void {
  assertPathFits(file);
  lookAt(file);
  const connection = new Database(file, {
    readonly: true,
    fileMustExist: true,
    timeout: 0,
    ...bindingOf(source),
  });
  try {
    connection.pragma('locking_mode=EXCLUSIVE');
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    const found = asVaultError(error, 'opening');
    if (found instanceof VaultError && found.code === 'vault/in-use') throw found;
  } finally {
    connection.close();
  }
}

function folded(text: unknown): string | null {
  return typeof text === 'string' ? text.normalize('NFC').toLowerCase() : null;
}

/** Opens the file and asserts every setting. @throws VaultError vault/in-use, vault/damaged (also: wrong key), vault/read-only, file/path-too-long */
export function openConnection(source: DatabaseFile, create: boolean): Database.Database {
  return mappingErrors(() => {
    // SQLite would open a file that cannot be written for reading, and fail later in other words.
    accessSync(dirname(source.file), constants.W_OK);
    if (!create) accessSync(source.file, constants.W_OK);
    const connection = connect(source, create);
    try {
      for (const [name, value, reads] of settings) {
        connection.pragma(`${name}=${value}`);
        const read: unknown = connection.pragma(name, { simple: true });
        if (read !== reads) throw new Error(`the database setting ${name} does not hold`);
      }
      // SQLite's own lower() knows ASCII alone.
      connection.function('folded', { deterministic: true, directOnly: true }, folded);
      // Takes the lock now, and reads a page: a wrong key shows here.
      connection.prepare('SELECT count(*) FROM sqlite_schema').get();
      connection.exec('BEGIN IMMEDIATE; COMMIT');
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }, 'opening');
}

/**
 * Writes a compact, encrypted copy of an open database to `target` under another key. On failure nothing is left
 * there. The copy is synced to the disk, and in the same journal mode as every database here.
 */
export function copyUnderNewKey(
  connection: Database.Database,
  source: Omit<DatabaseFile, 'file'>,
  target: string,
  newDek: Dek,
): void {
  mappingErrors(() => {
    assertPathFits(target);
    try {
      connection.prepare('VACUUM INTO ?').run(target);
      chmodSync(target, 0o600);
      rekeyCopy({ ...source, file: target }, newDek);
      const check = connect({ ...source, file: target, dek: newDek }, false);
      try {
        check.pragma('journal_mode=WAL');
        check.prepare('SELECT count(*) FROM sqlite_schema').get();
      } finally {
        check.close();
      }
      flushFile(target);
    } catch (error) {
      for (const suffix of ['', ...besides]) rmSync(target + suffix, { force: true });
      throw error;
    }
  });
}

/** Where a copy's pages wait to be written, in KiB: more gains nothing. */
const rekeyCacheKiB = 8192;

/**
 * Writes every page of a copy, which nobody else knows of, under another key, and flushes it to the disk. It keeps no
 * journal: a copy that did not come about is removed whole.
 */
export function rekeyCopy(copy: DatabaseFile, newDek: Dek): void {
  mappingErrors(() => {
    const connection = connect(copy, false);
    try {
      // A connection that is not on its guard against the SQL it runs may go without a journal; this one runs nothing else.
      connection.unsafeMode(true);
      for (const mode of ['DELETE', 'OFF']) connection.pragma(`journal_mode=${mode}`);
      if (connection.pragma('journal_mode', { simple: true }) !== 'off')
        throw new Error('the copy cannot do without a journal');
      // Only now: before, it would leave a journal behind.
      connection.pragma('locking_mode=EXCLUSIVE');
      connection.pragma('synchronous=OFF');
      connection.pragma(`cache_size=-${String(rekeyCacheKiB)}`);
      withRawKey(newDek, (key) => connection.rekey(key));
    } finally {
      connection.close();
    }
    flushFile(copy.file);
  });
}
