import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { inSteps } from '../../../../src-main/vault/customers/in-steps.ts';
import { sweepCutOffFiles } from '../../../../src-main/vault/unfinished/sweep.ts';
import { sealPath } from '../../../../src-main/vault/unfinished/own-path.ts';
import { unfinishedHandlers } from '../../../../src-main/vault/unfinished/handlers.ts';
import type { LongWrite } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';

let vault: TestVault;
beforeEach(() => {
  vault = openTestVault();
});
afterEach(() => {
  vault.remove();
});
const list = async () => (await unfinishedHandlers(vault)['unfinished/list'](undefined)).entries;
const works = async () => (await list()).map(({ work }) => work);
const exporting = {
  kind: 'writing-file',
  what: 'export',
  fileName: 'all.csv',
  temporary: null,
} as const;
const importing = { kind: 'import', label: 'imported' } as const;
const notes = { customerId: null, field: 'Notes', code: 'vault/disk-full' };

test('what ended is not told, and what did not is told until it is dismissed, without the path', async () => {
  vault.store.unfinished.end(vault.store.unfinished.begin(exporting));
  const temporary = sealPath(vault, join(tmpdir(), '.coffer-0123456789ab.part'));
  vault.store.unfinished.begin({ ...exporting, temporary });
  expect(await list()).toEqual([]);
  const device = vault.store.db.value<string>('SELECT device FROM unfinished_work') ?? '';
  vault = vault.reopen();
  await sweepCutOffFiles(vault, device);
  const entries = await list();
  expect(entries.map(({ work }) => work)).toEqual([
    { kind: 'writing-file', what: 'export', fileName: 'all.csv' },
  ]);
  await unfinishedHandlers(vault)['unfinished/dismiss']({ ids: entries.map(({ id }) => id) });
  vault = vault.reopen();
  expect(await list()).toEqual([]);
});

test.each([null, 'c2VhbGVk'])(
  'nobody dismisses what another person is to be told: with %s left over',
  async (temporary) => {
    vault.store.unfinished.begin({ ...exporting, temporary });
    vault = vault.reopen();
    const [entry] = await list();
    await unfinishedHandlers({ ...vault, personId: 'another' })['unfinished/dismiss']({
      ids: [entry?.id ?? ''],
    });
    expect(await list()).toHaveLength(1);
  },
);

test.each(['commit', 'rollback'] as const)('a long write that ends by %s leaves no word', async (how) => {
  vault.store.startLongWrite(importing)[how]();
  vault = vault.reopen();
  expect(await list()).toEqual([]);
});

test.each(['given up by the lock', 'cut off by a crash'])('a long write that is %s is told', async (how) => {
  const steps = inSteps(vault, importing, function* () {
    for (;;) yield;
  });
  await setImmediate();
  if (how === 'given up by the lock') vault.store.giveUpLongWrite();
  vault = vault.reopen();
  await expect(steps).rejects.toThrow('');
  expect(await works()).toEqual([{ kind: 'long-write', what: 'import' }]);
});

test('during a long write nothing else begins that its end would take along; what ends meanwhile has ended', async () => {
  const line = vault.store.unfinished.begin(exporting);
  const long = vault.store.startLongWrite(importing);
  expect(() => vault.store.unfinished.begin(exporting)).toThrow('vault/busy');
  vault.store.unfinished.end(line);
  long.rollback();
  vault = vault.reopen();
  expect(await list()).toEqual([]);
});

test('what could not be saved is told next time, also where an import was taken back by the lock', async () => {
  await unfinishedHandlers(vault)['unfinished/note-unsaved']({ edits: [notes] });
  vault.store.startLongWrite(importing);
  await unfinishedHandlers(vault)['unfinished/note-unsaved']({ edits: [{ ...notes, field: '备注' }] });
  vault.store.giveUpLongWrite();
  expect(await list()).toEqual([]);
  vault = vault.reopen();
  expect(await works()).toEqual([
    { kind: 'unsaved', ...notes },
    { kind: 'long-write', what: 'import' },
    { kind: 'unsaved', ...notes, field: '备注' },
  ]);
});

test('what there is no room to note is refused, so that who asks keeps it, and is not noted later', async () => {
  const pages = vault.store.db.value<number>('PRAGMA page_count') ?? 0;
  vault.store.db.value(`PRAGMA max_page_count = ${pages}`);
  const edits = Array.from({ length: 1000 }, (_, n) => ({ ...notes, field: `${n} ${'x'.repeat(200)}` }));
  const note = unfinishedHandlers(vault)['unfinished/note-unsaved'];
  await expect(async () => note({ edits })).rejects.toMatchObject({ code: 'vault/disk-full' });
  vault.store.db.value('PRAGMA max_page_count = 1000000');
  vault.store.unfinished.catchUp();
  vault = vault.reopen();
  expect((await works()).length).toBeLessThan(edits.length);
});

const step = fc.oneof(
  fc.record({ do: fc.constantFrom('begin', 'tell'), name: fc.stringMatching(/^[a-z客]{1,8}$/) }),
  fc.record({ do: fc.constant('end'), which: fc.nat() }),
  fc.record({ do: fc.constantFrom('start long', 'commit', 'rollback') }),
);

/** Does the steps in the vault, and gives what must be told after it was locked. */
function play(steps: readonly { do: string; name?: string; which?: number }[]): string[] {
  const { unfinished } = vault.store;
  const running: { id: string; name: string }[] = [];
  const told: string[] = [];
  let long: LongWrite | null = null;
  for (const { do: what, name = '', which = 0 } of steps) {
    if (what === 'tell') {
      unfinished.tellNext([{ kind: 'unsaved', ...notes, field: name }]);
      told.push(name);
    } else if (what === 'begin' && long === null)
      running.push({ id: unfinished.begin({ ...exporting, fileName: name }), name });
    else if (what === 'end' && running.length > 0) {
      for (const { id } of running.splice(which % running.length, 1)) unfinished.end(id);
    } else if (what === 'start long' && long === null) long = vault.store.startLongWrite(importing);
    else if ((what === 'commit' || what === 'rollback') && long !== null) {
      long[what]();
      long = null;
    }
  }
  vault.store.giveUpLongWrite();
  return [...told, ...running.map(({ name }) => name), ...(long === null ? [] : ['import'])].sort();
}

test('whatever begins, ends and is cut off in whatever order: what has no end is told, once, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const expected = play(steps);
      vault = vault.reopen();
      const entries = await list();
      const names = entries.map(({ work }) => {
        if (work.kind === 'unsaved') return work.field;
        return work.kind === 'writing-file' ? work.fileName : 'import';
      });
      expect(names.sort()).toEqual(expected);
      await unfinishedHandlers(vault)['unfinished/dismiss']({ ids: entries.map(({ id }) => id) });
      expect(await list()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
