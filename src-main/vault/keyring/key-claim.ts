/**
 * An administrator's word for the vault's keys: commitments to all three of them, signed. Without it anybody who has the vault key could seal a
 * grant with class keys of their own choosing, under which others would then seal; docs/file-format.md, section 5.
 */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { canonicalBytes } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { deriveBytes, equalInConstantTime } from '../crypto/derive.ts';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { ConfidentialKey, RestrictedKey, SigningKey, VaultKey } from '../crypto/secret-key.ts';
import type { VaultKeys } from './grant.ts';
import {
  administratorList,
  certifiedKeys,
  managesPeople,
  publicKey,
  signature,
  type Administrator,
  type RosterBody,
} from './roster.ts';
import { everSignedWith } from './signing-keys.ts';

/** Every key of a vault, as only who makes them or holds both classes has them. */
export interface WholeKeys extends VaultKeys {
  readonly compartments: { readonly confidential: ConfidentialKey; readonly restricted: RestrictedKey };
}

/** Binds a vault to its keys: no other keys are taken for them, whoever puts a keyring together. */
export const keyClaim = z.strictObject({
  /** HKDF of each key, in base64, which gives nothing of it away. */
  commitments: z.strictObject({ vault: publicKey, confidential: publicKey, restricted: publicKey }),
  /** By which the signer is known to be one. */
  administrators: administratorList,
  /** The `seq` of the roster that the signer went by. */
  roster: z.number().int().min(1),
  signedBy: publicKey,
  signature,
});
export type KeyClaim = z.infer<typeof keyClaim>;
type Commitments = KeyClaim['commitments'];

const commitmentContexts = {
  vault: contexts.vaultKeyCommitment,
  confidential: contexts.confidentialKeyCommitment,
  restricted: contexts.restrictedKeyCommitment,
} as const satisfies Record<keyof Commitments, string>;

function commitmentTo(which: keyof Commitments, key: VaultKey | ConfidentialKey | RestrictedKey): Uint8Array {
  return key.use((bytes) => deriveBytes(bytes, commitmentContexts[which]));
}

function claimMessage(vaultId: string, { commitments, roster }: Pick<KeyClaim, 'commitments' | 'roster'>) {
  return canonicalBytes({ context: contexts.keyClaim, vault: vaultId, commitments, roster });
}

interface ClaimSigner {
  /** The certificates by which the signer may; none for the root key's holder. */
  readonly administrators: readonly Administrator[];
  /** The `seq` of the roster that the signer goes by. */
  readonly roster: number;
  readonly key: SigningKey;
}

export function signKeyClaim(
  vaultId: string,
  { vaultKey, compartments: { confidential, restricted } }: WholeKeys,
  { administrators, roster, key }: ClaimSigner,
): KeyClaim {
  const commitments = {
    vault: base64.encode(commitmentTo('vault', vaultKey)),
    confidential: base64.encode(commitmentTo('confidential', confidential)),
    restricted: base64.encode(commitmentTo('restricted', restricted)),
  };
  return {
    commitments,
    administrators: [...administrators],
    roster,
    signedBy: base64.encode(signingPublicKey(key)),
    signature: base64.encode(sign(key, claimMessage(vaultId, { commitments, roster }))),
  };
}

/** Whether the claim is of this vault, and was signed by the root key's holder or somebody whom that key makes an administrator. */
export function isClaimSigned(claim: KeyClaim, vaultId: string, rootKey: Uint8Array): boolean {
  const { administrators, signedBy } = claim;
  return (
    certifiedKeys({ vaultId, administrators }, [base64.encode(rootKey)]).has(signedBy) &&
    isSignatureOf(base64.decode(signedBy), claimMessage(vaultId, claim), base64.decode(claim.signature))
  );
}

/**
 * Whether the signer managed people by the roster that the claim names, as far as the rosters that stand can say: certificates cannot be taken back.
 * Who ended, has another role or another key since then vouched before that, or does not count.
 */
export function isSignerStanding(
  { signedBy, roster }: Pick<KeyClaim, 'signedBy' | 'roster'>,
  body: Pick<RosterBody, 'people' | 'roles'>,
): boolean {
  const signer = body.people.find((person) => everSignedWith(person, signedBy));
  if (signer === undefined) return false;
  const { status, role, signingKey, setIn } = signer;
  const rules = body.roles.find(({ id }) => id === role)?.setIn ?? 0;
  const ends = [
    ...(status === 'active' ? [] : [setIn.status]),
    ...(managesPeople(body, { status: 'active', role }) ? [] : [Math.max(setIn.role, rules)]),
    ...(signingKey === signedBy ? [] : [setIn.keys]),
  ];
  return ends.every((end) => roster < end);
}

/** Which of a person's keys is not the one that the claim commits to; `null` where all fit. A class without a key fits. */
export function strangeKey(
  { commitments }: KeyClaim,
  { vaultKey, compartments }: VaultKeys,
): keyof Commitments | null {
  const keys = { vault: vaultKey, ...compartments } as const;
  for (const which of ['vault', 'confidential', 'restricted'] as const) {
    const key = keys[which];
    const fits =
      key === null || equalInConstantTime(base64.decode(commitments[which]), commitmentTo(which, key));
    if (!fits) return which;
  }
  return null;
}
