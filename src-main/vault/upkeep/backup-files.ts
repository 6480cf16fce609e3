/**
 * Where backups are and which folders are ours. A backup is a vault folder like any other; it is known by the vault's id in its
 * keyring, never by its name, which people change and two vaults may share.
 */
import { lstat, readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { fileName } from '../../../src-preload/contract/file-names.ts';
import { databaseName, keyringName, readKeyringFile } from '../keyring/keyring-file.ts';
import type { OpenSession } from '../session/session.ts';
import { defaultBackupFolder } from './backup-folder.ts';
import { maySign, type PolicyVault } from '../policy/policies.ts';
import { notedFolderName, noteFolderName } from './backup-notes.ts';
import { vaultNameRoom } from './place.ts';
import { chooseBackupFolder, chosenBackupFolder } from './settings.ts';

export interface BackupFolder {
  readonly path: string;
  readonly isDefault: boolean;
}

/** The chosen folder, or the one beside the vault: as it was called when the first backup went there, whatever the vault is called by now. */
export function backupFolder({ vault }: Pick<OpenSession, 'vault'>): BackupFolder {
  const chosen = chosenBackupFolder(vault);
  if (chosen !== null) return { path: chosen, isDefault: false };
  const noted = notedFolderName(vault.store.db);
  const path = noted === null ? defaultBackupFolder(vault.folder) : join(dirname(vault.folder), noted);
  return { path, isDefault: true };
}

/**
 * For a vault that takes this one's place: its backups are where they were, whatever it remembers from its own time; but where the
 * person may not say so in it.
 */
export function keepBackupFolder(session: OpenSession, next: PolicyVault): void {
  const { path, isDefault } = backupFolder(session);
  const chosen = isDefault ? null : path;
  if (chosenBackupFolder(next) !== chosen && maySign(next, 'backup-folder')) chooseBackupFolder(next, chosen);
  if (isDefault) noteFolderName(next.store, basename(path));
}

/** A backup within the vault would be lost with it. @throws VaultError backup/folder-in-vault */
export function assertOutside(path: string, vaultFolder: string): void {
  const way = relative(resolve(vaultFolder), resolve(path));
  if (way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way)))
    throw new VaultError('backup/folder-in-vault');
}

function backupName(name: string, at: number, room: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return fileName(name, ` ${day} ${time.slice(0, 8).replaceAll(':', '')}Z.coffer`, room);
}

/** A name that nothing in the folder has, from which the time can be read: `Name 2026-03-01 174205Z.coffer`. It can be opened where it lies. */
export async function freeBackupName(folder: string, name: string, at: number): Promise<string> {
  const room = await vaultNameRoom(folder);
  for (let second = 0; ; second++) {
    const id = backupName(name, at + second * 1000, room);
    try {
      await lstat(join(folder, id));
    } catch (error) {
      if (fileErrorCode(error) === 'ENOENT') return id;
      throw fromFileError(error);
    }
  }
}

const idEnd = / (\d{4}-\d{2}-\d{2}) (\d{2})(\d{2})(\d{2})Z\.coffer$/;

/** The time in a backup's name, or `null` where somebody gave it another one. */
export function timeInName(id: string): number | null {
  const found = idEnd.exec(id);
  if (found === null) return null;
  const at = Date.parse(`${found[1] ?? ''}T${found[2] ?? ''}:${found[3] ?? ''}:${found[4] ?? ''}Z`);
  return Number.isNaN(at) ? null : at;
}

declare const proven: unique symbol;

/** A folder that was found to be a backup of this vault. Nothing else is restored or removed. */
export interface OwnBackup {
  readonly [proven]: true;
  readonly path: string;
  readonly id: string;
  readonly at: number;
  readonly sizeBytes: number;
  /** The last entry of the log in it, as its keyring says. */
  readonly changeSeq: number;
  /** Said to be made by this copy of the vault. A keyring is not secret: what is removed by itself must be noted in the vault, too. */
  readonly isOurs: boolean;
}

async function sizeOf(folder: string): Promise<{ sizeBytes: number; changedAt: number }> {
  const [keyring, database] = await Promise.all(
    [keyringName, databaseName].map((file) => lstat(join(folder, file))),
  );
  return {
    sizeBytes: (keyring?.size ?? 0) + (database?.size ?? 0),
    changedAt: Math.floor(keyring?.mtimeMs ?? 0),
  };
}

/** @returns `null` for what is no backup of this vault, or cannot be read as one */
async function proveOwn({ vault, keyring }: OpenSession, path: string): Promise<OwnBackup | null> {
  try {
    const { read } = await readKeyringFile(path);
    const { vaultId, copyId, database } = read.alleged;
    // Backups may go into the folder in which the vault itself lies.
    if (vaultId !== vault.vaultId || (await realpath(path)) === (await realpath(vault.folder))) return null;
    const { sizeBytes, changedAt } = await sizeOf(path);
    const id = basename(path);
    const at = timeInName(id);
    const isOurs = at !== null && copyId === keyring.copyId;
    const changeSeq = database.changeHead.size;
    return { path, id, at: at ?? changedAt, sizeBytes, changeSeq, isOurs } as OwnBackup;
  } catch (error) {
    if (error instanceof VaultError || fileErrorCode(error) !== null) return null;
    throw error;
  }
}

/** Every backup of this vault in its folder, newest first. A folder that is not there holds none. */
export async function findBackups(session: OpenSession): Promise<OwnBackup[]> {
  const folder = backupFolder(session).path;
  try {
    const found: OwnBackup[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const own = entry.isDirectory() ? await proveOwn(session, join(folder, entry.name)) : null;
      if (own !== null) found.push(own);
    }
    return found.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw fromFileError(error);
  }
}

/** A backup named by the window. Only what is listed counts, so that no path can be made up. @throws VaultError backup/not-found */
export async function ownBackup(session: OpenSession, id: string): Promise<OwnBackup> {
  const found = (await findBackups(session)).find((backup) => backup.id === id);
  if (found === undefined) throw new VaultError('backup/not-found');
  return found;
}

/** Removes a backup for good. @throws VaultError vault/read-only and the like */
export async function removeBackup({ path }: OwnBackup): Promise<void> {
  try {
    // Without its keyring it opens with no key, should the rest not go.
    await rm(join(path, keyringName), { force: true });
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw fromFileError(error);
  }
}
