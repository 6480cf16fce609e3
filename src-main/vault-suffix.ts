/** A vault is a folder whose name ends so. */
export const vaultSuffix = '.coffer';
