/** Whether a place holds a vault: SQLite opens no database under a path that is too long, whatever the system allows. */
import { basename, dirname, join } from 'node:path';
import { isNameTooLong, pathRoom } from '../../../src-preload/contract/file-names.ts';
import { VaultError } from '../errors.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import { settled } from '../settled.ts';
import { defaultBackupFolder } from './backup-folder.ts';

/** The longest name of a file that lies in a vault's folder at some time. */
const longestWithin = `${databaseName}.next-journal`;
/** Enough for `.….making`, and for a few letters and a time. */
const leastNameBytes = 48;

/** How long the name of a vault's folder in `folder` may be, in bytes. */
export async function vaultNameRoom(folder: string): Promise<number> {
  return pathRoom(join(await settled(folder), 'x', longestWithin)) + 1;
}

/** @throws VaultError file/path-too-long where copies of a vault cannot be made in `folder` */
export async function assertHoldsVaults(folder: string): Promise<void> {
  const bytes = leastNameBytes - (await vaultNameRoom(folder));
  if (bytes > 0) throw new VaultError('file/path-too-long', { bytes });
}

/**
 * Before anything is made: a vault whose database could not be opened where it lies, or not be backed up beside it, would be of no use.
 * @throws VaultError file/name-too-long, file/path-too-long
 */
export async function assertHoldsVault(folder: string): Promise<void> {
  const name = basename(folder);
  if (isNameTooLong(name)) throw new VaultError('file/name-too-long');
  const bytes = Buffer.byteLength(name) - (await vaultNameRoom(dirname(folder)));
  if (bytes > 0) throw new VaultError('file/path-too-long', { bytes });
  await assertHoldsVaults(dirname(folder));
  await assertHoldsVaults(defaultBackupFolder(folder));
}
