/** Locking: what must be on disk before the vault process ends. */
import { setTimeout as wait } from 'node:timers/promises';
import { flushLooks } from '../audit/noting.ts';
import type { OpenVault } from '../context.ts';
import { forgetBlindIndexKeys } from '../fields/blind-index.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle } from '../keyring/key-bundle.ts';
import { isBackupDue, makeDueBackup } from '../upkeep/backups.ts';
import { addCheckpoint } from '../upkeep/checkpoints.ts';
import { copyPages, copyPagesAtLast } from './copy-pages.ts';
import { noteGeneration } from './generation.ts';
import { saveSessionKeyring } from './save-keyring.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/** Zeroes every key of the vault. */
export function destroyKeys(vault: OpenVault): void {
  forgetBlindIndexKeys(vault.keys);
  destroyKeyBundle(vault.keys);
  destroyVaultKeys(vault.keys);
  vault.keys.dek.destroy();
}

const patienceMs = 2000;

/** Copying gives a comparison of the pages up, and without one there is no backup. One that fails says so to whoever began it: closing goes on all the same. */
async function comparedSoon({ pages }: OpenSession): Promise<void> {
  const timer = new AbortController();
  const longEnough = wait(patienceMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([pages.compare().catch(() => undefined), longEnough]);
  timer.abort();
}

/**
 * Takes back what is half done, signs where both logs stand, moves the write-ahead log into the database, notes the heads in the keyring, and
 * makes a backup when one is due. The backup comes last: whoever ends the process early loses no more than that.
 * @throws VaultError vault/disk-full and the like; the vault is closed all the same
 */
export async function closeSession(session: OpenSession, surroundings: EngineSurroundings): Promise<void> {
  const { vault } = session;
  try {
    // An import that still runs is not complete, and all of it or nothing counts.
    const given = vault.store.giveUpLongWrite();
    flushLooks(vault);
    if (given !== null) vault.store.journal('work-cut-off', { work: given });
    vault.store.journal('locked');
    noteGeneration(vault.store, session.keyring);
    addCheckpoint(vault);
    const isDue = isBackupDue(session, surroundings);
    if (isDue) await comparedSoon(session);
    await copyPages(session);
    await saveSessionKeyring(session, surroundings, {});
    if (!isDue) return;
    const { size } = vault.store.journalHead();
    await makeDueBackup(session, surroundings);
    if (vault.store.journalHead().size !== size) addCheckpoint(vault);
    await copyPages(session);
    await saveSessionKeyring(session, surroundings, {});
  } finally {
    // What another call has written of the keyring meanwhile would leave the last copying of pages unnoted.
    while (session.saving.waiting > 0) await session.saving.last;
    closeNow(session);
  }
}

/** Closes without a word: what was committed is safe, the rest is noted at the next opening. */
export function closeNow(session: OpenSession): void {
  const isNoted = copyPagesAtLast(session);
  session.vault.store.close();
  session.pages.release();
  session.lease.release(isNoted);
  destroyKeys(session.vault);
}
