/**
 * Rosters in the keyring: sealed under the vault key, together with an administrator's word for the vault's keys. The word
 * is apart from the rosters, so that a copy of the vault whose keys were exchanged takes the others' rosters, and they its.
 */
import { z } from 'zod';
import { open, seal } from '../crypto/aead.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { deriveBytes } from '../crypto/derive.ts';
import { SecretKey, type AtOnce, type VaultKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import type { VaultKeys } from './grant.ts';
import { isClaimSigned, keyClaim, strangeKey, type KeyClaim } from './key-claim.ts';
import {
  canonicalOf,
  isSignedByAdministrator,
  signedRosterShape,
  type RosterBody,
  type SignedRoster,
} from './roster.ts';
import { joined, mostRosters } from './rosters.ts';

/** Who may do what in an open vault, and the signatures that say so. */
export interface Roster {
  /** What the signed rosters say together. */
  readonly body: RosterBody;
  readonly signed: readonly SignedRoster[];
  readonly keyClaim: KeyClaim;
}

const rosterList = z.array(signedRosterShape).min(1).max(mostRosters);
const sealedShape = z.strictObject({ rosters: rosterList, keyClaim });
const travellingShape = z.strictObject({ rosters: rosterList });

/** Puts signed rosters and the word for the vault's keys together. */
export function rosterOf(signed: readonly SignedRoster[], claim: KeyClaim): Roster {
  return { body: joined(signed), signed, keyClaim: claim };
}

export interface ExpectedRoster {
  readonly vaultId: string;
  /** As a grant gave them: nothing rests on them yet. */
  readonly keys: VaultKeys;
  readonly rootKey: Uint8Array;
}

/**
 * @throws VaultError vault/keyring-edited when it is of another vault or another vault key, or nobody who may has signed it; part `grant` when
 * the keys of classes are not those that an administrator vouched for
 */
export function verifyRoster(
  { signed, keyClaim: claim }: Roster,
  { vaultId, keys, rootKey }: ExpectedRoster,
): void {
  const isSigned =
    isClaimSigned(claim, vaultId, rootKey) &&
    signed.every((roster) => roster.body.vaultId === vaultId && isSignedByAdministrator(roster, rootKey));
  const strange = isSigned ? strangeKey(claim, keys) : null;
  if (!isSigned || strange === 'vault') throw new VaultError('vault/keyring-edited', { part: 'roster' });
  if (strange !== null) throw new VaultError('vault/keyring-edited', { part: 'grant', class: strange });
}

/** Signed rosters as JSON, for bundles; with the word for the vault's keys, for the keyring. */
export function rosterText(roster: Pick<Roster, 'signed'> & Partial<Pick<Roster, 'keyClaim'>>): string {
  const { signed: rosters, keyClaim: claim } = roster;
  return canonicalText(canonicalOf(claim === undefined ? { rosters } : { rosters, keyClaim: claim }));
}

/** Signed rosters that came in a bundle. @returns `null` for what is none. Nothing of them is verified. */
export function parseRosters(text: string): readonly SignedRoster[] | null {
  return canonicalJsonBy(travellingShape, text.endsWith('\n') ? text.slice(0, -1) : text)?.rosters ?? null;
}

function rosterContext(vaultId: string): Uint8Array {
  return canonicalBytes({ context: contexts.roster, vault: vaultId });
}

function withRosterKey<T>(vaultKey: VaultKey, fn: (key: Uint8Array) => T & AtOnce<T>): T {
  using key = vaultKey.use((bytes) => SecretKey.adopt('roster', deriveBytes(bytes, contexts.roster)));
  return key.use(fn);
}

/** For the keyring: names and roles are nobody's business who cannot open the vault. */
export function sealRoster(roster: Roster, vaultKey: VaultKey): Uint8Array {
  const plain = new TextEncoder().encode(rosterText(roster));
  return withRosterKey(vaultKey, (key) => seal(key, rosterContext(roster.body.vaultId), plain));
}

/** Opens and verifies. @throws VaultError vault/keyring-edited */
export function openRoster(sealed: Uint8Array, expected: ExpectedRoster): Roster {
  const plain = withRosterKey(expected.keys.vaultKey, (key) =>
    open(key, rosterContext(expected.vaultId), sealed),
  );
  const read = plain === null ? null : canonicalJsonBy(sealedShape, new TextDecoder().decode(plain));
  if (read === null) throw new VaultError('vault/keyring-edited', { part: 'roster' });
  const roster = rosterOf(read.rosters, read.keyClaim);
  verifyRoster(roster, expected);
  return roster;
}
