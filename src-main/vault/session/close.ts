/** Locking: what must be on disk before the vault process ends. */
import type { OpenVault } from '../context.ts';
import { forgetBlindIndexKeys } from '../fields/blind-index.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle } from '../keyring/key-bundle.ts';
import { makeBackupIfDue } from '../upkeep/backups.ts';
import { addCheckpoint } from '../upkeep/checkpoints.ts';
import { saveSessionKeyring } from './save-keyring.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/** Zeroes every key of the vault. */
export function destroyKeys(vault: OpenVault): void {
  forgetBlindIndexKeys(vault.keys);
  destroyKeyBundle(vault.keys);
  destroyVaultKeys(vault.keys);
  vault.keys.dek.destroy();
}

/**
 * Takes back what is half done, signs the heads of both chains, moves the write-ahead log into the database, notes the heads in the keyring, and
 * makes a backup when one is due. The backup comes last: whoever ends the process early loses no more than that.
 * @throws VaultError vault/disk-full and the like; the vault is closed all the same
 */
export async function closeSession(session: OpenSession, surroundings: EngineSurroundings): Promise<void> {
  const { vault } = session;
  try {
    // An import that still runs is not complete, and all of it or nothing counts.
    const given = vault.store.giveUpLongWrite();
    if (given !== null) vault.store.journal('work-cut-off', { work: given });
    vault.store.journal('locked');
    addCheckpoint(vault);
    vault.store.checkpoint();
    await saveSessionKeyring(session, surroundings, {});
    await makeBackupIfDue(session, surroundings);
  } finally {
    closeNow(session);
  }
}

/** Closes without a word: what was committed is safe, the rest is noted at the next opening. */
export function closeNow(session: OpenSession): void {
  session.lease.release();
  session.vault.store.close();
  destroyKeys(session.vault);
}
