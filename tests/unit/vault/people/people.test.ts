import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyringName } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

const ownPassphrase = 'granite lantern whistle meadow';

let bench: Bench;
let path: string;
let recoveryKey: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path, recoveryKey } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
});
afterEach(() => {
  bench.remove();
});

const invite = async (name: string, roleId: 'owner' | 'manager' | 'member' | 'auditor') => {
  const { personId, oneTimePassphrase } = await bench.call('people/invite', {
    name,
    roleId,
    delivery: null,
    language: 'en',
  });
  return { id: personId, oneTime: oneTimePassphrase ?? '' };
};

type Opening = Parameters<typeof open>[0];
/** Locks, and opens the vault again on the same machine. @returns the code it is refused with */
async function open(how: {
  passphrase: string;
  id?: string;
  name?: string;
  next?: string;
}): Promise<string | null> {
  await bench.engine.prepareLock();
  bench = bench.restart();
  return bench.code('vault/unlock', {
    vault: bench.ticket(path),
    passphrase: bytes(how.passphrase),
    ...(how.id === undefined ? {} : { person: { id: how.id } }),
    ...(how.name === undefined ? {} : { person: { name: how.name } }),
    ...(how.next === undefined ? {} : { newPassphrase: bytes(how.next) }),
  });
}
const me = async () => {
  const { session } = await bench.call('vault/state');
  if (session === null) throw new Error('locked');
  return session;
};
const asOwner = (): Promise<string | null> => open({ passphrase: goodPassphrase, name: '李雷' });
async function joined(name: string, roleId: 'owner' | 'manager' | 'member' | 'auditor') {
  const { id, oneTime } = await invite(name, roleId);
  expect(await open({ passphrase: oneTime, id, next: ownPassphrase })).toBeNull();
  const as = { passphrase: ownPassphrase, id } satisfies Opening;
  return { id, as };
}

describe('an invitation', () => {
  it('opens once, together with a passphrase of the person’s own', async () => {
    const { id, oneTime } = await invite('韩梅梅', 'manager');
    expect(await open({ passphrase: oneTime, id })).toBe('vault/new-passphrase-needed');
    expect(await open({ passphrase: oneTime, id, next: '12345678' })).toBe('passphrase/too-weak');
    expect(await open({ passphrase: oneTime, id, next: ownPassphrase })).toBeNull();
    expect(await me()).toMatchObject({
      personId: id,
      personName: '韩梅梅',
      role: { id: 'manager' },
      people: 2,
    });
    expect(await open({ passphrase: oneTime, id, next: ownPassphrase })).toBe('vault/wrong-passphrase');
    expect(await open({ passphrase: ownPassphrase, id })).toBeNull();
    expect(await asOwner()).toBeNull();
    expect((await bench.call('people/list')).people.map((each) => [each.name, each.isInvited])).toEqual([
      ['李雷', false],
      ['韩梅梅', false],
    ]);
  });

  it('is for one name only', async () => {
    await invite('Ann  Lee', 'member');
    expect(
      await bench.code('people/invite', {
        name: 'ann lee',
        roleId: 'member',
        delivery: null,
        language: 'en',
      }),
    ).toBe('people/name-taken');
  });

  it('does not let one person in by another’s passphrase', async () => {
    const { id } = await joined('Ann', 'member');
    expect(await open({ passphrase: goodPassphrase, id })).toBe('vault/wrong-passphrase');
    expect(await open({ passphrase: ownPassphrase, name: '李雷' })).toBe('vault/wrong-passphrase');
    expect(await open({ passphrase: ownPassphrase, name: 'Bob' })).toBe('vault/unknown-person');
  });

  it('sealed to a card is read by the card’s person alone', async () => {
    const other = makeBench();
    await makeVault(other);
    const card = join(bench.folder, 'other.coffer-card');
    await other.call('cards/export', { save: other.ticket(card) });
    const known = await bench.call('cards/add', { file: bench.ticket(card) });
    const file = join(bench.folder, 'Ann.coffer-invitation');
    const ask = () =>
      bench.code('people/invite', {
        name: 'Annabella',
        roleId: 'member',
        delivery: { card: known.personId, save: bench.ticket(file) },
        language: 'en',
      });
    expect(await ask()).toBe('card/not-checked');
    await bench.call('cards/check', { personId: known.personId, how: 'voice', note: '' });
    expect(await ask()).toBeNull();
    const text = readFileSync(file, 'latin1');
    expect(text).not.toContain('Annabella');
    const read = await other.call('people/open-invitation', { file: other.ticket(file) });
    expect(read).toMatchObject({ vaultName: 'Acme', name: 'Annabella' });
    expect(await bench.code('people/open-invitation', { file: bench.ticket(file) })).toBe(
      'invitation/not-for-you',
    );
    expect(await bench.code('people/open-invitation', { file: bench.ticket(card) })).toBe(
      'invitation/not-one',
    );
    expect(
      await open({ passphrase: read.oneTimePassphrase, name: 'Annabella', next: ownPassphrase }),
    ).toBeNull();
    other.remove();
  });
});

