/** Opening the database file that a verified keyring names. */
import { access, constants, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { equalInConstantTime } from '../crypto/derive.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import type { UnlockedKeys } from '../context.ts';
import { unwrapDatabaseKey } from '../keyring/database-key.ts';
import type { KeyBundle } from '../keyring/key-bundle.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { openStore, type Store } from '../store/store.ts';
import { originId } from './origin.ts';
import type { EngineSurroundings } from './session.ts';

/** Bytes 0 to 23 of a database that nothing has open. @throws VaultError vault/database-missing, vault/database-damaged */
export async function readDatabaseHeader(folder: string): Promise<Uint8Array> {
  try {
    const file = await open(join(folder, databaseName), 'r');
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

/** Opens the database file of a verified keyring. @throws VaultError vault/database-missing, vault/database-damaged, vault/read-only, vault/in-use, vault/from-newer-app */
export async function openDatabase(
  surroundings: Pick<EngineSurroundings, 'deviceId' | 'now'>,
  folder: string,
  keyring: Keyring,
  bundle: KeyBundle,
): Promise<{ store: Store; keys: Pick<UnlockedKeys, 'dek'> }> {
  const { database } = keyring;
  const dek = unwrapDatabaseKey(bundle.vaultKey, keyring.vaultId, database);
  try {
    if (!equalInConstantTime(await readDatabaseHeader(folder), database.header))
      throw new VaultError('vault/database-damaged', { part: 'header' });
    await assertWritable(folder);
    const store = openStore({
      file: join(folder, databaseName),
      dek,
      cipher: database.cipher,
      create: false,
      deviceId: originId(surroundings.deviceId, keyring.copyId),
      personId: bundle.personId,
      now: surroundings.now,
    });
    return { store, keys: { dek } };
  } catch (error) {
    dek.destroy();
    if (error instanceof VaultError && error.code === 'vault/damaged')
      throw new VaultError('vault/database-damaged', error.details, error);
    throw error;
  }
}
