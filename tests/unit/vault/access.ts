/** Access to a vault of a test that has no keyring: everything, or what a role allows. */
import { base64 } from '@scure/base';
import { builtInRoles, type BuiltInRole } from '../../../src-preload/contract/roles.ts';
import type { Access, UnlockedKeys } from '../../../src-main/vault/context.ts';
import { ageRecipient, signingPublicKey } from '../../../src-main/vault/crypto/identity.ts';
import { commitmentOf, signRoster } from '../../../src-main/vault/keyring/roster.ts';

export function accessOf(
  vaultId: string,
  keys: Pick<UnlockedKeys, 'personId' | 'signingKey' | 'ageIdentity' | 'vaultKey'>,
  role: BuiltInRole = 'owner',
  name = 'Test',
): Access {
  const roster = signRoster(
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
        },
      ],
      roles: [],
      vaultKeyCommitment: base64.encode(commitmentOf(keys.vaultKey)),
    },
    keys.signingKey,
  );
  return { roster, rules: builtInRoles[role] };
}
