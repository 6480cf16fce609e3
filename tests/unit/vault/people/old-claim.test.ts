/** A removed or demoted administrator, with a program of their own, who vouches for keys of their own by the certificate of before. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64 } from '@scure/base';
import { signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import { newVaultKeys } from '../../../../src-main/vault/session/founding.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { openGrant, sealGrant } from '../../../../src-main/vault/keyring/grant.ts';
import { signKeyClaim } from '../../../../src-main/vault/keyring/key-claim.ts';
import { saveKeyringForgettingPrevious } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { entryOf } from '../../../../src-main/vault/keyring/keyring.ts';
import { openRoster, sealRoster } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { openAnySlot } from '../../../../src-main/vault/session/open-slot.ts';
import { addPeople } from '../access/team.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const passphrases = { 李雷: goodPassphrase, Ann: 'granite lantern whistle meadow' };
type Name = keyof typeof passphrases;

let bench: Bench;
let path: string;
let ann: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  const ids = await addPeople(bench, path, [{ name: 'Ann', role: 'owner', passphrase: passphrases.Ann }]);
  ann = ids.get('Ann') ?? '';
  await enter('李雷');
  // A change of the roster certifies whoever may manage people.
  await bench.call('people/rename', { id: ann, name: 'Ann Li' });
  await bench.call('people/rename', { id: ann, name: 'Ann' });
  await bench.engine.prepareLock();
});
afterEach(() => {
  bench.remove();
});

const readFile = () => readKeyring(Uint8Array.from(readFileSync(join(path, 'keyring.json')))).alleged;

/** @returns the refusal, and which part it names */
async function enter(name: Name, on = bench) {
  await bench.engine.prepareLock();
  const reply = await on.engine.handle('vault/unlock', {
    vault: on.ticket(path),
    person: { name },
    passphrase: bytes(passphrases[name]),
  });
  return reply.ok ? null : [reply.error.code, reply.error.details['part']];
}

/** What somebody’s passphrase opens. */
async function as(name: Name) {
  const keyring = readFile();
  const personId = keyring.people.find((entry) => entry.name === name)?.person ?? '';
  const { bundle } = await openAnySlot(
    keyring,
    { kind: 'passphrase', personId, keyFilePath: null, credential: bytes(passphrases[name]) },
    () => Promise.resolve(null),
  );
  const { vaultId } = keyring;
  const keys = await openGrant(
    bundle.ageIdentity,
    { vaultId, personId },
    entryOf(keyring, personId).grant ?? new Uint8Array(),
  );
  const roster = openRoster(keyring.roster, { vaultId, keys, rootKey: bundle.rootKey });
  return { bundle, keys, roster };
}

/** Ann, who manages people no more, hands somebody class keys of her own and vouches for them, as of the roster of that number. */
async function vouchFor(
  to: string,
  { bundle, roster: before }: Awaited<ReturnType<typeof as>>,
  numbered: (now: number) => number,
): Promise<void> {
  await bench.engine.prepareLock();
  const { keys, roster } = await as('李雷');
  const keyring = readFile();
  const { vaultId } = keyring;
  const own = { vaultKey: keys.vaultKey, compartments: newVaultKeys().compartments };
  const claim = signKeyClaim(vaultId, own, {
    administrators: before.body.administrators,
    roster: numbered(roster.body.seq),
    key: bundle.signingKey,
  });
  const person = roster.body.people.find(({ id }) => id === to);
  const grant = await sealGrant(person?.recipient ?? '', { vaultId, personId: to }, own);
  await saveKeyringForgettingPrevious(
    path,
    {
      ...keyring,
      people: keyring.people.map((entry) => (entry.person === to ? { ...entry, grant } : entry)),
      roster: sealRoster({ ...roster, keyClaim: claim }, keys.vaultKey),
      generation: keyring.generation + 1,
    },
    keys.vaultKey,
  );
}

const founder = (): string => readFile().people.find(({ name }) => name === '李雷')?.person ?? '';
/** Who is new opens the vault for the first time. @returns the refusal, and which part it names */
async function enterFirst({
  personId,
  oneTimePassphrase,
}: {
  personId: string;
  oneTimePassphrase?: unknown;
}) {
  await bench.engine.prepareLock();
  const reply = await bench.engine.handle('vault/unlock', {
    vault: bench.ticket(path),
    person: { id: personId },
    passphrase: bytes(String(oneTimePassphrase)),
    newPassphrase: bytes('violet harbour meadow crystal drum'),
  });
  return reply.ok ? null : [reply.error.code, reply.error.details['part']];
}
const invite = () =>
  bench.call('people/invite', { name: 'Neu', roleId: 'manager', delivery: null, language: 'en' });

describe('a word for the vault’s keys by somebody who was removed', () => {
  it.each([
    ['as of now', (now: number) => now],
    ['as of before the removal', (now: number) => now - 1],
  ])('is not used, given %s, on any device, and nothing is written', async (_which, numbered) => {
    const before = await as('Ann');
    await enter('李雷');
    await bench.call('people/remove', { id: ann, heir: null });
    await vouchFor(founder(), before, numbered);
    const content = contentOf(path);
    expect(await enter('李雷')).toEqual(['vault/keyring-edited', 'key-claim']);
    const stranger = makeBench(bench.folder, new Map());
    expect(await enter('李雷', stranger)).toEqual(['vault/keyring-edited', 'key-claim']);
    stranger.engine.close();
    expect(contentOf(path)).toEqual(content);
  });
});

describe('a word for the vault’s keys by somebody who was demoted, and moved again', () => {
  it.each([
    ['of when she managed people', (now: number) => now - 3],
    ['of when she did not', (now: number) => now - 2],
    ['of now', (now: number) => now],
  ])('gives nobody who is new keys of hers, with the number %s', async (_which, numbered) => {
    const before = await as('Ann');
    await enter('李雷');
    for (const roleId of ['member', 'manager']) await bench.call('people/set-role', { id: ann, roleId });
    const made = await invite();
    await vouchFor(made.personId, before, numbered);
    const content = contentOf(path);
    expect(await enterFirst(made)).toEqual(['vault/keyring-edited', 'key-claim']);
    expect(contentOf(path)).toEqual(content);
  });
});

describe('the word for the vault’s keys', () => {
  it.each([
    ['removed', () => bench.call('people/remove', { id: founder(), heir: null })],
    ['suspended', () => bench.call('people/suspend', { id: founder() })],
    ['demoted', () => bench.call('people/set-role', { id: founder(), roleId: 'member' })],
    ['given new keys', () => bench.call('people/reset', { id: founder(), language: 'en' } as never)],
  ])('is given anew in the write by which its signer is %s', async (_what, end) => {
    expect(await enter('Ann')).toBeNull();
    const { keyClaim: given } = (await as('Ann')).roster;
    await end();
    const { roster, bundle } = await as('Ann');
    expect(roster.keyClaim.commitments).toEqual(given.commitments);
    expect(roster.keyClaim.signedBy).not.toBe(given.signedBy);
    expect(roster.keyClaim.signedBy).toBe(base64.encode(signingPublicKey(bundle.signingKey)));
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    // Who is new has nothing else to go by.
    expect(await enterFirst(await invite())).toBeNull();
  });
});
