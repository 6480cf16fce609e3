/** Copying an open vault's write-ahead log into its database file, with the keyring saying so before. */
import { VaultError } from '../errors.ts';
import { announceSeen, saveSessionKeyringNow } from './save-keyring.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/** The keyring has the sum of before: it is to be written next. @throws VaultError vault/disk-full and the like, vault/busy */
export async function copyPages(session: OpenSession): Promise<void> {
  await session.saving.last;
  copyAtOnce(session);
}

/** @returns whether there was anything to copy */
function copyAtOnce(session: OpenSession): boolean {
  return session.pages.copyLog(session.vault.store, () => {
    saveSessionKeyringNow(session);
  });
}

/**
 * Before the database is closed in whatever way: SQLite copies then what its log still has.
 * @returns false where that could not be noted, the disk being full for one: the next opening must hear of it otherwise
 */
export function copyPagesAtLast(session: OpenSession): boolean {
  const { vault, pages, saving } = session;
  if (pages.isReadOnly || vault.store.isClosed) return true;
  if (saving.waiting > 0) return false;
  try {
    vault.store.giveUpLongWrite();
    vault.store.catchUpJournal();
    if (copyAtOnce(session)) saveSessionKeyringNow(session);
    return true;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return false;
  }
}

/** Where the log has grown, and nobody would wait for it. @throws VaultError vault/disk-full and the like, vault/busy */
export function copyPagesIfDue(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
): void {
  const { vault, pages, saving } = session;
  if (saving.waiting > 0 || vault.store.isLongWriteRunning || !pages.isCopyDue) return;
  if (!copyAtOnce(session)) return;
  saveSessionKeyringNow(session);
  announceSeen(session, surroundings);
}
