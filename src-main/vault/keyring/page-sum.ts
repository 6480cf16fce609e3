/** The sum over the pages of a database, sealed for the keyring; docs/file-format.md, section 6. */
import { HeldFile } from '../../files/held-file.ts';
import { open, seal } from '../crypto/aead.ts';
import { derivePageSumKey, derivePageSumWrapKey } from '../crypto/derive.ts';
import type { Dek, VaultKey } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { isSameSum, PageSums, sumBytes, sumOfBytes, type PageSum } from '../store/page-sum.ts';
import { unwrapDatabaseKey } from './database-key.ts';
import { pageSumContext } from './format/v1/write.ts';
import type { DatabaseEntry, Keyring, PageCipher } from './keyring.ts';

export function sealPageSum(dek: Dek, vaultId: string, databaseId: string, sum: PageSum): Uint8Array {
  using wrap = derivePageSumWrapKey(dek);
  return wrap.use((key) => seal(key, pageSumContext(vaultId, databaseId), sumBytes(sum)));
}

/** @returns `null` where the keyring has none @throws VaultError vault/keyring-edited when it belongs to another vault or database */
export function openPageSum(
  dek: Dek,
  vaultId: string,
  { id, pages }: Pick<DatabaseEntry, 'id' | 'pages'>,
): PageSum | null {
  if (pages === null) return null;
  using wrap = derivePageSumWrapKey(dek);
  const sum = wrap.use((key) => open(key, pageSumContext(vaultId, id), pages));
  if (sum === null) throw new VaultError('vault/keyring-edited', { part: 'pages' });
  return sumOfBytes(sum);
}

async function sumOfFile(file: string, cipher: PageCipher, dek: Dek): Promise<PageSum> {
  try {
    const held = HeldFile.openIfThere(file);
    if (held === null) throw new VaultError('vault/database-missing');
    using key = derivePageSumKey(dek);
    try {
      const sum = await new PageSums(held, cipher, key).ofAll(() => false);
      if (sum === null) throw new Error('a sum that nobody gave up');
      return sum;
    } finally {
      held.release();
    }
  } catch (error) {
    throw fromFileError(error);
  }
}

/** Of a file that nothing has open. @throws VaultError vault/damaged where its pages are not those that its keyring knows */
export async function assertPages(
  file: string,
  { vaultId, database }: Keyring,
  vaultKey: VaultKey,
): Promise<void> {
  using dek = unwrapDatabaseKey(vaultKey, vaultId, database);
  const expected = openPageSum(dek, vaultId, database);
  if (expected === null) return;
  if (!isSameSum(expected, await sumOfFile(file, database.cipher, dek)))
    throw new VaultError('vault/damaged', { part: 'pages' });
}

/**
 * As `database.pages` has it, of a file that is whole and that nothing has open.
 * @throws VaultError vault/database-missing, vault/io-failed and the like
 */
export async function pageSumOf(
  file: string,
  vaultId: string,
  { id, cipher }: Pick<DatabaseEntry, 'id' | 'cipher'>,
  dek: Dek,
): Promise<Uint8Array> {
  return sealPageSum(dek, vaultId, id, await sumOfFile(file, cipher, dek));
}
