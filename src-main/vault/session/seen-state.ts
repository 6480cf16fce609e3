/** What this device is told to remember of a vault, all of it each time. */
import type { SeenState } from '../context.ts';
import { countErased } from '../erasure/ledger.ts';
import type { Roster } from '../keyring/roster-seal.ts';
import { seenPolicies, type PolicyVault } from '../policy/policies.ts';
import { lastNote } from '../upkeep/checkpoints.ts';
import { seenLogs } from './heads.ts';
import { seenRoster } from './roster-freshness.ts';

/** A vault as it stands, in whatever hands. */
export type Standing = PolicyVault & { readonly access: { readonly roster: Roster } };

/** @param folder where it lies, or will */
export function seenState(vault: Standing, generation: number, folder: string): SeenState {
  const { store, vaultId, access } = vault;
  return {
    generation,
    ...seenLogs({ changes: store.logHead(), journal: store.journalHead() }),
    note: lastNote(store.db),
    policies: seenPolicies(vault),
    roster: seenRoster(access.roster),
    keyClaim: access.roster.keyClaim.signature,
    erased: countErased(store.db),
    place: { vaultId, folder },
  };
}
