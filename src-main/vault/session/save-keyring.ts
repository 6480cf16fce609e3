/** Writing the open vault's keyring, with the heads of its chains as they stand. */
import { saveKeyring, saveKeyringForgettingPrevious } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { seenState } from './heads.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/**
 * Writes the next generation; the session's keyring changes only when that has worked.
 * @param change members that change. When any does, no copy of the keyring before is kept: it would open with what was
 * replaced or taken away.
 * @throws VaultError vault/disk-full, vault/read-only, vault/io-failed
 */
export async function saveSessionKeyring(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  change: Partial<Pick<Keyring, 'slots' | 'people' | 'roster'>>,
): Promise<void> {
  const { vault, keyring } = session;
  const next: Keyring = {
    ...keyring,
    ...change,
    generation: keyring.generation + 1,
    database: {
      ...keyring.database,
      changeHead: vault.store.logHead(),
      journalHead: vault.store.journalHead(),
    },
  };
  const save = Object.keys(change).length === 0 ? saveKeyring : saveKeyringForgettingPrevious;
  await save(vault.folder, next, vault.keys.vaultKey);
  session.keyring = next;
  announceSeen(session, surroundings);
}

/** Tells the host what to remember of this vault outside of it. */
export function announceSeen(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
): void {
  const { keyring, vault } = session;
  surroundings.onControl({ type: 'generation', copyId: keyring.copyId, ...seenState(vault.store, keyring) });
}
