/** Opening the database of a vault as the line of history that it is. */
import type { UnlockedKeys } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { saveKeyring } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { freshnessOf, type Asked, type Freshness } from './freshness.ts';
import { notedGeneration } from './generation.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import type { EngineSurroundings } from './session.ts';

interface OnItsLine extends OpenDatabase, Freshness {
  readonly keyring: Keyring;
}

/**
 * Opens the database, and looks whether it is the one that was last seen. One that is opened although it is not begins a new line of
 * history: there may be another copy that goes on with the old one, and changes of two places under one name would pass for known.
 * @throws VaultError vault/older-copy, vault/diverged-copy, vault/memory-missing, vault/older-roster, vault/suspended, and what opening a database throws
 */
export async function openOnItsLine(
  surroundings: EngineSurroundings,
  { folder, acceptOlder }: { readonly folder: string; readonly acceptOlder: boolean },
  { keyring, roster, ...asked }: Pick<Asked, 'keyring' | 'roster' | 'isBehindByCrash' | 'isFirstOpening'>,
  known: Pick<UnlockedKeys, 'vaultKey' | 'personId' | 'rootKey' | 'signingKey'>,
): Promise<OnItsLine> {
  const database = await openDatabase(surroundings, folder, keyring, known);
  const close = (): void => {
    database.store.close();
    database.keys.dek.destroy();
  };
  let fresh: Freshness;
  try {
    const { store } = database;
    fresh = freshnessOf(surroundings, { folder, store, keyring, roster, ...asked }, known);
    if (fresh.older !== null && !acceptOlder) throw fresh.older;
  } catch (error) {
    close();
    throw error;
  }
  if (fresh.older === null) return { ...database, ...fresh, keyring };
  const generation = Math.max(keyring.generation, notedGeneration(database.store.db)) + 1;
  close();
  const next = {
    ...keyring,
    generation,
    copyId: newId(),
    // Those of another moment: what they hold is compared with the logs instead.
    database: { ...keyring.database, pages: null },
  };
  await saveKeyring(folder, next, known.vaultKey);
  const reopened = await openDatabase(surroundings, folder, next, known);
  return { ...reopened, ...fresh, keyring: next, wasRotationCutOff: database.wasRotationCutOff };
}
