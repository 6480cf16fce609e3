/** The generation of the keyring under which the database was written last: an earlier keyring does not open it without a word, on any device. */
import { VaultError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb } from '../store/db.ts';
import type { Store } from '../store/store.ts';

const key = 'generation';

export function notedGeneration(db: ReadDb): number {
  return Number(metaOf(db, key) ?? 0);
}

/** Of a keyring that is on the disk: at the close, before the next one is written. */
export function noteGeneration(store: Store, { generation }: Pick<Keyring, 'generation'>): void {
  if (notedGeneration(store.db) >= generation) return;
  store.write({ kind: 'edit', label: 'generation' }, (tx) => {
    putMeta(tx, key, String(generation));
  });
}

/**
 * @param isBehindByCrash the keyring before was read, since the newest was lost when the last opening was cut off
 * @returns the failure, which the person may decide to pass over, or `null`
 */
export function findOlderKeyring(
  db: ReadDb,
  { generation }: Pick<Keyring, 'generation'>,
  isBehindByCrash: boolean,
): VaultError | null {
  const isOlder = generation + (isBehindByCrash ? 1 : 0) < notedGeneration(db);
  return isOlder ? new VaultError('vault/older-copy', { against: 'database', at: generation }) : null;
}
