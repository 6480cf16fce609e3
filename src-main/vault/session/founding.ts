/** What a vault begins with: its keys, and a roster of one person. */
import { randomBytes } from '@noble/hashes/utils.js';
import { SecretKey, type KeyRole } from '../crypto/secret-key.ts';
import { publicKeys, type KeyBundle } from '../keyring/key-bundle.ts';
import { signKeyClaim, type WholeKeys } from '../keyring/key-claim.ts';
import { rosterOf, type Roster } from '../keyring/roster-seal.ts';
import { signRoster } from '../keyring/roster.ts';

const random = <R extends KeyRole>(role: R): SecretKey<R> => SecretKey.adopt(role, randomBytes(32));

/** New random keys of a vault, all of them. */
export function newVaultKeys(): WholeKeys {
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
  keys: WholeKeys,
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
          ...publicKeys(founder),
          since: at,
          by: founder.personId,
          setIn: { name: 1, role: 1, status: 1, keys: 1 },
          pauses: [],
          pastKeys: [],
        },
      ],
      roles: [],
    },
    founder.signingKey,
  );
  return rosterOf(
    [signed],
    signKeyClaim(vaultId, keys, { administrators: [], roster: 1, key: founder.signingKey }),
  );
}
