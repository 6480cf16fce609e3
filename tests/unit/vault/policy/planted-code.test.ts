/** A one-time code that a member plants for the owner, to prove with it at the owner's open vault. */
import { base64 } from '@scure/base';
import { Secret, TOTP } from 'otpauth/slim';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { contexts } from '../../../../src-main/vault/crypto/contexts.ts';
import { sealTo } from '../../../../src-main/vault/crypto/identity.ts';
import { sealToOneself } from '../../../../src-main/vault/crypto/own-seal.ts';
import { newSeed } from '../../../../src-main/vault/step-up/code.ts';
import { Team, type Forgery } from './insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

const seed = newSeed();
const ofOwner = (): Uint8Array =>
  new TextEncoder().encode(
    canonicalText({ version: 1, person: team.ids.李雷, seed, lastPeriod: 0, recoveryHashes: [] }),
  );
/** The owner's recipient, which everybody may read. */
const recipient = (tx: Forgery['tx']): string =>
  tx.value<string>('SELECT age_recipient FROM person WHERE id = ?', team.ids.李雷) ?? '';
const place = (vaultId: string) => ({ vaultId, personId: team.ids.李雷 });

it.each<[string, (forgery: Forgery) => Uint8Array | Promise<Uint8Array>]>([
  ['sealed to their public recipient', ({ tx }) => sealTo(recipient(tx), ofOwner())],
  [
    'sealed under the member’s own key',
    ({ vaultId, keys }) => sealToOneself(contexts.stepUpCode, place(vaultId), keys.signingKey, ofOwner()),
  ],
])('is no code of theirs: %s', async (_how, make) => {
  let made = Promise.resolve(new Uint8Array());
  await team.forge('Mia', (forgery) => {
    made = Promise.resolve(make(forgery)).then((bytes) => new Uint8Array(bytes));
  });
  const sealed = await made;
  await team.forge('Mia', ({ put }) => {
    put(`stepUpCode:${team.ids.李雷}`, JSON.stringify(base64.encode(sealed)));
  });
  await team.enter('李雷');
  expect(await team.bench.call('step-up/state')).toMatchObject({ hasCode: false });
  const secret = Secret.fromBase32(seed);
  const token = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret }).generate({
    timestamp: team.bench.clock,
  });
  expect(await team.bench.code('step-up/prove', { by: { code: token } })).toBe('step-up/no-code');
});
