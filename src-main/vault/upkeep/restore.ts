/** Backups back into use: as a vault of their own, or in this vault's place. */
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newId } from '../crypto/id.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { databaseName, readKeyringFile, saveKeyringForgettingPrevious } from '../keyring/keyring-file.ts';
import { closeNow } from '../session/close.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { takeGrant, vaultName } from '../session/open.ts';
import { openDatabase } from '../session/open-database.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { backupPath } from './backup-files.ts';

const asBackupDamage = (error: unknown): unknown => {
  const mapped = fromFileError(error);
  if (!(mapped instanceof VaultError)) return mapped;
  const kept = ['vault/disk-full', 'vault/read-only', 'vault/io-failed', 'vault/from-newer-app'];
  return kept.includes(mapped.code) ? mapped : new VaultError('backup/damaged', { code: mapped.code }, error);
};

/** Copies a backup to a new folder, checks it whole, and gives it a line of history of its own. */
async function prepare(
  session: OpenSession,
  surroundings: EngineSurroundings,
  from: string,
  folder: string,
): Promise<void> {
  const { keys } = session.vault;
  try {
    const { read } = await readKeyringFile(from);
    if (read.alleged.vaultId !== session.vault.vaultId)
      throw new VaultError('backup/damaged', { part: 'vault' });
    // By the grant in it, since a backup may be from before the keys were exchanged.
    const { keyring, vaultKeys } = await takeGrant(read, keys);
    using _ = { [Symbol.dispose]: () => destroyVaultKeys(vaultKeys) };
    await mkdir(folder, { mode: 0o700 });
    await copyFile(join(from, databaseName), join(folder, databaseName));
    const { store, keys: own } = await openDatabase(surroundings, folder, keyring, {
      personId: keys.personId,
      ...vaultKeys,
    });
    try {
      const expected = keyring.database.changeHead;
      const head = store.logHead();
      if (head.seq !== expected.seq || Buffer.compare(head.hash, expected.hash) !== 0)
        throw new VaultError('backup/damaged', { part: 'change-log' });
      if (store.integrityCheck().length > 0) throw new VaultError('backup/damaged', { part: 'pages' });
      store.journal('restored', { name: basename(from) });
      store.checkpoint();
      const heads = { changeHead: store.logHead(), journalHead: store.journalHead() };
      await saveKeyringForgettingPrevious(
        folder,
        {
          ...keyring,
          copyId: newId(),
          generation: keyring.generation + 1,
          database: { ...keyring.database, ...heads },
        },
        vaultKeys.vaultKey,
      );
    } finally {
      store.close();
      own.dek.destroy();
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw asBackupDamage(error);
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return false;
    throw fromFileError(error);
  }
}

/** @throws VaultError backup/not-found, backup/damaged, vault/place-taken, vault/disk-full and the like */
export async function restoreAs(
  session: OpenSession,
  surroundings: EngineSurroundings,
  id: string,
  place: string,
): Promise<string> {
  const from = await backupPath(session, id);
  if (await isTaken(place)) throw new VaultError('vault/place-taken');
  const preparing = join(dirname(place), `.${newId()}.making`);
  await prepare(session, surroundings, from, preparing);
  try {
    await rename(preparing, place);
  } catch (error) {
    await rm(preparing, { recursive: true, force: true });
    throw fromFileError(error);
  }
  session.vault.store.journal('restored', { name: basename(from) });
  return vaultName(place);
}

/**
 * Puts a backup in this vault's place. The copy is whole and checked before the vault is closed; the vault as it was
 * stays beside it, under the name that is returned. `forget` is called once it is closed.
 * @throws VaultError backup/not-found, backup/damaged, vault/disk-full and the like
 */
export async function restoreOver(
  session: OpenSession,
  surroundings: EngineSurroundings,
  id: string,
  forget: () => void,
): Promise<string> {
  const { folder } = session.vault;
  const from = await backupPath(session, id);
  const preparing = join(dirname(folder), `.${newId()}.making`);
  await prepare(session, surroundings, from, preparing);
  const stamp = new Date(surroundings.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '');
  const aside = join(dirname(folder), `${session.name} (kept aside ${stamp}).coffer`);
  closeNow(session);
  forget();
  try {
    await rename(folder, aside);
    await rename(preparing, folder);
  } catch (error) {
    // One of the two renames failed: the vault as it was goes back to its place.
    if (!(await isTaken(folder)) && (await isTaken(aside))) await rename(aside, folder);
    await rm(preparing, { recursive: true, force: true });
    throw fromFileError(error);
  }
  return basename(aside);
}
