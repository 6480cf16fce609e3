/** A member with a program of their own who writes what a field kit would have heard of people: it says nothing, is found, and stops nothing. */
import { base64 } from '@scure/base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomBytes } from '@noble/hashes/utils.js';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import { signRoster, type RosterBody } from '../../../../src-main/vault/keyring/roster.ts';
import { heardKey, heardSetting, signKitOrigin } from '../../../../src-main/vault/merge/heard-people.ts';
import { metaOf } from '../../../../src-main/vault/store/meta.ts';
import { Team, type Forgery } from '../policy/insider.ts';

let team: Team;
let customer: string;
beforeEach(async () => {
  team = await Team.make();
  const edits = [{ field: 'name', value: '韩梅梅' }] as const;
  customer = (await team.bench.call('customers/create', { kind: 'person', edits: [...edits] })).id;
});
afterEach(() => {
  team.remove();
});

/** A roster by which the owner was removed long ago, signed by the forger. */
function withoutOwner({ tx, keys }: Forgery, vaultId: string) {
  const known = JSON.parse(metaOf(tx, 'rosters') ?? '') as { rosters: { body: RosterBody }[] };
  const [signed] = known.rosters;
  if (signed === undefined) throw new Error('no roster');
  const { signedBy: _, ...body } = signed.body;
  const people = body.people.map((person) =>
    person.id === team.ids.李雷 ? { ...person, status: 'removed' as const, since: 1 } : person,
  );
  return signRoster({ ...body, vaultId, people }, keys.signingKey);
}

/** As a kit has it that the forger founded: everything but the right is there. */
function signedByForger(forgery: Forgery, vault: string): string {
  const { vaultId: kit, personId: person, keys } = forgery;
  const rootKey = base64.encode(signingPublicKey(keys.signingKey));
  const origin = signKitOrigin({ kit, vault, rootKey, at: 1, person }, keys.signingKey);
  return JSON.stringify(heardSetting({ origin, rosters: [withoutOwner(forgery, vault)] }));
}

const forgeries: readonly [string, (forgery: Forgery) => string][] = [
  ['by a member', (forgery) => signedByForger(forgery, newId())],
  ['by a member, of this very vault', (forgery) => signedByForger(forgery, forgery.vaultId)],
  [
    'by nobody',
    (forgery) => {
      const { origin: _, ...rest } = JSON.parse(signedByForger(forgery, newId())) as Record<string, unknown>;
      return JSON.stringify({ ...rest, vaultId: newId(), rootKey: base64.encode(randomBytes(32)) });
    },
  ],
  ['in no form at all', () => '[7'],
];
test.each(forgeries)('what is signed %s takes nothing back', async (_how, text) => {
  await team.forge(
    'Mia',
    (forgery) => {
      forgery.put(heardKey, text(forgery));
    },
    'Mia',
  );
  await team.enter('李雷');
  expect((await team.bench.engine.handle('customers/get', { id: customer })).ok).toBe(true);
  expect((await team.bench.call('people/list')).people).toHaveLength(4);
  expect((await team.bench.call('vault/verify')).findings.map(({ code }) => code)).toContain('verify/policy');
});

test('a kit says nothing of who has an account in it', async () => {
  await team.forge('李雷', (forgery) => {
    forgery.put(heardKey, signedByForger(forgery, newId()));
  });
  await team.enter('李雷');
  expect((await team.bench.engine.handle('customers/get', { id: customer })).ok).toBe(true);
});
