/** How far the signed documents had come by what people signed in their checkpoints: an older document put back is told by it. */
import { base64 } from '@scure/base';
import type { RosterBody } from '../keyring/roster.ts';
import { rootAt } from '../log/merkle.ts';
import { isSignedBy, originOf, parseCheckpoint, parseNote } from '../log/note.ts';
import { treeOf } from '../store/log-tree.ts';
import { settingText } from '../store/setting-rows.ts';
import type { Store } from '../store/store.ts';
import { lastCheckpoints, type LastCheckpoint } from '../upkeep/last-checkpoints.ts';
import { judge, maySignAs } from './document.ts';
import { policyKinds, type KnownPolicies, type PolicyKind } from './kinds.ts';
import { policyKey } from './policies.ts';

interface Vault {
  readonly store: Store;
  readonly vaultId: string;
  readonly roster: RosterBody;
}

/** Whether the note is that person's, with the key of now, over the journal as it is up to there. */
function isRight({ store, vaultId, roster }: Vault, { person, size, note: text }: LastCheckpoint): boolean {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  const signer = roster.people.find(({ id }) => id === person);
  return (
    note !== null &&
    checkpoint !== null &&
    signer !== undefined &&
    checkpoint.origin.startsWith(originOf(vaultId, '')) &&
    checkpoint.size === size &&
    size <= store.journalHead().size &&
    Buffer.compare(checkpoint.root, rootAt(treeOf(store.db, 'journal'), size)) === 0 &&
    isSignedBy(note, person, base64.decode(signer.signingKey))
  );
}

/** The number of the stored document; 0 where there is none that counts. */
function storedNumber({ store, vaultId, roster }: Vault, kind: PolicyKind): number {
  const text = settingText(store.db, policyKey(kind));
  const policy = text === undefined ? 'missing' : judge(text, { vaultId, kind, roster, known: 0 });
  return typeof policy === 'string' ? 0 : policy.seq;
}

/**
 * By kind, what the last checkpoints say of those who may sign it, where that is above what is stored: elsewhere nothing is
 * older. Only then a checkpoint's signature is checked. Anybody else's word would let everybody put the safe state in force.
 */
export function witnessedPolicies(vault: Vault): KnownPolicies {
  const rows = lastCheckpoints(vault.store.db);
  const found: Partial<Record<PolicyKind, number>> = {};
  for (const kind of policyKinds) {
    const stored = storedNumber(vault, kind);
    const above = rows
      .map((row) => ({ row, number: row.said.policy[kind] ?? 0 }))
      .filter(({ row, number }) => number > stored && maySignAs(vault.roster, row.person, kind))
      .sort((one, other) => other.number - one.number);
    const right = above.find(({ row }) => isRight(vault, row));
    if (right !== undefined) found[kind] = right.number;
  }
  return found;
}

/** The higher of both, by kind. */
export function latestOf(one: KnownPolicies, other: KnownPolicies): KnownPolicies {
  return Object.fromEntries(
    policyKinds.flatMap((kind) => {
      const seq = Math.max(one[kind] ?? 0, other[kind] ?? 0);
      return seq === 0 ? [] : [[kind, seq]];
    }),
  );
}
