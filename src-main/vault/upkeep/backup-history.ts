/**
 * Whether a backup is of the history that the vault has: each log of the one is the beginning of the other's, by the root at the shorter one's size
 * (RFC 6962). And whether it fits what this device saw of that copy, as far as the backup reaches.
 */
import type { SeenState } from '../context.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { rootAt } from '../log/merkle.ts';
import { evidenceName, evidenceOf, evidenceText, type Evidence } from '../session/evidence.ts';
import { findOlderLogs } from '../session/heads.ts';
import { seenState, type Standing } from '../session/seen-state.ts';
import type { EngineSurroundings } from '../session/session.ts';
import { treeOf, type LogName } from '../store/log-tree.ts';
import type { Store } from '../store/store.ts';

const sizeOf = (store: Store, log: LogName): number =>
  (log === 'change' ? store.logHead() : store.journalHead()).size;

function isOneHistory(one: Store, other: Store, log: LogName): boolean {
  const size = Math.min(sizeOf(one, log), sizeOf(other, log));
  return Buffer.compare(rootAt(treeOf(one.db, log), size), rootAt(treeOf(other.db, log), size)) === 0;
}

/** That a backup is older than what was seen is what it is for; that it is something else is not. */
const isOtherThan = (store: Store, seen: SeenState | null): boolean =>
  seen !== null && findOlderLogs(store, 'device', seen)?.code === 'vault/diverged-copy';

/** Both sides, where the backup has another history; they are told to the host, to be kept. */
export function otherHistory(
  surroundings: Pick<EngineSurroundings, 'lastSeen' | 'now' | 'onControl'>,
  vault: Standing & { readonly folder: string },
  backup: { readonly store: Store; readonly keyring: Keyring },
): Evidence | null {
  const { store, keyring } = backup;
  const seen = surroundings.lastSeen(keyring.copyId);
  const isOther =
    (['change', 'journal'] as const).some((log) => !isOneHistory(vault.store, store, log)) ||
    isOtherThan(store, seen);
  if (!isOther) return null;
  const known = isOtherThan(store, seen) ? seen : seenState(vault, keyring.generation, vault.folder);
  const evidence = evidenceOf(
    { code: 'backup/other-history' },
    surroundings.now(),
    store,
    keyring,
    known,
    null,
  );
  surroundings.onControl({
    type: 'not-as-seen',
    name: evidenceName(evidence),
    text: evidenceText(evidence),
  });
  return evidence;
}
