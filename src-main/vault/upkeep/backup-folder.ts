/** Where a vault's backups go when nobody chose a folder. */
import { dirname, join } from 'node:path';
import { fileName } from '../../../src-preload/contract/file-names.ts';
import { vaultName } from '../../files/vault-name.ts';

/** `<Name> backups` beside the vault. */
export function defaultBackupFolder(vaultFolder: string): string {
  return join(dirname(vaultFolder), fileName(vaultName(vaultFolder), ' backups'));
}
