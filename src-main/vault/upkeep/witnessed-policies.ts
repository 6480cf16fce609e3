/** How far the signed documents had come by what people signed in their checkpoints: an older document put back is told by it. */
import type { RosterBody } from '../keyring/roster.ts';
import { originOf, type Checkpoint } from '../log/note.ts';
import { extendsHead } from '../store/log-tree.ts';
import { settingText } from '../store/setting-rows.ts';
import type { Store } from '../store/store.ts';
import { lastCheckpoints } from './last-checkpoints.ts';
import { judge, maySignAs } from '../policy/document.ts';
import { policyKinds, type KnownPolicies, type PolicyKind } from '../policy/kinds.ts';
import { policyKey } from '../policy/policies.ts';

interface Vault {
  readonly store: Store;
  readonly vaultId: string;
  readonly roster: RosterBody;
}

/** Whether a checkpoint is of any copy of the vault, and over the journal as it is up to there. */
function isOfJournal({ db }: Store, vaultId: string): (checkpoint: Checkpoint) => boolean {
  return (checkpoint) =>
    checkpoint.origin.startsWith(originOf(vaultId, '')) && extendsHead(db, 'journal', checkpoint);
}

/** The number of the stored document; 0 where there is none that counts. */
function storedNumber({ store, vaultId, roster }: Vault, kind: PolicyKind): number {
  const text = settingText(store.db, policyKey(kind));
  const policy = text === undefined ? 'missing' : judge(text, { vaultId, kind, roster, known: 0 });
  return typeof policy === 'string' ? 0 : policy.seq;
}

/**
 * By kind, what the last checkpoints say of those who may sign it, where that is above what is stored: elsewhere nothing is
 * older. Anybody else's word would let everybody put the safe state in force.
 */
export function witnessedPolicies(vault: Vault): KnownPolicies {
  const { store, vaultId, roster } = vault;
  const signers = roster.people.filter(({ id }) => policyKinds.some((kind) => maySignAs(roster, id, kind)));
  const last = lastCheckpoints(store.db, signers, isOfJournal(store, vaultId));
  const found: Partial<Record<PolicyKind, number>> = {};
  for (const kind of policyKinds) {
    const said = last
      .filter(({ person }) => maySignAs(roster, person, kind))
      .map(({ said: { policy } }) => policy[kind] ?? 0);
    const number = Math.max(0, ...said);
    if (number > storedNumber(vault, kind)) found[kind] = number;
  }
  return found;
}
