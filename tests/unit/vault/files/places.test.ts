/** Vaults in awkward places: made whole, with all that follows, or refused before anything is made, for the reason that is true. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});

/** A new folder whose path has that many bytes, and nothing in it. */
function folderOf(length: number): string {
  let folder = mkdtempSync(join(bench.folder, 'deep-'));
  for (let left = length - Buffer.byteLength(folder); left > 0; left = length - Buffer.byteLength(folder))
    // No part may be empty: a separator alone adds nothing.
    folder = join(folder, 'd'.repeat(left > 202 ? 200 : left === 202 ? 100 : left - 1));
  mkdirSync(folder, { recursive: true });
  return folder;
}

const create = (path: string) => ({
  place: bench.ticket(path),
  name: 'Whatever',
  personName: '李雷',
  passphrase: bytes(goodPassphrase),
});
const opens = (path: string) =>
  bench.code('vault/unlock', {
    vault: bench.ticket(path),
    passphrase: bytes(goodPassphrase),
    acceptOlder: true,
  });
async function lock(): Promise<void> {
  await bench.engine.prepareLock();
  bench = bench.restart();
}

/** Everything that has to do with the vault's place. It is open, and it is again at the end. */
async function expectWhole(path: string): Promise<void> {
  const { id, verified } = await bench.call('backups/make');
  expect(verified).toBe(true);
  const { backups, folder } = await bench.call('backups/list');
  expect(backups.map((each) => each.id)).toContain(id);
  expect((await bench.call('vault/verify')).findings).toEqual([]);
  await lock();
  // Where it lies, as people do whose vault is gone.
  expect(await opens(join(folder, id))).toBeNull();
  await lock();
  expect(await opens(path)).toBeNull();
  // It was opened by itself, and has lines of its own since.
  expect(await bench.code('backups/restore-over', { id })).toBe('backup/other-history');
  const { keptAside } = await bench.call('backups/restore-over', { id, acceptOther: true });
  bench = bench.restart();
  expect(await opens(join(dirname(path), keptAside))).toBeNull();
  await lock();
  expect(await opens(path)).toBeNull();
  // They are still its own, wherever the restored one would have put them.
  await bench.call('backups/delete', { id });
}

test.each([
  ['of 77 Chinese characters', '客'.repeat(77)],
  ['of 240 letters', 'a'.repeat(240)],
  ['of 60 signs of four bytes', '🏠'.repeat(60)],
  ['that begins with a dash', '-rf'],
  ['with quotes', `O'Neil "North"`],
  ['with spaces', ' two  spaces '],
  ['like an option of a database', 'a?mode=ro#b%20c'],
  ['decomposed', 'Café'],
])('a vault whose name is one %s', async (_, name) => {
  const path = join(bench.folder, `${name}.coffer`);
  expect((await bench.call('vault/create', create(path))).recoveryKey).toMatch(/^(\w{4}-){8}\w{4}$/);
  await expectWhole(path);
});

test('a vault behind a link', async () => {
  mkdirSync(join(bench.folder, 'real'));
  symlinkSync(join(bench.folder, 'real'), join(bench.folder, 'link'));
  const path = join(bench.folder, 'link', 'Acme.coffer');
  await bench.call('vault/create', create(path));
  await expectWhole(path);
});

test('a name that no disk takes is refused as that', async () => {
  for (const name of ['客'.repeat(100), 'a'.repeat(249)])
    expect(await bench.code('vault/create', create(join(bench.folder, `${name}.coffer`)))).toBe(
      'file/name-too-long',
    );
  expect(readdirSync(bench.folder)).toEqual([]);
});

describe('a deep folder', () => {
  const tooLong = 'file/path-too-long';

  test.each([490, 1000, 3500])('of %i bytes is refused before anything is made', async (length) => {
    const folder = folderOf(length);
    expect(await bench.code('vault/create', create(join(folder, 'V.coffer')))).toBe(tooLong);
    expect(readdirSync(folder)).toEqual([]);
    // Nor are folders made that lead there.
    expect(await bench.code('vault/create', create(join(folder, 'more', 'V.coffer')))).toBe(tooLong);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['V', 'a name of some length, 客户资料'])(
    'up to where vaults are made, all of it is possible there (%s)',
    async (name) => {
      let [most, refused] = [300, 500];
      let deepest = '';
      while (refused - most > 1) {
        const length = Math.floor((most + refused) / 2);
        const path = join(folderOf(length), `${name}.coffer`);
        const code = await bench.code('vault/create', create(path));
        if (code === null) {
          most = length;
          deepest = path;
        } else {
          expect(code).toBe(tooLong);
          expect(readdirSync(dirname(path))).toEqual([]);
          refused = length;
        }
        await lock();
      }
      expect(await opens(deepest)).toBeNull();
      await expectWhole(deepest);
    },
  );

  test('is one behind a short link, too', async () => {
    const folder = folderOf(490);
    const link = join(bench.folder, 'link');
    symlinkSync(folder, link);
    expect(await bench.code('vault/create', create(join(link, 'V.coffer')))).toBe(tooLong);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is no place for backups, for a vault that is restored, or for a kit', async () => {
    const { path } = await takeVault(bench);
    const folder = folderOf(490);
    expect(await bench.code('backups/set-folder', { folder: bench.ticket(folder) })).toBe(tooLong);
    const { id } = await bench.call('backups/make');
    expect((await bench.call('backups/list')).isDefaultFolder).toBe(true);
    const place = bench.ticket(join(folder, 'Again.coffer'));
    expect(await bench.code('backups/restore-as', { id, place })).toBe(tooLong);
    await bench.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'Alder' }],
    });
    const kit = {
      jobId: '0'.repeat(26),
      content: { selection: { query: { text: '' } }, parts: [], fieldIds: [] },
      personName: 'Bob',
      label: 'visits',
      passphrase: bytes('harbour lantern quartz meadow'),
      reason: null,
      place,
    };
    expect(await bench.code('kits/make', kit)).toBe(tooLong);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  test('a vault that was moved there says so, and opens when it is back', async () => {
    const { path } = await takeVault(bench);
    await lock();
    const deep = join(folderOf(490), 'Acme.coffer');
    renameSync(path, deep);
    expect(await opens(deep)).toBe(tooLong);
    renameSync(deep, path);
    expect(await opens(path)).toBeNull();
  });
});
