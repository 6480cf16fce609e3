/** What a crash leaves outside the vault goes at the next opening, and nothing that anybody else made. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newSigningKey } from '../../../../src-main/vault/crypto/identity.ts';
import { inNewFolder, remembered } from '../../../../src-main/vault/new-file.ts';
import { forgetCutOffFiles, sweepCutOffFiles } from '../../../../src-main/vault/unfinished/sweep.ts';
import { sealPath } from '../../../../src-main/vault/unfinished/own-path.ts';
import { unfinishedHandlers } from '../../../../src-main/vault/unfinished/handlers.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';

let vault: TestVault;
let place: string;
beforeEach(() => {
  vault = openTestVault();
  place = mkdtempSync(join(tmpdir(), 'coffer-sweep-'));
});
afterEach(() => {
  vault.remove();
  rmSync(place, { recursive: true });
});

const told = async () =>
  (await unfinishedHandlers(vault)['unfinished/list'](undefined)).entries.map(({ work }) => work);
const deviceOf = () => vault.store.db.value<string>('SELECT device FROM unfinished_work') ?? '';
async function openAgain(device = deviceOf()): Promise<void> {
  vault = vault.reopen();
  await sweepCutOffFiles(vault, device);
}
/** Begins, and is never at its end: as a process that is killed. */
async function cutOff(what: 'bundle' | 'backup', name: string): Promise<string> {
  const { begin } = remembered(vault, what, join(place, name));
  return new Promise((resolve) => {
    void inNewFolder(place, begin, async (folder) => {
      writeFileSync(join(folder, 'records'), 'half');
      resolve(folder);
      await new Promise(() => undefined);
    });
  });
}

test.each(['bundle', 'backup'] as const)('a %s that was cut off is removed and told', async (what) => {
  await cutOff(what, 'Shop');
  mkdirSync(join(place, '.01m8p3xptbnrs71d86vv809tdn.making'));
  await openAgain();
  // One that somebody else is making stays.
  expect(readdirSync(place)).toEqual(['.01m8p3xptbnrs71d86vv809tdn.making']);
  expect(await told()).toEqual([{ kind: 'writing-file', what, fileName: 'Shop' }]);
});

test('what is at its end is neither told nor left', async () => {
  const { begin } = remembered(vault, 'bundle', join(place, 'Shop'));
  await inNewFolder(place, begin, async () => Promise.resolve());
  await expect(inNewFolder(place, begin, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(place)).toEqual([]);
  await openAgain('');
  expect(await told()).toEqual([]);
});

test('a backup, which remembers the moment of its own making, tells of nothing', async () => {
  const folder = await cutOff('backup', 'Shop');
  rmSync(folder, { recursive: true });
  await openAgain();
  expect(await told()).toEqual([]);
});

const noted = (temporary: string) =>
  ({ kind: 'writing-file', what: 'bundle', fileName: 'Shop', temporary }) as const;

test.each(['mine', '.01m8p3xptbnrs71d86vv809tdn.making/deeper', '.coffer-0123456789ab.part'])(
  'a folder %s is nothing that was begun, whatever is noted',
  async (name) => {
    const folder = join(place, name);
    mkdirSync(folder, { recursive: true });
    vault.store.unfinished.begin(noted(sealPath(vault, folder)));
    await openAgain();
    expect(existsSync(folder)).toBe(true);
  },
);

test('a link with the name of what was begun is left, and so is where it leads', async () => {
  const folder = join(place, 'theirs');
  mkdirSync(folder);
  const link = join(place, '.01m8p3xptbnrs71d86vv809tdn.making');
  symlinkSync(folder, link, 'junction');
  vault.store.unfinished.begin(noted(sealPath(vault, link)));
  await openAgain();
  expect(readdirSync(place)).toHaveLength(2);
});

/** In another's name and in ours: rows are anybody's to write. */
const others: readonly (readonly [string, (path: string) => string, boolean])[] = [
  ['a path as it is', (path) => path, true],
  ['a path as it is, dismissed', (path) => path, false],
  ['what another member sealed', (path) => sealPath({ ...vault, personId: newId() }, path), true],
  [
    'what was sealed with another key',
    (path) => sealPath({ ...vault, keys: { signingKey: newSigningKey() } }, path),
    true,
  ],
  ['what was sealed for another vault', (path) => sealPath({ ...vault, vaultId: newId() }, path), true],
];
test.each(others)('nothing is removed that a row of a member names: %s', async (_, written, isOurs) => {
  const folder = join(place, '.01m8p3xptbnrs71d86vv809tdn.making');
  mkdirSync(folder);
  vault.store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
    tx.run(
      'INSERT INTO unfinished_work (id, person, device, at, done, total, details) VALUES (?, ?, ?, 1, 0, NULL, ?)',
      newId(),
      isOurs ? vault.personId : '',
      'device',
      JSON.stringify(noted(written(folder))),
    );
  });
  await openAgain();
  expect(existsSync(folder)).toBe(true);
  expect(vault.store.db.value("SELECT 1 FROM journal WHERE action = 'file-cut-off'")).toBeUndefined();
});

test.each(['', '{', 'null', '[]', '{"kind":"writing-file","what":"bundle","fileName":1,"temporary":"x"}'])(
  'details %j of a member end neither an opening nor the list, and what else was cut off goes',
  async (details) => {
    await cutOff('bundle', 'Shop');
    const device = deviceOf();
    vault.store.write({ kind: 'edit', label: 'unfinished/sweep' }, (tx) => {
      tx.run(
        'INSERT INTO unfinished_work (id, person, device, at, done, total, details) VALUES (?, ?, ?, 1, 0, NULL, ?)',
        newId(),
        vault.personId,
        device,
        details,
      );
    });
    await openAgain(device);
    expect(readdirSync(place)).toEqual([]);
    expect(await told()).toEqual([{ kind: 'writing-file', what: 'bundle', fileName: 'Shop' }]);
    const ids = vault.store.db.all<{ id: string }>('SELECT id FROM unfinished_work').map(({ id }) => id);
    await unfinishedHandlers(vault)['unfinished/dismiss']({ ids });
    forgetCutOffFiles(vault.store);
    expect(vault.store.db.value('SELECT count(*) FROM unfinished_work')).toBe(0);
  },
);
