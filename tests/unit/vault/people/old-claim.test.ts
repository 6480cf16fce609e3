/** A removed administrator, with a program of their own, who vouches for keys of their own by the certificate of before. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

/** Ann, who is removed, hands 李雷 class keys of her own and vouches for them, as of the roster of that number. */
async function vouchAfterRemoval(numbered: (now: number) => number): Promise<void> {
  const { bundle, roster: before } = await as('Ann');
  await enter('李雷');
  await bench.call('people/remove', { id: ann, heir: null });
  await bench.engine.prepareLock();
  const { keys, roster, bundle: founder } = await as('李雷');
  const keyring = readFile();
  const { vaultId } = keyring;
  const own = { vaultKey: keys.vaultKey, compartments: newVaultKeys().compartments };
  const claim = signKeyClaim(vaultId, own, {
    administrators: before.body.administrators,
    roster: numbered(roster.body.seq),
    key: bundle.signingKey,
  });
  const person = roster.body.people.find(({ id }) => id === founder.personId);
  const grant = await sealGrant(person?.recipient ?? '', { vaultId, personId: founder.personId }, own);
  await saveKeyringForgettingPrevious(
    path,
    {
      ...keyring,
      people: keyring.people.map((entry) =>
        entry.person === founder.personId ? { ...entry, grant } : entry,
      ),
      roster: sealRoster({ ...roster, keyClaim: claim }, keys.vaultKey),
      generation: keyring.generation + 1,
    },
    keys.vaultKey,
  );
}

describe('a word for the vault’s keys by somebody who was removed', () => {
  it.each([
    ['as of now', (now: number) => now],
    ['as of before the removal', (now: number) => now - 1],
  ])('is not used, given %s, on any device, and nothing is written', async (_which, numbered) => {
    await vouchAfterRemoval(numbered);
    const before = contentOf(path);
    expect(await enter('李雷')).toEqual(['vault/keyring-edited', 'key-claim']);
    const stranger = makeBench(bench.folder, new Map());
    expect(await enter('李雷', stranger)).toEqual(['vault/keyring-edited', 'key-claim']);
    stranger.engine.close();
    expect(contentOf(path)).toEqual(before);
  });
});
