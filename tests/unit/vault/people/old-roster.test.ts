/** A removed or demoted person who puts the roster of before back into the keyring: the vault key is still theirs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { saveKeyringForgettingPrevious } from '../../../../src-main/vault/keyring/keyring-file.ts';
import type { Keyring } from '../../../../src-main/vault/keyring/keyring.ts';
import { openRoster, rosterOf, sealRoster } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { signRoster } from '../../../../src-main/vault/keyring/roster.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import { openVault } from '../../../../src-main/vault/session/open.ts';
import { closeNow } from '../../../../src-main/vault/session/close.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { addPeople, surroundingsOf } from '../access/team.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const passphrases = {
  李雷: goodPassphrase,
  Mia: 'lantern meadow quartz harbour',
  Ann: 'granite lantern whistle meadow',
};
type Name = keyof typeof passphrases;

let bench: Bench;
let path: string;
let ids: ReadonlyMap<string, string>;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  ids = await addPeople(bench, path, [
    { name: 'Mia', role: 'member', passphrase: passphrases.Mia },
    { name: 'Ann', role: 'owner', passphrase: passphrases.Ann },
  ]);
  // A change of the roster certifies whoever may manage people.
  expect(await enter('李雷')).toBeNull();
  await bench.call('people/rename', { id: idOf('Mia'), name: 'Mia Lin' });
  await bench.call('people/rename', { id: idOf('Mia'), name: 'Mia' });
  await bench.engine.prepareLock();
});
afterEach(() => {
  bench.remove();
});

const idOf = (name: Name): string => ids.get(name) ?? '';
const readFile = (): Keyring =>
  readKeyring(Uint8Array.from(readFileSync(join(path, 'keyring.json')))).alleged;

async function enter(name: Name, more: object = {}): Promise<string | null> {
  await bench.engine.prepareLock();
  return bench.code('vault/unlock', {
    vault: bench.ticket(path),
    person: { name },
    passphrase: bytes(passphrases[name]),
    ...more,
  });
}
const notices = async () => (await bench.call('vault/state')).session?.notices.map(({ code }) => code) ?? [];
const standing = async (name: Name) =>
  (await bench.call('people/list')).people.find(({ id }) => id === idOf(name));
const journalled = async () =>
  (await bench.call('journal/list', {})).entries.map(({ action }) => action as string);
/** The same vault on a computer that never saw it. */
function onAnotherDevice(): void {
  bench.engine.close();
  bench = Object.assign(makeBench(bench.folder, new Map()), { clock: bench.clock });
}

/** With a program of their own: parts of the keyring of before, in the keyring of now, with a right MAC. */
async function replay(old: Keyring): Promise<void> {
  const now = readFile();
  const { vaultKey } = await openKeys(now);
  const { roster, people, slots } = old;
  await saveKeyringForgettingPrevious(
    path,
    { ...now, roster, people, slots, generation: now.generation + 1 },
    vaultKey,
  );
}
/** As {@link replay}, in the database: everybody has its key. */
async function write(change: (tx: WriteTx) => void): Promise<void> {
  const keyring = readFile();
  const keys = await openKeys(keyring);
  const { store } = await openDatabase({ deviceId: 'd', now: () => 0 }, path, keyring, keys);
  store.write({ kind: 'edit', label: 'customers/edit' }, change);
  store.close();
}
const forgetKnown = () => write((tx) => tx.run("DELETE FROM meta WHERE key = 'rosters'"));

async function removed(name: Name): Promise<Keyring> {
  const before = readFile();
  expect(await enter('李雷')).toBeNull();
  await bench.call('people/remove', { id: idOf(name), heir: null });
  await bench.engine.prepareLock();
  return before;
}

describe('a removed person in a replayed roster', () => {
  it.each([
    ['the device that removed them', false],
    ['a device that never saw the vault', true],
  ])('stays removed, on %s, and it is said', async (_which, isOther) => {
    await replay(await removed('Mia'));
    if (isOther) onAnotherDevice();
    const before = contentOf(path);
    expect(await enter('Mia')).toBe('vault/suspended');
    expect(contentOf(path)).toEqual(before);
    expect(await enter('李雷')).toBeNull();
    expect(await notices()).toContain('roster-put-back');
    expect(await journalled()).toContain('roster-put-back');
    expect(await standing('Mia')).toMatchObject({ status: 'removed', wayIn: 'none' });
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    await bench.engine.prepareLock();
    expect(readFile().people.some(({ person }) => person === idOf('Mia'))).toBe(false);
    expect(await enter('Mia')).toBe('vault/unknown-person');
    expect(await enter('李雷')).toBeNull();
    expect(await notices()).not.toContain('roster-put-back');
  });

  it('who made the database forget it, too, is told of by the device and by the last checkpoints', async () => {
    await replay(await removed('Mia'));
    await forgetKnown();
    expect(await enter('李雷')).toBe('vault/older-roster');
    onAnotherDevice();
    expect(await enter('李雷')).toBe('vault/older-roster');
    expect(await enter('Mia')).toBe('vault/older-roster');
    // Whoever knows why may open it: then it is a copy of its own, and the next opening says nothing.
    expect(await enter('李雷', { acceptOlder: true })).toBeNull();
    expect(await notices()).toContain('copy-accepted');
    expect(await enter('李雷')).toBeNull();
  });
});

