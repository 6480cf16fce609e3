/** Encrypted snapshots: written, opened, checked, and only then counted. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { newId } from '../crypto/id.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../keyring/database-key.ts';
import { databaseName, keyringName, saveKeyring } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { openDatabase, readDatabaseHeader } from '../session/open-database.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import type { Store } from '../store/store.ts';
import { backupFolder, backupId, backupPath, findBackups, type BackupOnDisk } from './backup-files.ts';
import {
  lastBackup,
  noteBackup,
  noteBackupDeleted,
  notedBackups,
  noteBackupFailure,
} from './backup-notes.ts';
import { keepPosture } from './posture.ts';
import { readSettings } from './settings.ts';

export interface Backup extends BackupOnDisk {
  readonly customers: number | null;
  readonly verified: boolean;
}

const leastMsBetween = 60 * 60 * 1000;
const countCustomers = (store: Store): number => store.db.value<number>('SELECT count(*) FROM customer') ?? 0;

async function folderForWriting(session: OpenSession): Promise<string> {
  const { path, isDefault } = backupFolder(session);
  try {
    if (isDefault) await mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await stat(path)).isDirectory()) throw new VaultError('backup/folder-missing');
    return path;
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

/** A folder with the database under a key of its own, and a keyring with the same slots. */
async function writeSnapshot(session: OpenSession, folder: string): Promise<Keyring> {
  const { vault, keyring } = session;
  const { cipher } = keyring.database;
  const name = { id: newId(), cipher };
  using dek = newDatabaseKey();
  const heads = { changeHead: vault.store.logHead(), journalHead: vault.store.journalHead() };
  vault.store.backupTo(join(folder, databaseName), dek);
  const snapshot: Keyring = {
    ...keyring,
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(vault.keys.vaultKey, vault.vaultId, name, dek),
      header: await readDatabaseHeader(folder),
    },
  };
  await saveKeyring(folder, snapshot, vault.keys.vaultKey);
  return snapshot;
}

/** Opens the copy as one would later, and compares. @throws VaultError backup/verification-failed */
async function verifySnapshot(
  session: OpenSession,
  surroundings: EngineSurroundings,
  folder: string,
  snapshot: Keyring,
): Promise<number> {
  const { store, keys } = await openDatabase(surroundings, folder, snapshot, session.vault.keys);
  try {
    const customers = countCustomers(store);
    const head = store.logHead();
    const expected = snapshot.database.changeHead;
    if (store.integrityCheck().length > 0)
      throw new VaultError('backup/verification-failed', { part: 'pages' });
    if (head.seq !== expected.seq || Buffer.compare(head.hash, expected.hash) !== 0)
      throw new VaultError('backup/verification-failed', { part: 'change-log' });
    if (customers !== countCustomers(session.vault.store))
      throw new VaultError('backup/verification-failed', { part: 'customers' });
    return customers;
  } finally {
    store.close();
    keys.dek.destroy();
  }
}

const unfinishedName = /^\.[0-9a-z]{26}\.making$/;
/** A backup takes minutes at most: what is older was cut off. Younger, it may be another vault's, which backs up to the same folder. */
const unfinishedForMs = 60 * 60 * 1000;

/** Removes what is left of backups that were cut off: each is as large as a vault. */
async function removeUnfinished(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!unfinishedName.test(name)) continue;
    const path = join(folder, name);
    if (now - (await stat(path)).mtimeMs > unfinishedForMs) await rm(path, { recursive: true, force: true });
  }
}

async function prune(session: OpenSession, folder: string): Promise<void> {
  const { keep } = readSettings(session.vault.store.db).backups;
  for (const old of (await findBackups(folder, session.name)).slice(keep))
    await rm(join(folder, old.id), { recursive: true, force: true });
}

/** Makes a backup now. @throws VaultError backup/folder-missing, backup/verification-failed, vault/disk-full and the like */
export async function makeBackup(session: OpenSession, surroundings: EngineSurroundings): Promise<Backup> {
  const { vault, name } = session;
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  let making: string | null = null;
  try {
    const folder = await folderForWriting(session);
    await removeUnfinished(folder, surroundings.now());
    making = join(folder, `.${newId()}.making`);
    await mkdir(making, { mode: 0o700 });
    keepPosture(vault, session.keyring);
    surroundings.onControl({ type: 'backing-up', bytes: await databaseBytes(session) });
    const snapshot = await writeSnapshot(session, making);
    const customers = await verifySnapshot(session, surroundings, making, snapshot);
    const id = backupId(name, surroundings.now());
    await rm(join(folder, id), { recursive: true, force: true });
    await rename(making, join(folder, id));
    const found = (await findBackups(folder, name)).find((backup) => backup.id === id);
    if (found === undefined) throw new VaultError('backup/verification-failed', { part: 'files' });
    noteBackup(vault.store, { ...found, customers });
    await prune(session, folder);
    vault.emit('changed/backups', {});
    return { ...found, customers, verified: true };
  } catch (error) {
    if (making !== null) await rm(making, { recursive: true, force: true });
    const failure = fromFileError(error);
    noteBackupFailure(vault.store, failure instanceof VaultError ? failure.code : 'internal');
    vault.emit('changed/backups', {});
    throw failure;
  }
}

/** At lock: when backups are on, something changed since the last one, and that was an hour ago. A failure is noted, not thrown. */
export async function makeBackupIfDue(session: OpenSession, surroundings: EngineSurroundings): Promise<void> {
  const { vault } = session;
  if (vault.isSample || !readSettings(vault.store.db).backups.on) return;
  const last = lastBackup(vault.store.db);
  const age = last === null ? Infinity : surroundings.now() - last.at;
  // A clock that was set back must not stop backups until it has caught up.
  if (age >= 0 && age < leastMsBetween) return;
  if (last?.changeSeq === vault.store.logHead().seq) return;
  try {
    await makeBackup(session, surroundings);
  } catch (error) {
    // The journal and the backups page say so; locking goes on.
    if (!(error instanceof VaultError)) throw error;
  }
}

/** What the backups page shows. A backup counts as verified when its noted size is the one on disk. */
export async function listBackups(session: OpenSession): Promise<Backup[]> {
  const noted = notedBackups(session.vault.store.db);
  return (await findBackups(backupFolder(session).path, session.name)).map((found) => {
    const note = noted.get(found.id);
    const verified = note?.sizeBytes === found.sizeBytes;
    return { ...found, customers: verified ? note.customers : null, verified };
  });
}

/** Removes a backup for good. @throws VaultError backup/not-found, vault/read-only and the like */
export async function deleteBackup(session: OpenSession, id: string): Promise<void> {
  const { vault } = session;
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  const path = await backupPath(session, id);
  try {
    // Without its keyring it opens with no key, should the rest not go.
    await rm(join(path, keyringName), { force: true });
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw fromFileError(error);
  }
  noteBackupDeleted(vault.store, id);
  vault.emit('changed/backups', {});
}
