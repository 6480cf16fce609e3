/**
 * Rosters in the keyring: sealed under the vault key, together with an administrator's word for that vault key. The word
 * is apart from the rosters, so that a copy of the vault whose keys were exchanged takes the others' rosters, and they its.
 */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { open, seal } from '../crypto/aead.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { deriveBytes, equalInConstantTime } from '../crypto/derive.ts';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { SigningKey, VaultKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import {
  administratorList,
  canonicalOf,
  certifiedKeys,
  isSignedByAdministrator,
  publicKey,
  signature,
  signedRosterShape,
  type Administrator,
  type RosterBody,
  type SignedRoster,
} from './roster.ts';
import { joined, mostRosters } from './rosters.ts';

/** Binds a vault to its vault key: no other vault key opens it, whoever puts a keyring together. */
const vaultKeyClaim = z.strictObject({
  /** HKDF of the vault key, in base64, which gives nothing of it away. */
  commitment: publicKey,
  /** By which the signer is known to be one. */
  administrators: administratorList,
  signedBy: publicKey,
  signature,
});
export type VaultKeyClaim = z.infer<typeof vaultKeyClaim>;

/** Who may do what in an open vault, and the signatures that say so. */
export interface Roster {
  /** What the signed rosters say together. */
  readonly body: RosterBody;
  readonly signed: readonly SignedRoster[];
  readonly vaultKey: VaultKeyClaim;
}

const rosterList = z.array(signedRosterShape).min(1).max(mostRosters);
const sealedShape = z.strictObject({ rosters: rosterList, vaultKey: vaultKeyClaim });
const travellingShape = z.strictObject({ rosters: rosterList });

function claimMessage(vaultId: string, commitment: string): Uint8Array {
  return canonicalBytes({ context: contexts.vaultKeyClaim, vault: vaultId, commitment });
}

/** What is said of the vault key: HKDF of it. */
export function commitmentOf(vaultKey: VaultKey): Uint8Array {
  return vaultKey.use((bytes) => deriveBytes(bytes, contexts.vaultKeyCommitment));
}

/** @param administrators the certificates by which the signer may; none for the root key's holder */
export function signVaultKey(
  vaultId: string,
  vaultKey: VaultKey,
  administrators: readonly Administrator[],
  key: SigningKey,
): VaultKeyClaim {
  const commitment = base64.encode(commitmentOf(vaultKey));
  return {
    commitment,
    administrators: [...administrators],
    signedBy: base64.encode(signingPublicKey(key)),
    signature: base64.encode(sign(key, claimMessage(vaultId, commitment))),
  };
}

/** Puts signed rosters and the word for the vault key together. */
export function rosterOf(signed: readonly SignedRoster[], vaultKey: VaultKeyClaim): Roster {
  return { body: joined(signed), signed, vaultKey };
}

export interface ExpectedRoster {
  readonly vaultId: string;
  readonly vaultKey: VaultKey;
  readonly rootKey: Uint8Array;
}

function isClaimRight(claim: VaultKeyClaim, { vaultId, vaultKey, rootKey }: ExpectedRoster): boolean {
  const { commitment, administrators, signedBy, signature } = claim;
  return (
    equalInConstantTime(base64.decode(commitment), commitmentOf(vaultKey)) &&
    certifiedKeys({ vaultId, administrators }, [base64.encode(rootKey)]).has(signedBy) &&
    isSignatureOf(base64.decode(signedBy), claimMessage(vaultId, commitment), base64.decode(signature))
  );
}

/** @throws VaultError vault/keyring-edited when it is of another vault or another vault key, or nobody who may has signed it */
export function verifyRoster({ signed, vaultKey }: Roster, expected: ExpectedRoster): void {
  const isRight =
    isClaimRight(vaultKey, expected) &&
    signed.every(
      (roster) =>
        roster.body.vaultId === expected.vaultId && isSignedByAdministrator(roster, expected.rootKey),
    );
  if (!isRight) throw new VaultError('vault/keyring-edited', { part: 'roster' });
}

/** Signed rosters as JSON, for bundles; with the word for the vault key, for the keyring. */
export function rosterText(roster: Pick<Roster, 'signed'> & Partial<Pick<Roster, 'vaultKey'>>): string {
  const { signed: rosters, vaultKey } = roster;
  return canonicalText(canonicalOf(vaultKey === undefined ? { rosters } : { rosters, vaultKey }));
}

/** What has no canonical form was never signed: halves of characters, numbers that are no integers. */
function isCanonical(json: unknown, text: string): boolean {
  try {
    return canonicalText(canonicalOf(json)) === text;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const result = schema.safeParse(json);
  return result.success && isCanonical(json, text) ? result.data : null;
}

/** Signed rosters that came in a bundle. @returns `null` for what is none. Nothing of them is verified. */
export function parseRosters(text: string): readonly SignedRoster[] | null {
  return parsed(travellingShape, text.endsWith('\n') ? text.slice(0, -1) : text)?.rosters ?? null;
}

function rosterContext(vaultId: string): Uint8Array {
  return canonicalBytes({ context: contexts.roster, vault: vaultId });
}

function withRosterKey<T>(vaultKey: VaultKey, fn: (key: Uint8Array) => T): T {
  const key = vaultKey.use((bytes) => deriveBytes(bytes, contexts.roster));
  try {
    return fn(key);
  } finally {
    key.fill(0);
  }
}

/** For the keyring: names and roles are nobody's business who cannot open the vault. */
export function sealRoster(roster: Roster, vaultKey: VaultKey): Uint8Array {
  const plain = new TextEncoder().encode(rosterText(roster));
  return withRosterKey(vaultKey, (key) => seal(key, rosterContext(roster.body.vaultId), plain));
}

/** Opens and verifies. @throws VaultError vault/keyring-edited */
export function openRoster(sealed: Uint8Array, expected: ExpectedRoster): Roster {
  const plain = withRosterKey(expected.vaultKey, (key) => open(key, rosterContext(expected.vaultId), sealed));
  const read = plain === null ? null : parsed(sealedShape, new TextDecoder().decode(plain));
  if (read === null) throw new VaultError('vault/keyring-edited', { part: 'roster' });
  const roster = rosterOf(read.rosters, read.vaultKey);
  verifyRoster(roster, expected);
  return roster;
}
