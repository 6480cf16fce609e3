/** The one place where what SQLite and the file system report becomes a failure that a person can understand. */
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';

/** SQLite's primary result codes; extended ones (`SQLITE_IOERR_WRITE`) begin with them. */
const bySqlitePrefix: readonly (readonly [string, ErrorCode])[] = [
  ['SQLITE_FULL', 'vault/disk-full'],
  // What the connections to a database share is a file that cannot grow.
  ['SQLITE_IOERR_SHMSIZE', 'vault/disk-full'],
  ['SQLITE_NOTADB', 'vault/damaged'],
  ['SQLITE_CORRUPT', 'vault/damaged'],
  ['SQLITE_READONLY', 'vault/read-only'],
  ['SQLITE_CANTOPEN', 'vault/read-only'],
  ['SQLITE_PERM', 'vault/no-permission'],
  ['SQLITE_AUTH', 'vault/read-only'],
  ['SQLITE_IOERR', 'vault/io-failed'],
];

/** What the library says where something is to be written while rows are read one by one. */
const whileReading = 'This database connection is busy executing a query';
/** What it says once the database is closed: to work that the lock did not wait for. */
const afterClosing = 'The database connection is not open';

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/**
 * @param phase while `opening`, a busy database is open elsewhere; afterwards it is only busy
 * @returns a VaultError where the cause is one that a person can meet, otherwise the error itself
 */
export function asVaultError(error: unknown, phase: 'opening' | 'open' = 'open'): unknown {
  if (fileErrorCode(error) !== null) return fromFileError(error);
  if (error instanceof TypeError && error.message === whileReading)
    return new VaultError('vault/busy', {}, error);
  if (error instanceof TypeError && error.message === afterClosing)
    return new VaultError('vault/locked', {}, error);
  const code = codeOf(error);
  if (code === null || error instanceof VaultError) return error;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new VaultError(phase === 'opening' ? 'vault/in-use' : 'vault/busy', {}, error);
  const found = bySqlitePrefix.find(([prefix]) => code.startsWith(prefix));
  return found === undefined ? error : new VaultError(found[1], {}, error);
}

/** Runs `fn` and rethrows its failures as {@link asVaultError} has them. */
export function mappingErrors<T>(fn: () => T, phase: 'opening' | 'open' = 'open'): T {
  try {
    return fn();
  } catch (error) {
    throw asVaultError(error, phase);
  }
}
