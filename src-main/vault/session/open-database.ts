/** Opening the database file that a verified keyring names. */
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { equalInConstantTime } from '../crypto/derive.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import type { UnlockedKeys } from '../context.ts';
import { unwrapDatabaseKey } from '../keyring/database-key.ts';
import { syncFolder } from '../keyring/atomic-file.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { openStore, type Store } from '../store/store.ts';
import { originId } from './origin.ts';
import type { EngineSurroundings } from './session.ts';

/** Where a database under new keys is made, before it takes the old one's place. */
export const nextDatabaseName = `${databaseName}.next`;

/** Bytes 0 to 23 of a vault's database that nothing has open. @throws VaultError vault/database-missing, vault/database-damaged */
export function readDatabaseHeader(folder: string): Promise<Uint8Array> {
  return readHeaderOf(join(folder, databaseName));
}

/** @throws as {@link readDatabaseHeader} */
export async function readHeaderOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(24), 0, 24, 0);
      if (bytesRead < 24) throw new VaultError('vault/database-damaged', { part: 'header' });
      return buffer;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') throw new VaultError('vault/database-missing');
    throw fromFileError(error);
  }
}

async function headerIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readHeaderOf(path);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

/**
 * After a crash while keys were exchanged, when the keyring names the new database already: it takes its place. To be
 * called with a keyring that was found right.
 */
async function finishRotation(folder: string, header: Uint8Array): Promise<void> {
  const path = join(folder, databaseName);
  const current = await headerIfThere(path);
  if (current !== null && equalInConstantTime(current, header)) return;
  const next = join(folder, nextDatabaseName);
  const nextHeader = await headerIfThere(next);
  if (nextHeader === null || !equalInConstantTime(nextHeader, header)) return;
  await rm(`${path}-wal`, { force: true });
  await rename(next, path);
  await syncFolder(folder);
}

/**
 * Removes a database that was made under new keys and that no keyring came to name. To be called by who has the vault's
 * own database open: another process may be making it.
 * @returns whether there was one
 */
export async function removeNextDatabase(folder: string): Promise<boolean> {
  const next = join(folder, nextDatabaseName);
  const isThere = await stat(next).then(
    () => true,
    () => false,
  );
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(next + suffix, { force: true });
  return isThere;
}

/** SQLite says of a place that cannot be written to only that something went wrong. @throws VaultError vault/read-only */
async function assertWritable(folder: string): Promise<void> {
  try {
    for (const path of [folder, join(folder, databaseName)]) await access(path, constants.W_OK);
  } catch (error) {
    throw fromFileError(error);
  }
}

/** Whether the last opening ended without locking. */
export async function hasLeftoverLog(folder: string): Promise<boolean> {
  return stat(join(folder, `${databaseName}-wal`)).then(
    (found) => found.size > 0,
    () => false,
  );
}

export interface OpenDatabase {
  readonly store: Store;
  readonly keys: Pick<UnlockedKeys, 'dek'>;
  /** Keys were being exchanged when the last opening ended, and are as they were before that. */
  readonly wasRotationCutOff: boolean;
}

async function takeBackRotation(folder: string, store: Store): Promise<boolean> {
  try {
    return await removeNextDatabase(folder);
  } catch (error) {
    store.close();
    throw fromFileError(error);
  }
}

/** Opens the database file of a verified keyring. @throws VaultError vault/database-missing, vault/database-damaged, vault/read-only, vault/in-use, vault/from-newer-app */
export async function openDatabase(
  surroundings: Pick<EngineSurroundings, 'deviceId' | 'now'>,
  folder: string,
  keyring: Keyring,
  { vaultKey, personId }: Pick<UnlockedKeys, 'vaultKey' | 'personId'>,
): Promise<OpenDatabase> {
  const { database } = keyring;
  const dek = unwrapDatabaseKey(vaultKey, keyring.vaultId, database);
  try {
    await finishRotation(folder, database.header);
    if (!equalInConstantTime(await readDatabaseHeader(folder), database.header))
      throw new VaultError('vault/database-damaged', { part: 'header' });
    await assertWritable(folder);
    const store = openStore({
      file: join(folder, databaseName),
      dek,
      cipher: database.cipher,
      create: false,
      deviceId: originId(surroundings.deviceId, keyring.copyId),
      personId,
      now: surroundings.now,
    });
    return { store, keys: { dek }, wasRotationCutOff: await takeBackRotation(folder, store) };
  } catch (error) {
    dek.destroy();
    if (error instanceof VaultError && error.code === 'vault/damaged')
      throw new VaultError('vault/database-damaged', error.details, error);
    throw error;
  }
}
