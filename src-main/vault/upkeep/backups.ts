/** Encrypted snapshots: written, opened, checked, and only then counted. */
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { newId } from '../crypto/id.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../keyring/database-key.ts';
import { databaseName, saveKeyring } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { pageSumOf } from '../keyring/page-sum.ts';
import { inNewFolder, remembered } from '../new-file.ts';
import { openDatabase, readDatabaseHeader } from '../session/open-database.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import type { Store } from '../store/store.ts';
import {
  backupFolder,
  findBackups,
  freeBackupName,
  ownBackup,
  removeBackup,
  type OwnBackup,
} from './backup-files.ts';
import {
  lastBackup,
  noteBackup,
  noteBackupDeleted,
  notedBackups,
  noteBackupFailure,
  type BackupNote,
} from './backup-notes.ts';
import { keepPosture } from './posture.ts';
import { assertHoldsVaults } from './place.ts';
import { readProtection } from './settings.ts';
import { isSameHead } from '../log/merkle.ts';

export interface Backup extends Pick<OwnBackup, 'id' | 'at' | 'sizeBytes'> {
  readonly customers: number | null;
  readonly verified: boolean;
}

const leastMsBetween = 60 * 60 * 1000;
const countCustomers = (store: Store): number => store.db.value<number>('SELECT count(*) FROM customer') ?? 0;

async function folderForWriting(session: OpenSession): Promise<{ folder: string; isDefault: boolean }> {
  const { path, isDefault } = backupFolder(session);
  try {
    if (isDefault) await mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await stat(path)).isDirectory()) throw new VaultError('backup/folder-missing');
    await assertHoldsVaults(path);
    return { folder: path, isDefault };
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST')
      throw new VaultError('backup/folder-missing', { folder: basename(path) });
    throw fromFileError(error);
  }
}

async function databaseBytes({ vault }: OpenSession): Promise<number> {
  return (await stat(join(vault.folder, databaseName))).size;
}

/** A folder with the database under a key of its own, and a keyring with the same slots. Others write on while it is checked. */
async function writeSnapshot(
  session: OpenSession,
  folder: string,
): Promise<{ readonly snapshot: Keyring; readonly customers: number }> {
  const { vault, keyring } = session;
  const { cipher } = keyring.database;
  const name = { id: newId(), cipher };
  using dek = newDatabaseKey();
  const heads = { changeHead: vault.store.logHead(), journalHead: vault.store.journalHead() };
  const customers = countCustomers(vault.store);
  vault.store.backupTo(join(folder, databaseName), dek);
  const snapshot: Keyring = {
    ...keyring,
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(vault.keys.vaultKey, vault.vaultId, name, dek),
      header: await readDatabaseHeader(folder),
      pages: await pageSumOf(join(folder, databaseName), vault.vaultId, name, dek),
    },
  };
  await saveKeyring(folder, snapshot, vault.keys.vaultKey);
  return { snapshot, customers };
}

/** Opens the copy as one would later, and compares. @throws VaultError backup/verification-failed */
async function verifySnapshot(
  session: OpenSession,
  surroundings: EngineSurroundings,
  folder: string,
  { snapshot, customers }: { readonly snapshot: Keyring; readonly customers: number },
): Promise<void> {
  const { store, keys } = await openDatabase(surroundings, folder, snapshot, session.vault.keys);
  try {
    const head = store.logHead();
    const expected = snapshot.database.changeHead;
    if (store.integrityCheck().length > 0)
      throw new VaultError('backup/verification-failed', { part: 'pages' });
    if (!isSameHead(head, expected))
      throw new VaultError('backup/verification-failed', { part: 'change-log' });
    if (customers !== countCustomers(store))
      throw new VaultError('backup/verification-failed', { part: 'customers' });
  } finally {
    store.close();
    keys.dek.destroy();
  }
}

/** Whether it still is what was checked when it was made. Somebody may have opened it since, and worked in it. */
function isAsMade(backup: OwnBackup, note: BackupNote | undefined): note is BackupNote {
  return note?.sizeBytes === backup.sizeBytes && note.changeSeq === backup.changeSeq;
}