it('a demoted person in a replayed roster keeps the role that was given since', async () => {
  const before = readFile();
  expect(await enter('李雷')).toBeNull();
  await bench.call('people/set-role', { id: idOf('Ann'), roleId: 'member' });
  await bench.engine.prepareLock();
  await replay(before);
  expect(await enter('Ann')).toBeNull();
  expect((await bench.call('vault/state')).session?.role.id).toBe('member');
  expect(await notices()).toContain('roster-put-back');
  await bench.engine.prepareLock();
  // The grant of before, with the restricted key in it, is no more in the keyring.
  const { session } = await openVault(surroundingsOf(bench), {
    folder: path,
    kind: 'passphrase',
    personId: idOf('Ann'),
    credential: bytes(passphrases.Ann),
    keyFilePath: null,
    acceptOlder: false,
    hasNewPassphrase: false,
    addsFactors: { keyFile: false, device: false },
  });
  expect(session.vault.keys.compartments.restricted).toBeNull();
  closeNow(session);
});

it('a roster that a removed owner signs anew, with the certificate of before, is put aside', async () => {
  const { keys } = await withAnn();
  const before = await removed('Ann');
  const now = readFile();
  const founder = await openKeys(now);
  const expected = { vaultId: now.vaultId, keys: founder, rootKey: founder.rootKey };
  const old = openRoster(before.roster, expected);
  const { signedBy: _, ...body } = old.body;
  const forged = signRoster({ ...body, seq: 900, at: bench.clock }, keys.signingKey);
  const roster = sealRoster(rosterOf([forged], old.keyClaim), founder.vaultKey);
  await replay({ ...before, roster });
  expect(await enter('Ann')).toBe('vault/suspended');
  expect(await enter('李雷')).toBeNull();
  expect(await notices()).toContain('roster-put-back');
  expect(await standing('Ann')).toMatchObject({ status: 'removed', wayIn: 'none' });
});

it('another roster of the same number is told by the device, and by what the person saw on any other', async () => {
  const now = readFile();
  const founder = await openKeys(now);
  const expected = { vaultId: now.vaultId, keys: founder, rootKey: founder.rootKey };
  const { body, keyClaim } = openRoster(now.roster, expected);
  const { signedBy: _, ...rest } = body;
  // By whoever has the key, of the same number: Mia has been an owner all along.
  const people = body.people.map((person) =>
    person.id === idOf('Mia') ? { ...person, role: 'owner' } : person,
  );
  const other = signRoster({ ...rest, people }, founder.signingKey);
  expect(other.body.seq).toBe(body.seq);
  await replay({ ...now, roster: sealRoster(rosterOf([other], keyClaim), founder.vaultKey) });
  await forgetKnown();
  expect(await enter('李雷')).toBe('vault/older-roster');
  onAnotherDevice();
  expect(await enter('李雷')).toBe('vault/older-roster');
});

async function withAnn() {
  const { session } = await openVault(surroundingsOf(bench), {
    folder: path,
    kind: 'passphrase',
    personId: idOf('Ann'),
    credential: bytes(passphrases.Ann),
    keyFilePath: null,
    acceptOlder: false,
    hasNewPassphrase: false,
    addsFactors: { keyFile: false, device: false },
  });
  const { signingKey } = session.vault.keys;
  session.vault.store.close();
  session.lease.release(true);
  return { keys: { signingKey } };
}

it('a newer roster that the tables have not seen, as a crash leaves it, is taken without a word', async () => {
  const before = await readMeta();
  await removed('Mia');
  await write((tx) => tx.run("UPDATE meta SET value = ? WHERE key = 'rosters'", before));
  expect(await enter('李雷')).toBeNull();
  expect(await notices()).not.toContain('roster-put-back');
  expect(await standing('Mia')).toMatchObject({ status: 'removed' });
});

async function readMeta(): Promise<string> {
  const keyring = readFile();
  const keys = await openKeys(keyring);
  const { store } = await openDatabase({ deviceId: 'd', now: () => 0 }, path, keyring, keys);
  const text = store.db.value<string>("SELECT value FROM meta WHERE key = 'rosters'") ?? '';
  store.close();
  return text;
}