it.each(['passphrase', 'recovery key'])(
  'brings the table of people up to the roster after a crash in between, with the %s',
  async (how) => {
    const edits = [{ field: 'name' as const, value: 'Ann' }];
    const { id } = await bench.call('customers/create', { kind: 'person', edits });
    const before = join(bench.folder, 'before');
    cpSync(path, before, { recursive: true });
    await bench.call('people/rename', { id: (await me()).personId, name: 'Li Lei' });
    // The roster is on the disk, and what followed in the database is not.
    cpSync(join(path, keyringName), join(before, keyringName));
    bench = bench.restart();
    rmSync(path, { recursive: true });
    renameSync(before, path);
    const vault = bench.ticket(path);
    if (how === 'passphrase')
      await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase), acceptOlder: true });
    else
      await bench.call('vault/recover', {
        vault,
        recoveryKey: bytes(recoveryKey),
        acceptOlder: true,
        newPassphrase: bytes(ownPassphrase),
      });
    const { entries } = await bench.call('customers/history', { id });
    expect(entries.map(({ person }) => person)).toEqual(['Li Lei', 'Li Lei']);
  },
);

it('tells whoever manages people who is back by a backup that was put back', async () => {
  const { id } = await joined('Bob', 'member');
  await asOwner();
  const backup = await bench.call('backups/make');
  await bench.call('people/remove', { id, heir: null });
  await bench.call('backups/restore-over', { id: backup.id });
  const returned = async () => {
    bench = bench.restart();
    const vault = bench.ticket(path);
    const { notices } = await bench.call('vault/unlock', {
      vault,
      passphrase: bytes(goodPassphrase),
      person: { name: '李雷' },
    });
    return notices.filter(({ code }) => code === 'people-returned');
  };
  expect(await returned()).toEqual([{ code: 'people-returned', count: 1 }]);
  await bench.call('people/remove', { id, heir: null });
  expect(await returned()).toEqual([]);
});