/**
 * Old ones make room, in the order in which the vault itself made them: times in names are what a clock said, and anybody can
 * lay a folder beside them that looks newer. What the vault has not noted like that neither counts nor goes.
 */
async function prune(session: OpenSession): Promise<void> {
  const { vault } = session;
  const { db } = vault.store;
  const found = new Map((await findBackups(session)).map((backup) => [backup.id, backup]));
  const made = [...notedBackups(db).values()].flatMap((note) => {
    const backup = found.get(note.id);
    return backup?.isOurs === true && isAsMade(backup, note) ? [backup] : [];
  });
  for (const old of made.slice(readProtection(vault).backups.keep)) await removeBackup(old);
}

/** Makes a backup now. @throws VaultError backup/folder-missing, backup/verification-failed, vault/disk-full and the like */
export async function makeBackup(session: OpenSession, surroundings: EngineSurroundings): Promise<Backup> {
  const { vault, name } = session;
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  try {
    const { folder, isDefault } = await folderForWriting(session);
    const id = await freeBackupName(folder, name, surroundings.now());
    const { begin } = remembered(vault, 'backup', join(folder, id));
    keepPosture(vault, session.keyring);
    surroundings.onControl({ type: 'backing-up', bytes: await databaseBytes(session) });
    const customers = await inNewFolder(folder, begin, async (making) => {
      const written = await writeSnapshot(session, making);
      await verifySnapshot(session, surroundings, making, written);
      await rename(making, join(folder, id));
      return written.customers;
    });
    const found = (await findBackups(session)).find((backup) => backup.id === id);
    if (found === undefined) throw new VaultError('backup/verification-failed', { part: 'files' });
    const { at, sizeBytes, changeSeq } = found;
    noteBackup(vault.store, { id, at, sizeBytes, customers, changeSeq }, isDefault ? basename(folder) : null);
    await prune(session);
    return { id, at, sizeBytes, customers, verified: true };
  } catch (error) {
    const failure = fromFileError(error);
    noteBackupFailure(vault.store, failure instanceof VaultError ? failure.code : 'internal');
    throw failure;
  } finally {
    surroundings.onControl({ type: 'backed-up' });
  }
}

/** Whether one is to be made at the lock: when backups are on, something changed since the last one, and that was an hour ago. */
export function isBackupDue({ vault }: OpenSession, { now }: Pick<EngineSurroundings, 'now'>): boolean {
  if (vault.isSample || !readProtection(vault).backups.on) return false;
  const last = lastBackup(vault.store.db);
  const age = last === null ? Infinity : now() - last.at;
  // A clock that was set back must not stop backups until it has caught up.
  if (age >= 0 && age < leastMsBetween) return false;
  return last?.changeSeq !== vault.store.logSize;
}

/** A failure is noted, not thrown; and what nobody has looked at yet is no backup. */
export async function makeDueBackup(session: OpenSession, surroundings: EngineSurroundings): Promise<void> {
  if (session.pages.state.standing !== 'same') return;
  try {
    await makeBackup(session, surroundings);
  } catch (error) {
    // The journal and the backups page say so; locking goes on.
    if (!(error instanceof VaultError)) throw error;
  }
}

/** What the backups page shows. A backup counts as verified while it is what was noted. */
export async function listBackups(session: OpenSession): Promise<Backup[]> {
  const noted = notedBackups(session.vault.store.db);
  return (await findBackups(session)).map((backup) => {
    const { id, at, sizeBytes } = backup;
    const note = noted.get(id);
    const verified = isAsMade(backup, note);
    return { id, at, sizeBytes, customers: verified ? note.customers : null, verified };
  });
}

/** Removes a backup for good. @throws VaultError backup/not-found, vault/read-only and the like */
export async function deleteBackup(session: OpenSession, id: string): Promise<void> {
  const { vault } = session;
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  await removeBackup(await ownBackup(session, id));
  noteBackupDeleted(vault.store, id);
}
