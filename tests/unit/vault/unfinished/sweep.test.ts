/** What a crash leaves outside the vault goes at the next opening, and nothing that anybody else made. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inNewFolder, remembered } from '../../../../src-main/vault/new-file.ts';
import { sweepCutOffFiles } from '../../../../src-main/vault/unfinished/sweep.ts';
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
  await sweepCutOffFiles(vault.store, device);
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

test.each(['mine', '.01m8p3xptbnrs71d86vv809tdn.making/deeper', '.coffer-0123456789ab.part'])(
  'a folder %s is nothing that was begun, whatever is noted',
  async (name) => {
    const folder = join(place, name);
    mkdirSync(folder, { recursive: true });
    const work = { kind: 'writing-file', what: 'bundle', fileName: 'Shop', temporary: folder } as const;
    vault.store.unfinished.begin(work);
    await openAgain();
    expect(existsSync(folder)).toBe(true);
  },
);
