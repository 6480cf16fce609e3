/** Opening a copy of a vault's database, for looking at it: of the vault itself nothing is written. */
import { join } from 'node:path';
import { assertFileOrNothing } from '../../files/open-file.ts';
import type { UnlockedKeys } from '../context.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { unwrapDatabaseKey } from '../keyring/database-key.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { assertNotOpen } from '../store/open.ts';
import { openStore } from '../store/store.ts';
import {
  hasNextDatabase,
  namedDatabase,
  nextDatabaseName,
  ofDatabase,
  readDatabaseHeader,
  storeOptions,
  type OpenDatabase,
} from './open-database.ts';
import { copyPrivately, type PrivateCopy } from './private-copy.ts';
import type { EngineSurroundings } from './session.ts';

const logName = `${databaseName}-wal`;

/** @throws VaultError vault/in-use, file/is-a-link, file/is-a-folder, file/not-a-file */
function assertNobodyHas(path: string): void {
  try {
    if (assertFileOrNothing(path) !== null) assertNotOpen({ file: path });
  } catch (error) {
    throw fromFileError(error);
  }
}

/** Copies the file that the keyring names, with the log that belongs to it. */
async function copyNamed(
  folder: string,
  header: Uint8Array,
): Promise<{ copy: PrivateCopy; wasRotationCutOff: boolean }> {
  for (const name of [databaseName, nextDatabaseName]) assertNobodyHas(join(folder, name));
  const name = await namedDatabase(folder, header);
  if (name === databaseName)
    return {
      copy: await copyPrivately(folder, [
        { from: databaseName, to: databaseName },
        { from: logName, to: logName },
      ]),
      wasRotationCutOff: await hasNextDatabase(folder),
    };
  if (name === nextDatabaseName)
    return {
      copy: await copyPrivately(folder, [{ from: nextDatabaseName, to: databaseName }]),
      wasRotationCutOff: false,
    };
  await readDatabaseHeader(folder);
  throw new VaultError('vault/database-damaged', { part: 'header' });
}

/**
 * Opens a copy of the database file of a verified keyring, for reading only where nothing else is wanted of this process. What a crash left in the write-ahead log is in the copy.
 * @throws VaultError vault/database-missing, vault/database-damaged, vault/in-use, vault/from-newer-app, and what copying throws
 */
export async function openDatabaseCopy(
  surroundings: Pick<EngineSurroundings, 'deviceId' | 'now' | 'isReadOnly'>,
  folder: string,
  keyring: Keyring,
  { vaultKey, personId }: Pick<UnlockedKeys, 'vaultKey' | 'personId'>,
): Promise<OpenDatabase & { readonly copy: PrivateCopy }> {
  const { database } = keyring;
  const { copy, wasRotationCutOff } = await copyNamed(folder, database.header);
  try {
    const dek = unwrapDatabaseKey(vaultKey, keyring.vaultId, database);
    try {
      const options = storeOptions(surroundings, copy.folder, keyring, { dek, personId });
      const store = openStore({ ...options, isReadOnly: surroundings.isReadOnly });
      return { store, keys: { dek }, wasRotationCutOff, copy };
    } catch (error) {
      dek.destroy();
      throw error;
    }
  } catch (error) {
    copy.remove();
    throw ofDatabase(error);
  }
}
