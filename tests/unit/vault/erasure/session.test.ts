/** Erasing as people meet it: an account that may, asking again, locking, backups. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mostErasedAtOnce, type Edit } from '../../../../src-preload/contract/customers.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
let path: string;

beforeEach(async () => {
  bench = makeBench();
  path = (await makeVault(bench)).path;
});
afterEach(() => {
  bench.remove();
});

const named = async (name: string, ...more: Edit[]): Promise<string> =>
  (await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: name }, ...more] }))
    .id;
const names = async (): Promise<string[]> => {
  const window = await bench.call('customers/window', { query: { text: '' }, start: 0, count: 20 });
  return window.rows.map(({ name }) => name).sort();
};
const unlock = (folder: string) =>
  bench.call('vault/unlock', { vault: bench.ticket(folder), passphrase: bytes(goodPassphrase) });
const findings = async (): Promise<unknown> => (await bench.call('vault/verify')).findings;

test('[X-5] checking the vault finds nothing, in this session and the next', async () => {
  const gone = await named('Gone Person');
  await named('Kept Person');
  expect(await bench.code('customers/erase', { selection: { ids: [gone] }, typed: 'Kept Person' })).toBe(
    'customers/not-confirmed',
  );
  expect(
    await bench.call('customers/erase', { selection: { ids: [gone] }, typed: 'Gone Person' }),
  ).toMatchObject({
    changes: 1,
  });
  expect(await names()).toEqual(['Kept Person']);
  expect(await bench.call('vault/verify')).toMatchObject({ findings: [], erased: 1 });
  await bench.engine.prepareLock();
  bench.restart();
  await unlock(path);
  expect(await names()).toEqual(['Kept Person']);
  expect(await findings()).toEqual([]);
});

test('several are erased after their number was typed, the bin’s as well, and never more than are asked for at once', async () => {
  const gone = [await named('One'), await named('Two')];
  const kept = await named('Kept Person');
  await bench.call('customers/delete', { selection: { ids: gone.slice(0, 1) } });
  const selection = { ids: [...gone, ...gone] };
  for (const typed of ['One', '4', '', gone[0] ?? ''])
    expect(await bench.code('customers/erase', { selection, typed })).toBe('customers/not-confirmed');
  const { customers } = await bench.call('customers/erase', { selection, typed: ' ２ ' });
  expect(customers.toSorted()).toEqual(gone.toSorted());
  expect(await bench.code('customers/erase', { selection, typed: '0' })).toBe('customers/not-found');
  expect(await bench.call('vault/verify')).toMatchObject({ findings: [], customers: 1 });
  for (let more = 0; more < mostErasedAtOnce; more++) await named(`Of many ${String(more)}`);
  const all = { selection: { query: {} }, typed: String(mostErasedAtOnce + 1) };
  expect(await bench.code('customers/erase', all)).toBe('customers/too-many-to-erase');
  await bench.call('customers/delete', { selection: { ids: [kept] } });
  expect(await bench.call('customers/erase', { ...all, typed: String(mostErasedAtOnce) })).toMatchObject({
    remains: { handOvers: 0 },
  });
  expect(await names()).toEqual([]);
  expect(await findings()).toEqual([]);
});

test('[X-7] a backup from before brings nobody back, in a new place or over the vault', async () => {
  const gone = await named('Gone Person');
  await named('Kept Person');
  const { id: backup } = await bench.call('backups/make');
  await bench.call('customers/erase', { selection: { ids: [gone] }, typed: gone });
  await named('Later Person');
  const place = join(bench.folder, 'Again.coffer');
  await bench.call('backups/restore-as', { id: backup, place: bench.ticket(place) });
  await bench.engine.prepareLock();
  bench.restart();
  await unlock(place);
  expect(await names()).toEqual(['Kept Person']);
  expect(await bench.call('vault/verify')).toMatchObject({ findings: [], erased: 1 });
  await bench.engine.prepareLock();
  bench.restart();
  await unlock(path);
  await bench.call('backups/restore-over', { id: backup });
  bench.restart();
  await unlock(path);
  expect(await names()).toEqual(['Kept Person']);
  expect(await findings()).toEqual([]);
});

test('[X-12] whoever opens a backup itself, or a copy that heard of nothing, is told how many erased customers it holds', async () => {
  const gone = await named('Gone Person');
  await named('Kept Person');
  const { id: backup } = await bench.call('backups/make');
  const { folder } = await bench.call('backups/list');
  await bench.call('customers/erase', { selection: { ids: [gone] }, typed: gone });
  await bench.engine.prepareLock();
  bench = bench.restart();
  const opening = (more: object = {}) => ({
    vault: bench.ticket(join(folder, backup)),
    passphrase: bytes(goodPassphrase),
    ...more,
  });
  const told = { code: 'erased-since', count: 1 };
  await expect(bench.call('vault/unlock', opening())).rejects.toThrow(/vault\/older-copy .*"erased":1/);
  expect((await bench.call('vault/unlock', opening({ readOnly: true }))).notices).toContainEqual(told);
  await bench.engine.prepareLock();
  const used = await bench.call('vault/unlock', opening({ acceptOlder: true }));
  expect(used.notices).toContainEqual(told);
  await bench.engine.prepareLock();
  bench = bench.restart();
  // The vault itself holds nobody who was erased.
  expect((await unlock(path)).notices.map(({ code }) => code)).not.toContain(told.code);
});
