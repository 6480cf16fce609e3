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

export interface ClaimSigner {
  /** The certificates by which the signer may; none for the root key's holder. */
  readonly administrators: readonly Administrator[];
  /** The `seq` of the roster that the signer goes by. */
  readonly roster: number;
  readonly key: SigningKey;
}

/** Another's word for the same keys, by somebody who goes by them themselves, whether or not they hold every one. */
export function signClaimAnew(
  vaultId: string,
  { commitments }: Pick<KeyClaim, 'commitments'>,
  { administrators, roster, key }: ClaimSigner,
): KeyClaim {
  return {
    commitments,
    administrators: [...administrators],
    roster,
    signedBy: base64.encode(signingPublicKey(key)),
    signature: base64.encode(sign(key, claimMessage(vaultId, { commitments, roster }))),
  };
}

export function signKeyClaim(
  vaultId: string,
  { vaultKey, compartments: { confidential, restricted } }: WholeKeys,
  signer: ClaimSigner,
): KeyClaim {
  const commitments = {
    vault: base64.encode(commitmentTo('vault', vaultKey)),
    confidential: base64.encode(commitmentTo('confidential', confidential)),
    restricted: base64.encode(commitmentTo('restricted', restricted)),
  };
  return signClaimAnew(vaultId, { commitments }, signer);
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
 * Whether the signer manages people now, by the rosters that stand. What they may have done once is nothing to go by: certificates cannot be taken
 * back, and the number that a word has is its signer's own.
 */
export function isSignerStanding(
  { signedBy }: Pick<KeyClaim, 'signedBy'>,
  body: Pick<RosterBody, 'people' | 'roles'>,
): boolean {
  return body.people.some((person) => person.signingKey === signedBy && managesPeople(body, person));
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
