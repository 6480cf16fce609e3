/** Where the hash chains stand, compared with where they stood when the keyring, or this device, last saw them. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { equalInConstantTime } from '../crypto/derive.ts';
import { VaultError } from '../errors.ts';
import type { SeenState } from '../context.ts';
import type { ChainHead, Keyring } from '../keyring/keyring.ts';
import type { Store } from '../store/store.ts';

type Standing = 'same-line' | 'older' | 'diverged';

function standing(
  hashAt: (seq: number) => Uint8Array | undefined,
  current: ChainHead,
  seen: ChainHead,
): Standing {
  if (seen.seq === 0) return 'same-line';
  if (current.seq < seen.seq) return 'older';
  const hash = hashAt(seen.seq);
  return hash !== undefined && equalInConstantTime(hash, seen.hash) ? 'same-line' : 'diverged';
}

function changeHash(store: Store) {
  return (seq: number) => store.db.value<Uint8Array>('SELECT hash FROM change WHERE seq = ?', seq);
}

/**
 * Whether the database is older than its own keyring or than this device remembers it, or another line of history.
 * Reads two rows, whatever the size.
 * @returns the failure, which the person may decide to pass over, or `null`
 */
export function findOlderCopy(
  store: Store,
  keyring: Keyring,
  lastSeen: SeenState | null,
  isPreviousKeyring: boolean,
): VaultError | null {
  const { changeHead, journalHead } = keyring.database;
  const journal = (seq: number) => store.db.value<Uint8Array>('SELECT hash FROM journal WHERE seq = ?', seq);
  const seen =
    lastSeen === null ? null : { seq: lastSeen.changeSeq, hash: Buffer.from(lastSeen.changeHash, 'hex') };
  const found: readonly [string, Standing][] = [
    ['keyring', standing(changeHash(store), store.logHead(), changeHead)],
    ['journal', standing(journal, store.journalHead(), journalHead)],
    ['device', seen === null ? 'same-line' : standing(changeHash(store), store.logHead(), seen)],
  ];
  for (const [against, state] of found) {
    if (state === 'older') return new VaultError('vault/older-copy', { against, at: store.logHead().seq });
    if (state === 'diverged')
      return new VaultError('vault/diverged-copy', { against, at: store.logHead().seq });
  }
  // The keyring before the damaged one is one generation behind, and no worse for it.
  const generation = keyring.generation + (isPreviousKeyring ? 1 : 0);
  if (lastSeen !== null && generation < lastSeen.generation)
    return new VaultError('vault/older-copy', { against: 'generation', at: keyring.generation });
  return null;
}

/** What this device should remember of the vault as it stands. */
export function seenState(store: Store, keyring: Keyring): SeenState {
  const head = store.logHead();
  return { generation: keyring.generation, changeSeq: head.seq, changeHash: bytesToHex(head.hash) };
}