describe('an account', () => {
  it('is suspended and opened again without anybody’s passphrase', async () => {
    const { id, as } = await joined('Ann', 'member');
    await asOwner();
    await bench.call('people/suspend', { id });
    expect(await open(as)).toBe('vault/suspended');
    await asOwner();
    await bench.call('people/resume', { id });
    expect(await open(as)).toBeNull();
  });

  it('gets and loses the keys of its role', async () => {
    const { id, as } = await joined('Ann', 'member');
    await asOwner();
    expect((await bench.call('people/set-role', { id, roleId: 'manager' })).rotate).toBe(false);
    expect((await bench.call('people/set-role', { id, roleId: 'auditor' })).rotate).toBe(true);
    expect(await open(as)).toBeNull();
    expect((await me()).role).toMatchObject({ id: 'auditor', classes: { restricted: 'none' } });
  });

  it('is reset: new passphrase, new keys, and what was signed before still counts', async () => {
    const { id, as } = await joined('Ann', 'manager');
    await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: '王伟' }] });
    await asOwner();
    const { oneTimePassphrase } = await bench.call('people/reset', { id, delivery: null, language: 'en' });
    expect(await open(as)).toBe('vault/wrong-passphrase');
    expect(await open({ passphrase: oneTimePassphrase ?? '', id, next: ownPassphrase })).toBeNull();
    await asOwner();
    expect((await bench.call('vault/verify')).findings).toEqual([]);
  });

  it('ends for good', async () => {
    const { id, as } = await joined('Ann', 'member');
    await asOwner();
    const { team } = await bench.call('people/remove', { id, heir: null });
    expect(team.people.find((person) => person.id === id)?.status).toBe('removed');
    expect(await open(as)).toBe('vault/unknown-person');
    await asOwner();
    expect(await bench.code('people/resume', { id })).toBe('people/not-found');
  });

  it('of the last owner, and one’s own, cannot be ended', async () => {
    const { personId } = await me();
    for (const call of ['people/suspend', 'people/remove'] as const)
      expect(await bench.code(call, { id: personId, heir: null })).toBe('people/last-owner');
    expect(await bench.code('people/set-role', { id: personId, roleId: 'member' })).toBe('people/last-owner');
  });

  it('is renamed everywhere, and checking finds nothing wrong', async () => {
    const { id } = await invite('Ann', 'member');
    await bench.call('people/rename', { id, name: 'Anna' });
    expect(await bench.code('people/rename', { id, name: '李雷' })).toBe('people/name-taken');
    await bench.call('cards/set-mine', { name: '李雷雷', organisation: 'Acme' });
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    expect(await open({ passphrase: goodPassphrase, name: '李雷雷' })).toBeNull();
  });

  it('needs its name typed where names are not shown', async () => {
    // Long enough that Base64 does not contain it by chance.
    await invite('Annabella', 'member');
    await bench.call('people/show-names', { show: false });
    await bench.engine.prepareLock();
    expect(readFileSync(join(path, 'keyring.json'), 'utf8')).not.toMatch(/Annabella|李雷/);
    const { people } = await bench.call('vault/inspect', { vault: bench.ticket(path) });
    expect(people.map(({ name }) => name)).toEqual([null, null]);
    expect(await asOwner()).toBeNull();
  });
});

describe('a second owner', () => {
  it('manages people, and everybody accepts it', async () => {
    const ann = await joined('Ann', 'owner');
    const { id: bobId, oneTime } = await invite('Bob', 'member');
    expect(await open({ passphrase: oneTime, id: bobId, next: ownPassphrase })).toBeNull();
    expect(await asOwner()).toBeNull();
    expect(await open(ann.as)).toBeNull();
  });
});

describe('a role of the vault’s own', () => {
  const rules = {
    classes: { internal: 'write', confidential: 'read', restricted: 'none' },
    customers: 'all',
    permissions: ['export'],
    factors: { keyFile: false, device: false },
  } as const;
  it('is made, given, changed and, when nobody has it, deleted', async () => {
    const role = { name: 'Bookkeeper', ...rules, permissions: [...rules.permissions] };
    const { roleId } = await bench.call('roles/save', { role });
    expect(await bench.code('roles/save', { role })).toBe('roles/name-taken');
    const { personId } = await bench.call('people/invite', {
      name: 'Ann',
      roleId,
      delivery: null,
      language: 'zh-CN',
    });
    expect(await bench.code('roles/delete', { id: roleId })).toBe('roles/in-use');
    const changed = { ...role, id: roleId, classes: { ...rules.classes, confidential: 'none' as const } };
    expect((await bench.call('roles/save', { role: changed })).rotate).toBe(true);
    const { classes } = await bench.call('people/by-class');
    expect(
      classes.map((each) => [each.class, each.people.find(({ id }) => id === personId)?.access]),
    ).toEqual([
      ['public', 'write'],
      ['internal', 'write'],
      ['confidential', 'none'],
      ['restricted', 'none'],
    ]);
    await bench.call('people/remove', { id: personId, heir: null });
    await bench.call('roles/delete', { id: roleId });
    expect((await bench.call('people/list')).roles.every(({ isBuiltIn }) => isBuiltIn)).toBe(true);
    expect(await asOwner()).toBeNull();
  });
});
