/** Whether a vault is what this device, its person and its own database knew last, looked at before anything of it is used. */
import { VaultError } from '../errors.ts';
import type { SeenState, UnlockedKeys } from '../context.ts';
import { isSignerStanding } from '../keyring/key-claim.ts';
import { entryOf, type Keyring } from '../keyring/keyring.ts';
import { rosterOf, type Roster } from '../keyring/roster-seal.ts';
import type { SignedRoster } from '../keyring/roster.ts';
import { openWitness, type Witnessed } from '../keyring/witness.ts';
import { countErased } from '../erasure/ledger.ts';
import { standingInstead } from '../people/known-rosters.ts';
import type { Store } from '../store/store.ts';
import { evidenceName, evidenceOf, evidenceText, type Evidence } from './evidence.ts';
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
  /** The person never had the vault open: the slot that opens it is for that. */
  readonly isFirstOpening: boolean;
}

export interface Freshness {
  /** What is older, or went its own way; the person may decide to pass over it. */
  readonly older: VaultError | null;
  /** Both sides, where there is something older. */
  readonly evidence: Evidence | null;
  /** The rosters that stand in the place of the keyring's; `null` where its own do. */
  readonly instead: readonly SignedRoster[] | null;
  /** What stands of people. */
  readonly roster: Roster;
  /** This device saw another copy of the vault in that place, and this one never. */
  readonly isUnknownCopy: boolean;
  /** So many customers are in this copy who were erased in another one that this device saw. */
  readonly erasedSince: number;
}

/**
 * Somebody who manages people now vouches for the vault's keys, or this is the word on which they rested when the person had the vault open last.
 * Another word than that was given since, so by no older roster: an earlier word for keys of before is not it.
 * @throws VaultError vault/keyring-edited
 */
function assertKeysVouched({ keyClaim, body }: Roster, witnessed: Witnessed | null): void {
  if (witnessed?.keyClaim === keyClaim.signature) return;
  if (isSignerStanding(keyClaim, body) && keyClaim.roster >= (witnessed?.roster.seq ?? 0)) return;
  throw new VaultError('vault/keyring-edited', { part: 'key-claim' });
}

/** Whoever chose the passphrase had the vault open then, and saw it: what was seen was taken away. */
function withoutMemory(isFirstOpening: boolean): VaultError | null {
  return isFirstOpening ? null : new VaultError('vault/memory-missing');
}

/** Keys on another word than this device saw last, and than anybody gave since: those of before an exchange. */
function findOlderKeys({ keyClaim }: Roster, lastSeen: SeenState | null, at: number): VaultError | null {
  const known = lastSeen?.keyClaim ?? null;
  if (known === null || known === keyClaim.signature) return null;
  if (keyClaim.roster >= (lastSeen?.roster?.seq ?? 0)) return null;
  return new VaultError('vault/older-copy', { against: 'keys', at });
}

/** Whoever decides about an older copy hears of those who are in it and were erased since. */
function withErased(older: VaultError | null, erased: number): VaultError | null {
  return older === null || erased === 0 ? older : new VaultError(older.code, { ...older.details, erased });
}

/** What is older is told to the host, to be kept. @throws VaultError vault/suspended, vault/keyring-edited */
export function freshnessOf(
  surroundings: Pick<EngineSurroundings, 'lastSeen' | 'seenAt' | 'erasedIn' | 'now' | 'onControl'>,
  { folder, store, keyring, roster: found, isBehindByCrash, isFirstOpening }: Asked,
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
  assertKeysVouched(roster, witnessed);
  const erasedSince = Math.max(0, surroundings.erasedIn(vaultId) - countErased(db));
  const reason =
    findOlderCopy(store, keyring, lastSeen, isBehindByCrash) ??
    // A copy that goes by another name goes on from what lay there before, or is another history.
    (lastSeen === null && seenHere !== null ? findOlderLogs(store, 'place', seenHere) : null) ??
    (witnessed === null ? withoutMemory(isFirstOpening) : findOlderLogs(store, 'witness', witnessed)) ??
    findOlderKeyring(db, keyring, isBehindByCrash) ??
    findOlderKeys(roster, lastSeen, store.logSize) ??
    findOlderRoster(db, keyring, roster, [(lastSeen ?? seenHere)?.roster ?? null, witnessed?.roster ?? null]);
  const older = withErased(reason, erasedSince);
  const evidence =
    older === null
      ? null
      : evidenceOf(older, surroundings.now(), store, keyring, lastSeen ?? seenHere, witnessed);
  if (evidence !== null)
    surroundings.onControl({
      type: 'not-as-seen',
      name: evidenceName(evidence),
      text: evidenceText(evidence),
    });
  return {
    older,
    evidence,
    instead,
    roster,
    isUnknownCopy: lastSeen === null && seenHere !== null,
    erasedSince,
  };
}
