/** Where backups are and which folders are ours. A backup is a vault folder like any other, made at a certain time. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { databaseName, keyringName } from '../keyring/keyring-file.ts';
import type { OpenSession } from '../session/session.ts';
import { chosenBackupFolder } from './settings.ts';

export interface BackupFolder {
  readonly path: string;
  readonly isDefault: boolean;
}

/** The chosen folder, or `<Name> backups` beside the vault. */
export function backupFolder({ vault, name }: OpenSession): BackupFolder {
  const chosen = chosenBackupFolder(vault.store.db);
  return chosen === null
    ? { path: join(dirname(vault.folder), `${name} backups`), isDefault: true }
    : { path: chosen, isDefault: false };
}

/** A backup within the vault would be lost with it. @throws VaultError backup/folder-in-vault */
export function assertOutside(path: string, vaultFolder: string): void {
  const way = relative(resolve(vaultFolder), resolve(path));
  if (way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way)))
    throw new VaultError('backup/folder-in-vault');
}

/** The folder's name, from which its time can be read: `Name 2026-03-01 174205Z.coffer`. */
export function backupId(name: string, at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${name} ${day} ${time.slice(0, 8).replaceAll(':', '')}Z.coffer`;
}

const idEnd = / (\d{4}-\d{2}-\d{2}) (\d{2})(\d{2})(\d{2})Z\.coffer$/;

/** When a backup of that name was made, or `null` for a folder that is not a backup of this vault. */
export function backupTime(name: string, id: string): number | null {
  const found = id.startsWith(`${name} `) ? idEnd.exec(id) : null;
  if (found?.index !== name.length) return null;
  const at = Date.parse(`${found[1] ?? ''}T${found[2] ?? ''}:${found[3] ?? ''}:${found[4] ?? ''}Z`);
  return Number.isNaN(at) ? null : at;
}

export interface BackupOnDisk {
  readonly id: string;
  readonly at: number;
  readonly sizeBytes: number;
}

async function sizeOf(folder: string): Promise<number | null> {
  try {
    const sizes = await Promise.all(
      [keyringName, databaseName].map(async (file) => (await stat(join(folder, file))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    // A folder without both files is not a backup, whatever its name.
    if (fileErrorCode(error) !== null) return null;
    throw error;
  }
}

/** Every backup of this vault in that folder, newest first. A folder that is not there holds none. */
export async function findBackups(folder: string, name: string): Promise<BackupOnDisk[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw fromFileError(error);
  }
  const found: BackupOnDisk[] = [];
  for (const id of names) {
    const at = backupTime(name, id);
    const sizeBytes = at === null ? null : await sizeOf(join(folder, id));
    if (at !== null && sizeBytes !== null) found.push({ id, at, sizeBytes });
  }
  return found.sort((a, b) => b.at - a.at);
}

/** The folder of a backup named by the window. Only what is listed counts, so that no path can be made up. @throws VaultError backup/not-found */
export async function backupPath(session: OpenSession, id: string): Promise<string> {
  const folder = backupFolder(session).path;
  const found = (await findBackups(folder, session.name)).find((backup) => backup.id === id);
  if (found === undefined) throw new VaultError('backup/not-found');
  return join(folder, found.id);
}
