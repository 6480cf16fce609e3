/** The firm on one's own card, where a member with a program of their own writes another into the settings. */
import { base64 } from '@scure/base';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalBytes, canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { sign } from '../../../../src-main/vault/crypto/identity.ts';
import { Team, type Forgery } from '../policy/insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
  await team.bench.call('cards/set-mine', { name: '李雷', organisation: '青禾商贸' });
});
afterEach(() => {
  team.remove();
});

const mine = async (): Promise<string> => (await team.bench.call('cards/mine')).organisation;
const findings = async (): Promise<string[]> =>
  (await team.bench.call('vault/verify')).findings.map(({ code }) => code);

it('is what its person said, in every session, and of nobody else', async () => {
  await team.enter('李雷');
  expect(await mine()).toBe('青禾商贸');
  await team.enter('Max');
  expect(await mine()).toBe('');
  await team.bench.call('cards/set-mine', { name: 'Max', organisation: 'Max & Co.' });
  expect(await mine()).toBe('Max & Co.');
  await team.enter('李雷');
  expect(await mine()).toBe('青禾商贸');
  expect(await findings()).toEqual([]);
});

const signed = ({ vaultId, keys }: Forgery, organisation: string): string => {
  const body = {
    context: 'coffer/v1/own-organisation',
    vault: vaultId,
    person: team.ids['李雷'],
    organisation,
  };
  return canonicalText({ body, signature: base64.encode(sign(keys.signingKey, canonicalBytes(body))) });
};

it.each<[string, (forgery: Forgery) => string]>([
  ['plain', () => '"Mallory Ltd."'],
  ['signed by the member', (forgery) => signed(forgery, 'Mallory Ltd.')],
])('is none where somebody else wrote it, %s, which verifying finds', async (_how, text) => {
  await team.forge('Mia', (forgery) => {
    forgery.put('organisation', '"Mallory Ltd."');
    forgery.put(`organisation:${team.ids['李雷']}`, text(forgery));
  });
  await team.enter('李雷');
  expect(await mine()).toBe('');
  expect(await findings()).toContain('verify/policy');
  await team.bench.call('cards/set-mine', { name: '李雷', organisation: '青禾商贸' });
  expect(await mine()).toBe('青禾商贸');
  expect(await findings()).not.toContain('verify/policy');
});
