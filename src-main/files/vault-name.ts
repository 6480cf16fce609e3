import { basename } from 'node:path';

/** A vault is a folder whose name ends so. */
export const vaultSuffix = '.coffer';

/** The name that people know a vault by: its folder without the suffix. */
export function vaultName(folder: string): string {
  return basename(folder).replace(/\.coffer$/i, '');
}
