/** Backups are known by what they are: whatever the folder and the names, nothing of anybody else's is listed, removed or written over. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  bytes,
  contentOf,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../session/vault-fixture.ts';

const second = 1000;
let bench: Bench;
let path: string;
let shared: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await makeVault(bench));
  shared = join(bench.folder, 'shared');
  mkdirSync(shared);
});
afterEach(() => {
  bench.remove();
});

async function unlock(at: string): Promise<void> {
  await bench.engine.prepareLock();
  bench = bench.restart();
  await bench.call('vault/unlock', { vault: bench.ticket(at), passphrase: bytes(goodPassphrase) });
}
const useShared = (of: Bench) => of.call('backups/set-folder', { folder: of.ticket(shared) });
const keep = (of: Bench, count: number) => of.call('settings/set', { backups: { on: true, keep: count } });
async function make(of: Bench): Promise<string> {
  of.clock += second;
  return (await of.call('backups/make')).id;
}
const listed = async (of: Bench) => (await of.call('backups/list')).backups.map(({ id }) => id);

test('two vaults of one name that back up to one folder keep their own', async () => {
  const other = makeBench();
  try {
    await makeVault(other);
    for (const each of [bench, other]) {
      await useShared(each);
      await keep(each, 1);
    }
    // In one second, too.
    other.clock = bench.clock;
    const [mine, theirs] = [await make(bench), await make(other)];
    expect(mine).not.toBe(theirs);
    expect(readdirSync(shared).sort()).toEqual([mine, theirs].sort());
    expect(await listed(bench)).toEqual([mine]);
    expect(await listed(other)).toEqual([theirs]);
    expect(await bench.code('backups/restore-over', { id: theirs })).toBe('backup/not-found');
    expect(await bench.code('backups/delete', { id: theirs })).toBe('backup/not-found');
    const next = await make(other);
    expect(readdirSync(shared).sort()).toEqual([mine, next].sort());
  } finally {
    other.remove();
  }
});

test('two in one second are two', async () => {
  await useShared(bench);
  const first = await bench.call('backups/make');
  const again = await bench.call('backups/make');
  expect(readdirSync(shared).sort()).toEqual([first.id, again.id].sort());
});

test('a vault that is renamed keeps its backups, and its folder for them', async () => {
  const first = await make(bench);
  await bench.engine.prepareLock();
  const renamed = join(bench.folder, 'Firm.coffer');
  renameSync(path, renamed);
  await unlock(renamed);
  expect(await listed(bench)).toEqual([first]);
  await keep(bench, 1);
  const second = await make(bench);
  expect(second).toMatch(/^Firm /);
  expect(readdirSync(join(bench.folder, 'Acme backups'))).toEqual([second]);
});

test('one that somebody renamed is listed, and stays when old ones make room', async () => {
  await useShared(bench);
  await keep(bench, 1);
  renameSync(join(shared, await make(bench)), join(shared, 'before the audit'));
  const next = await make(bench);
  expect((await listed(bench)).sort()).toEqual([next, 'before the audit'].sort());
  await make(bench);
  expect(existsSync(join(shared, 'before the audit'))).toBe(true);
});

test('neither the vault itself nor what a link leads to is one', async () => {
  await bench.call('backups/set-folder', { folder: bench.ticket(bench.folder) });
  await keep(bench, 1);
  const elsewhere = makeBench();
  try {
    const first = await make(bench);
    cpSync(join(bench.folder, first), join(elsewhere.folder, 'kept'), { recursive: true });
    symlinkSync(join(elsewhere.folder, 'kept'), join(bench.folder, 'Acme 2020-01-01 000000Z.coffer'));
    const kept = contentOf(join(elsewhere.folder, 'kept'));
    const next = await make(bench);
    expect(await listed(bench)).toEqual([next]);
    expect(contentOf(join(elsewhere.folder, 'kept'))).toEqual(kept);
    expect(existsSync(join(path, 'keyring.json'))).toBe(true);
  } finally {
    elsewhere.remove();
  }
});

test('with the clock set back the new one stays, and the one that was made first goes', async () => {
  const year = 365 * 24 * 60 * 60 * second;
  await useShared(bench);
  await keep(bench, 2);
  bench.clock += year;
  const first = await make(bench);
  const next = await make(bench);
  bench.clock -= year;
  const last = await make(bench);
  expect(readdirSync(shared)).not.toContain(first);
  expect((await listed(bench)).sort()).toEqual([next, last].sort());
});

test('a folder that says it is a newer one of ours drives no backup away', async () => {
  await useShared(bench);
  await keep(bench, 2);
  const first = await make(bench);
  for (const year of ['2097', '2098', '2099'])
    cpSync(join(shared, first), join(shared, `Acme ${year}-01-01 000000Z.coffer`), { recursive: true });
  const next = await make(bench);
  const last = await make(bench);
  expect(readdirSync(shared)).not.toContain(first);
  expect(await listed(bench)).toEqual(expect.arrayContaining([next, last]));
});

test('one that somebody opened elsewhere and worked in stays', async () => {
  await useShared(bench);
  await keep(bench, 1);
  const first = join(shared, await make(bench));
  const open = { vault: '', passphrase: bytes(goodPassphrase) };
  let elsewhere = makeBench();
  try {
    await elsewhere.call('vault/unlock', { ...open, vault: elsewhere.ticket(first) });
    const { id } = await elsewhere.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'Only here' }],
    });
    await elsewhere.engine.prepareLock();
    elsewhere = elsewhere.restart();
    await make(bench);
    await make(bench);
    await elsewhere.call('vault/unlock', {
      ...open,
      vault: elsewhere.ticket(first),
      passphrase: bytes(goodPassphrase),
    });
    expect((await elsewhere.call('customers/get', { id })).name).toBe('Only here');
  } finally {
    elsewhere.remove();
  }
});

test('customers may be added while one is made', async () => {
  await useShared(bench);
  const making = bench.call('backups/make');
  const state = { isMade: false };
  void making.catch(() => null).finally(() => (state.isMade = true));
  while (!state.isMade) {
    await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Meanwhile' }] });
    await new Promise(setImmediate);
  }
  expect(await making).toMatchObject({ verified: true });
});

test.skipIf(process.platform === 'win32')('one with a pipe for a keyring holds nothing up', async () => {
  await useShared(bench);
  const odd = join(shared, 'Acme 2020-01-01 000000Z.coffer');
  mkdirSync(odd);
  execFileSync('mkfifo', [join(odd, 'keyring.json')]);
  const made = await make(bench);
  expect(await listed(bench)).toEqual([made]);
});
