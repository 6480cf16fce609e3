/** `keyring.json` and the one before it, in the vault's folder; docs/file-format.md, section 1. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { VaultKey } from '../crypto/secret-key.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { writeAtomically } from './atomic-file.ts';
import { maxKeyringBytes, readKeyring } from './format/read-keyring.ts';
import { writeKeyring } from './format/v1/write.ts';
import type { AllegedKeyring, Keyring } from './keyring.ts';

export const keyringName = 'keyring.json';
export const previousKeyringName = 'keyring.json.prev';
export const databaseName = 'records.db';

/** The file's bytes, at most one more than a keyring may have; `null` when it is not there. */
async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = new Uint8Array(maxKeyringBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
        length += bytesRead;
        if (bytesRead === 0) return buffer.subarray(0, length);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EISDIR') throw new VaultError('vault/keyring-damaged', { reason: 'folder' });
    throw fromFileError(error);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
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
 * Reads the newest keyring that is whole. Nothing of it is verified yet. An edited one, whose checksum was made to
 * fit, is not passed over: opening it says that it was edited.
 * @throws VaultError vault/not-a-vault, vault/keyring-damaged, vault/from-newer-app
 */
export async function readKeyringFile(folder: string): Promise<KeyringOnDisk> {
  const newest = await readIfThere(join(folder, keyringName));
  let failure = new VaultError('vault/keyring-damaged', { reason: 'missing' });
  if (newest !== null) {
    try {
      return { read: readKeyring(newest), isPrevious: false };
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== 'vault/keyring-damaged') throw error;
      failure = error;
    }
  }
  const previous = await readIfThere(join(folder, previousKeyringName));
  if (previous !== null) {
    try {
      return { read: readKeyring(previous), isPrevious: true };
    } catch (error) {
      // The newest one's damage is what the person is told about.
      if (!(error instanceof VaultError)) throw error;
    }
  }
  if (newest === null && previous === null && !(await isThere(join(folder, databaseName))))
    throw new VaultError('vault/not-a-vault');
  throw failure;
}

/** Writes the next generation and keeps the one before it. */
export async function saveKeyring(folder: string, keyring: Keyring, vaultKey: VaultKey): Promise<void> {
  const path = join(folder, keyringName);
  const current = await readIfThere(path);
  if (current !== null && current.length <= maxKeyringBytes && isWhole(current))
    await writeAtomically(join(folder, previousKeyringName), current);
  await writeAtomically(path, writeKeyring(keyring, vaultKey));
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
  await writeAtomically(join(folder, keyringName), bytes);
  await writeAtomically(join(folder, previousKeyringName), bytes);
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    readKeyring(bytes);
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}
