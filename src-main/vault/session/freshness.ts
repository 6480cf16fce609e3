/** Whether a vault is what this device, its person and its own database knew last, looked at before anything of it is used. */
import type { VaultError } from '../errors.ts';
import type { UnlockedKeys } from '../context.ts';
import { entryOf, type Keyring } from '../keyring/keyring.ts';
import { rosterOf, type Roster } from '../keyring/roster-seal.ts';
import type { SignedRoster } from '../keyring/roster.ts';
import { openWitness } from '../keyring/witness.ts';
import { standingInstead } from '../people/known-rosters.ts';
import type { Store } from '../store/store.ts';
import { findOlderKeyring } from './generation.ts';
import { findOlderCopy, findOlderLogs } from './heads.ts';
import { assertHasAccount, findOlderRoster } from './roster-freshness.ts';
import type { EngineSurroundings } from './session.ts';

export interface Asked {
  readonly folder: string;
  readonly store: Store;
  readonly keyring: Keyring;
  /** Of the keyring. */
  readonly roster: Roster;
  /** The keyring before was read, since the newest was lost when the last opening was cut off. */
  readonly isBehindByCrash: boolean;
}

export interface Freshness {
  /** What is older, or went its own way; the person may decide to pass over it. */
  readonly older: VaultError | null;
  /** The rosters that stand in the place of the keyring's; `null` where its own do. */
  readonly instead: readonly SignedRoster[] | null;
  /** What stands of people. */
  readonly roster: Roster;
  /** This device saw another copy of the vault in that place, and this one never. */
  readonly isUnknownCopy: boolean;
}

/** @throws VaultError vault/suspended, vault/keyring-edited */
export function freshnessOf(
  surroundings: Pick<EngineSurroundings, 'lastSeen' | 'seenAt'>,
  { folder, store, keyring, roster: found, isBehindByCrash }: Asked,
  { personId, rootKey, signingKey }: Pick<UnlockedKeys, 'personId' | 'rootKey' | 'signingKey'>,
): Freshness {
  const { db } = store;
  const { vaultId, copyId } = keyring;
  const instead = standingInstead(db, found, rootKey);
  const roster = instead === null ? found : rosterOf(instead, found.keyClaim);
  assertHasAccount(roster, personId);
  const lastSeen = surroundings.lastSeen(copyId);
  const seenHere = surroundings.seenAt(vaultId, folder);
  const witnessed = openWitness({ vaultId, personId }, signingKey, entryOf(keyring, personId));
  const older =
    findOlderCopy(store, keyring, lastSeen, isBehindByCrash) ??
    (witnessed === null ? null : findOlderLogs(store, 'witness', witnessed)) ??
    findOlderKeyring(db, keyring, isBehindByCrash) ??
    findOlderRoster(db, keyring, roster, [(lastSeen ?? seenHere)?.roster ?? null, witnessed?.roster ?? null]);
  return { older, instead, roster, isUnknownCopy: lastSeen === null && seenHere !== null };
}
