/** What a vault begins with: its keys, those of its founder, and a roster of one person. */
import { base64 } from '@scure/base';
import { randomBytes } from '@noble/hashes/utils.js';
import { newId } from '../crypto/id.ts';
import { ageRecipient, newAgeIdentity, newSigningKey, signingPublicKey } from '../crypto/identity.ts';
import { SecretKey, type KeyRole } from '../crypto/secret-key.ts';
import type { VaultKeys } from '../keyring/grant.ts';
import type { KeyBundle } from '../keyring/key-bundle.ts';
import { rosterOf, signVaultKey, type Roster } from '../keyring/roster-seal.ts';
import { signRoster } from '../keyring/roster.ts';

const random = <R extends KeyRole>(role: R): SecretKey<R> => SecretKey.adopt(role, randomBytes(32));

/** The keys of somebody new. @param rootKey of the vault; `null` for its founder, whose own key it is */
export function newKeyBundle(rootKey: Uint8Array | null): KeyBundle {
  const signingKey = newSigningKey();
  return {
    personId: newId(),
    rootKey: rootKey ?? signingPublicKey(signingKey),
    signingKey,
    ageIdentity: newAgeIdentity(),
  };
}

/** New random keys of a vault, all of them. */
export function newVaultKeys(): VaultKeys {
  return {
    vaultKey: random('vault'),
    compartments: {
      confidential: random('compartment-confidential'),
      restricted: random('compartment-restricted'),
    },
  };
}

/** The first roster of a vault: its founder is its owner, and the only one there is. */
export function foundingRoster(
  { vaultId, at, name }: { readonly vaultId: string; readonly at: number; readonly name: string },
  founder: KeyBundle,
  keys: VaultKeys,
): Roster {
  const signed = signRoster(
    {
      version: 1,
      vaultId,
      seq: 1,
      at,
      administrators: [],
      people: [
        {
          id: founder.personId,
          name,
          role: 'owner',
          status: 'active',
          signingKey: base64.encode(signingPublicKey(founder.signingKey)),
          recipient: ageRecipient(founder.ageIdentity),
          since: at,
          by: founder.personId,
          setIn: { name: 1, role: 1, status: 1, keys: 1 },
          pauses: [],
        },
      ],
      roles: [],
    },
    founder.signingKey,
  );
  return rosterOf([signed], signVaultKey(vaultId, keys.vaultKey, [], founder.signingKey));
}
