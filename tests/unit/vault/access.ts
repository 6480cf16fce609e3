/** Access to a vault of a test that has no keyring: everything, or what a role allows. */
import { base64 } from '@scure/base';
import { builtInRoles, type BuiltInRole } from '../../../src-preload/contract/roles.ts';
import type { Access, UnlockedKeys } from '../../../src-main/vault/context.ts';
import { ageRecipient, signingPublicKey } from '../../../src-main/vault/crypto/identity.ts';
import { signRoster } from '../../../src-main/vault/keyring/roster.ts';
import { rosterOf } from '../../../src-main/vault/keyring/roster-seal.ts';
import { signKeyClaim } from '../../../src-main/vault/keyring/key-claim.ts';
import { newVaultKeys } from '../../../src-main/vault/session/founding.ts';

export function accessOf(
  vaultId: string,
  keys: Pick<UnlockedKeys, 'personId' | 'signingKey' | 'ageIdentity'>,
  role: BuiltInRole = 'owner',
  name = 'Test',
): Access {
  const signed = signRoster(
    {
      version: 1,
      vaultId,
      seq: 1,
      at: 0,
      administrators: [],
      people: [
        {
          id: keys.personId,
          name,
          role,
          status: 'active',
          signingKey: base64.encode(signingPublicKey(keys.signingKey)),
          recipient: ageRecipient(keys.ageIdentity),
          since: 0,
          by: keys.personId,
          setIn: { name: 1, role: 1, status: 1, keys: 1 },
          pauses: [],
          pastKeys: [],
        },
      ],
      roles: [],
    },
    keys.signingKey,
  );
  const roster = rosterOf(
    [signed],
    signKeyClaim(vaultId, newVaultKeys(), { administrators: [], roster: 1, key: keys.signingKey }),
  );
  return { roster, rules: builtInRoles[role] };
}
