/** A copy that goes on as a new line of history says so in its journal: which one it was, and how far that had come. */
import type { Keyring } from '../keyring/keyring.ts';
import { originOf } from '../log/note.ts';
import type { Store } from '../store/store.ts';

/** To be called before anything else is written under the new name. */
export function noteNewLine(
  store: Store,
  before: Pick<Keyring, 'vaultId' | 'copyId'>,
  after: Pick<Keyring, 'copyId'>,
): void {
  if (before.copyId === after.copyId) return;
  const { size, root } = store.journalHead();
  const origin = originOf(before.vaultId, before.copyId);
  store.journal('line-begun', { origin, size, root: Buffer.from(root).toString('hex') });
}
