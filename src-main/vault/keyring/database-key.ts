/** The random key of one database file, wrapped for the keyring; docs/file-format.md, section 4. */
import { randomBytes } from '@noble/hashes/utils.js';
import { open, seal } from '../crypto/aead.ts';
import { deriveDatabaseWrapKey } from '../crypto/derive.ts';
import { SecretKey, type Dek, type VaultKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { databaseKeyContext } from './format/v1/write.ts';
import type { DatabaseEntry } from './keyring.ts';

type DatabaseName = Pick<DatabaseEntry, 'id' | 'cipher'>;

export function newDatabaseKey(): Dek {
  return SecretKey.adopt('dek', randomBytes(32));
}

export function wrapDatabaseKey(
  vaultKey: VaultKey,
  vaultId: string,
  database: DatabaseName,
  dek: Dek,
): Uint8Array {
  using wrap = deriveDatabaseWrapKey(vaultKey);
  return wrap.use((outer) => dek.use((inner) => seal(outer, databaseKeyContext(vaultId, database), inner)));
}

/** @throws VaultError vault/keyring-edited when the wrapped key belongs to another vault or database */
export function unwrapDatabaseKey(
  vaultKey: VaultKey,
  vaultId: string,
  database: DatabaseName & Pick<DatabaseEntry, 'wrappedKey'>,
): Dek {
  using wrap = deriveDatabaseWrapKey(vaultKey);
  const dek = wrap.use((outer) => open(outer, databaseKeyContext(vaultId, database), database.wrappedKey));
  if (dek === null) throw new VaultError('vault/keyring-edited', { part: 'database-key' });
  return SecretKey.adopt('dek', dek);
}
