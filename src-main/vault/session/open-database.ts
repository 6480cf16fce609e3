/** Opening the database file that a verified keyring names. */
import { access, constants, lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openFile } from '../../files/open-file.ts';
import { removeParts, syncFolder } from '../../files/replace-file.ts';
import { equalInConstantTime } from '../crypto/derive.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import type { UnlockedKeys } from '../context.ts';
import { unwrapDatabaseKey } from '../keyring/database-key.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { openStore, type Store, type StoreOptions } from '../store/store.ts';
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
    const file = await openFile(path, 'refused');
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
 * Which file a keyring names that was found right: after a crash while keys were exchanged it may be the new database, which has not taken
 * the old one's place yet. @returns `null` for none
 */
export async function namedDatabase(
  folder: string,
  header: Uint8Array,
): Promise<typeof databaseName | typeof nextDatabaseName | null> {
  for (const name of [databaseName, nextDatabaseName] as const) {
    const found = await headerIfThere(join(folder, name));
    if (found !== null && equalInConstantTime(found, header)) return name;
  }
  return null;
}

/** Has the new database take the old one's place, where the keyring names it already. */
async function finishRotation(folder: string, header: Uint8Array): Promise<void> {
  if ((await namedDatabase(folder, header)) !== nextDatabaseName) return;
  const path = join(folder, databaseName);
  await rm(`${path}-wal`, { force: true });
  await rename(join(folder, nextDatabaseName), path);
  await syncFolder(folder);
}

/** Whether one was begun under new keys. Where that cannot be seen, opening or removing it says why. */
export function hasNextDatabase(folder: string): Promise<boolean> {
  return lstat(join(folder, nextDatabaseName)).then(
    () => true,
    () => false,
  );
}

/**
 * Removes a database that was made under new keys and that no keyring came to name. To be called by who has the vault's
 * own database open: another process may be making it.
 * @returns whether there was one
 */
export async function removeNextDatabase(folder: string): Promise<boolean> {
  const next = join(folder, nextDatabaseName);
  const isThere = await hasNextDatabase(folder);
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

/** Whether the last opening ended without locking. Where that cannot be seen, opening the database says why. */
export async function hasLeftoverLog(folder: string): Promise<boolean> {
  return lstat(join(folder, `${databaseName}-wal`)).then(
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
    const store = openStore(storeOptions(surroundings, folder, keyring, { dek, personId }));
    await removeParts(folder);
    return { store, keys: { dek }, wasRotationCutOff: await takeBackRotation(folder, store) };
  } catch (error) {
    dek.destroy();
    throw ofDatabase(error);
  }
}

/** What a vault's database is opened with. */
export function storeOptions(
  { deviceId, now }: Pick<EngineSurroundings, 'deviceId' | 'now'>,
  folder: string,
  { database: { cipher }, copyId }: Keyring,
  { dek, personId }: Pick<UnlockedKeys, 'dek' | 'personId'>,
): StoreOptions {
  const file = join(folder, databaseName);
  return { file, dek, cipher, create: false, deviceId: originId(deviceId, copyId), personId, now };
}

/** Damage that is found at opening is the database's as a whole. */
export function ofDatabase(error: unknown): unknown {
  if (!(error instanceof VaultError) || error.code !== 'vault/damaged') return error;
  return new VaultError('vault/database-damaged', error.details, error);
}
