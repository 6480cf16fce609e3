/** `keyring.json` and the one before it, in the vault's folder; docs/file-format.md, section 1. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from '../../files/open-file.ts';
import { replaceFile, replaceFileSync, syncFolderSync } from '../../files/replace-file.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import type { VaultKey } from '../crypto/secret-key.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { maxKeyringBytes, readKeyring } from './format/read-keyring.ts';
import { writeKeyring } from './format/v1/write.ts';
import type { AllegedKeyring, Keyring } from './keyring.ts';

export const keyringName = 'keyring.json';
export const previousKeyringName = 'keyring.json.prev';
export const databaseName = 'records.db';

interface KeyringFile {
  readonly bytes: Uint8Array;
  readonly read: AllegedKeyring;
}

/** @returns `null` where there is none @throws VaultError vault/keyring-damaged, vault/from-newer-app, file/is-a-link, file/not-a-file, … */
async function readIfThere(path: string): Promise<KeyringFile | null> {
  let bytes: Uint8Array | null;
  try {
    bytes = await readFile(path, maxKeyringBytes, 'refused');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw fromFileError(error);
  }
  if (bytes === null) throw new VaultError('vault/keyring-damaged', { reason: 'too-long' });
  return { bytes, read: readKeyring(bytes) };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fromFileError(error);
  }
}

export interface KeyringOnDisk {
  readonly read: AllegedKeyring;
  /** The newest one was damaged or missing, and the one before it was read. */
  readonly isPrevious: boolean;
}

/**
 * Reads the newest keyring that is whole. Nothing of it is verified yet. The one before is read only where there is no newest one, or its
 * checksum is wrong: one whose checksum fits was edited, if it is not right, and is not passed over.
 * @throws VaultError vault/not-a-vault, vault/keyring-damaged, vault/keyring-edited, vault/from-newer-app
 */
export async function readKeyringFile(folder: string): Promise<KeyringOnDisk> {
  let damage: VaultError | null = null;
  try {
    const newest = await readIfThere(join(folder, keyringName));
    if (newest !== null) return { read: newest.read, isPrevious: false };
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== 'vault/keyring-damaged') throw error;
    damage = error;
  }
  try {
    const previous = await readIfThere(join(folder, previousKeyringName));
    if (previous !== null) return { read: previous.read, isPrevious: true };
  } catch (error) {
    // The newest one's damage is what the person is told about.
    if (!(error instanceof VaultError)) throw error;
    damage ??= new VaultError('vault/keyring-damaged', { reason: 'missing' });
  }
  if (damage === null && !(await isThere(join(folder, databaseName))))
    throw new VaultError('vault/not-a-vault');
  throw damage ?? new VaultError('vault/keyring-damaged', { reason: 'missing' });
}

/** What is no whole keyring is not kept as the one before. */
const notKept: ReadonlySet<ErrorCode> = new Set([
  'vault/keyring-damaged',
  'vault/keyring-edited',
  'vault/from-newer-app',
  'file/is-a-link',
  'file/is-a-folder',
  'file/not-a-file',
]);

async function currentIfWhole(path: string): Promise<Uint8Array | null> {
  try {
    return (await readIfThere(path))?.bytes ?? null;
  } catch (error) {
    if (error instanceof VaultError && notKept.has(error.code)) return null;
    throw error;
  }
}

/** @throws VaultError vault/disk-full, vault/read-only, vault/io-failed and the like */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(bytes));
  } catch (error) {
    throw fromFileError(error);
  }
}

/** Writes the next generation and keeps the one before it. */
export async function saveKeyring(folder: string, keyring: Keyring, vaultKey: VaultKey): Promise<void> {
  const path = join(folder, keyringName);
  const current = await currentIfWhole(path);
  if (current !== null) await write(join(folder, previousKeyringName), current);
  await write(path, writeKeyring(keyring, vaultKey));
}

/** As {@link saveKeyring}, for what must be on the disk before the next statement. @param current as it was written last */
export function saveKeyringNow(folder: string, current: Keyring, next: Keyring, vaultKey: VaultKey): void {
  try {
    replaceFileSync(join(folder, previousKeyringName), writeKeyring(current, vaultKey), true);
    replaceFileSync(join(folder, keyringName), writeKeyring(next, vaultKey), true);
    syncFolderSync(folder);
  } catch (error) {
    throw fromFileError(error);
  }
}

/**
 * Writes the next generation after a key slot changed. Nothing is kept of the one before: it would still open with the
 * passphrase that was replaced.
 */
export async function saveKeyringForgettingPrevious(
  folder: string,
  keyring: Keyring,
  vaultKey: VaultKey,
): Promise<void> {
  const bytes = writeKeyring(keyring, vaultKey);
  await write(join(folder, keyringName), bytes);
  await write(join(folder, previousKeyringName), bytes);
}
