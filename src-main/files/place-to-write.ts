/**
 * Where a person has something written. A file in the folder of a vault could be one that the vault is made of; a pipe or a device would be gone, since a
 * file is put in its place.
 */
import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Purpose } from '../../src-preload/contract/tickets.ts';
import { fileErrorCode, WrongFile } from './file-errors.ts';

function statOrNothing(path: string, look: typeof lstatSync): Stats | null {
  try {
    return look(path);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null;
    throw error;
  }
}

/** The names are the vault format's; docs/file-format.md, section 1. */
const keyrings = ['keyring.json', 'keyring.json.prev'] as const;
const isThere = (path: string): boolean => statOrNothing(path, lstatSync) !== null;
const isVault = (folder: string): boolean =>
  isThere(join(folder, 'records.db')) && keyrings.some((name) => isThere(join(folder, name)));

/** The folder itself, or the nearest above it that is there; with every link followed. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return folder === path || isThere(folder) ? realpathSync(folder) : nearestFolder(folder);
}

function assertOutsideVaults(path: string): void {
  for (let folder = nearestFolder(path); ; folder = dirname(folder)) {
    if (isVault(folder)) throw new WrongFile('IN_A_VAULT');
    if (folder === dirname(folder)) return;
  }
}

function assertFilesPlace(path: string): void {
  if (!isThere(dirname(path))) throw new WrongFile('NO_FOLDER');
  const found = statOrNothing(path, lstatSync);
  if (found === null) return;
  if (found.isDirectory()) throw new WrongFile('EISDIR');
  // A link is replaced itself, but whoever names one may mean a device: /dev/stdout is one.
  const meant = found.isSymbolicLink() ? statOrNothing(path, statSync) : found;
  if (meant !== null && !meant.isFile() && !meant.isDirectory()) throw new WrongFile('NOT_A_FILE');
}

/**
 * To be called before anything is written to, or made at, a path that a person chose. A backup's folder is a vault's, too.
 * @throws WrongFile `IN_A_VAULT`; `NOT_A_FILE`, `EISDIR` and `NO_FOLDER` where it is to be a file; and the system's errors
 */
export function assertPlaceToWrite(path: string, purposes: readonly Purpose[]): void {
  const isToBe = (kind: 'save-' | 'place-'): boolean => purposes.some((purpose) => purpose.startsWith(kind));
  // Where a key file may be made is for the vault to say that it is of.
  if (purposes.includes('save-key-file')) return;
  if (isToBe('save-')) assertFilesPlace(path);
  if (isToBe('save-') || isToBe('place-')) assertOutsideVaults(path);
}
