/** Where the two logs stand, compared with where they stood when the keyring, or this device, last saw them. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { equalInConstantTime } from '../crypto/derive.ts';
import { VaultError } from '../errors.ts';
import type { SeenHead, SeenState } from '../context.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { rootAt, type TreeHead } from '../log/merkle.ts';
import { treeOf, type LogName } from '../store/log-tree.ts';
import type { Store } from '../store/store.ts';

type Standing = 'same-line' | 'older' | 'diverged';

/** Whether a log extends what was seen of it. Reads some hundred rows at most, whatever its size. */
function standing(store: Store, log: LogName, seen: TreeHead | null): Standing {
  if (seen === null || seen.size === 0) return 'same-line';
  const { size } = log === 'change' ? store.logHead() : store.journalHead();
  if (size < seen.size) return 'older';
  return equalInConstantTime(rootAt(treeOf(store.db, log), seen.size), seen.root) ? 'same-line' : 'diverged';
}

const headSeen = ({ size, root }: SeenHead): TreeHead => ({ size, root: hexToBytes(root) });

interface SeenLogs {
  readonly changes: SeenHead;
  readonly journal: SeenHead;
}

/**
 * Whether the two logs do not extend what was seen of them.
 * @param against who saw it @returns `null` where they do
 */
export function findOlderLogs(store: Store, against: string, seen: SeenLogs): VaultError | null {
  for (const [log, head] of [
    ['change', seen.changes],
    ['journal', seen.journal],
  ] as const) {
    const state = standing(store, log, headSeen(head));
    if (state === 'same-line') continue;
    return new VaultError(state === 'older' ? 'vault/older-copy' : 'vault/diverged-copy', {
      against,
      at: store.logSize,
    });
  }
  return null;
}

/**
 * Whether the database is older than its own keyring or than this device remembers it, or another line of history.
 * @returns the failure, which the person may decide to pass over, or `null`
 */
export function findOlderCopy(
  store: Store,
  keyring: Keyring,
  lastSeen: SeenState | null,
  isPreviousKeyring: boolean,
): VaultError | null {
  const { changeHead, journalHead } = keyring.database;
  const found: readonly [string, Standing][] = [
    ['keyring', standing(store, 'change', changeHead)],
    ['journal', standing(store, 'journal', journalHead)],
    ['device', standing(store, 'change', lastSeen && headSeen(lastSeen.changes))],
    ['device', standing(store, 'journal', lastSeen && headSeen(lastSeen.journal))],
  ];
  for (const [against, state] of found) {
    if (state === 'older') return new VaultError('vault/older-copy', { against, at: store.logSize });
    if (state === 'diverged') return new VaultError('vault/diverged-copy', { against, at: store.logSize });
  }
  // The keyring before the damaged one is one generation behind, and no worse for it.
  const generation = keyring.generation + (isPreviousKeyring ? 1 : 0);
  if (lastSeen !== null && generation < lastSeen.generation)
    return new VaultError('vault/older-copy', { against: 'generation', at: keyring.generation });
  return null;
}

const seenHead = ({ size, root }: TreeHead): SeenHead => ({ size, root: bytesToHex(root) });

export function seenLogs({ changes, journal }: LogHeads): SeenLogs {
  return { changes: seenHead(changes), journal: seenHead(journal) };
}

interface LogHeads {
  readonly changes: TreeHead;
  readonly journal: TreeHead;
}
