/** Where a vault's backups go when nobody chose a folder. */
import { basename, dirname, join } from 'node:path';
import { fileName } from '../../../src-preload/contract/file-names.ts';

/** `<Name> backups` beside the vault. */
export function defaultBackupFolder(vaultFolder: string): string {
  const name = basename(vaultFolder).replace(/\.coffer$/i, '');
  return join(dirname(vaultFolder), fileName(name, ' backups'));
}
