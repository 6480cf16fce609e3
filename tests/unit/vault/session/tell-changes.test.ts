import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

let bench: Bench;
beforeEach(async () => {
  bench = makeBench();
  await bench.call('vault/create', {
    place: bench.ticket(join(bench.folder, 'Shop.coffer')),
    name: 'Shop',
    personName: 'Robin Field',
    passphrase: bytes(goodPassphrase),
  });
});
afterEach(() => {
  bench.remove();
});

/** What the window is told to look at again while something is done, once each, in order of the alphabet. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  bench.events.length = 0;
  await work();
  return [...new Set(bench.events)].filter((event) => event.startsWith('changed/')).sort();
}

const newCustomer = async (): Promise<string> =>
  (await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann' }] })).id;

test('what was written is told, by what it was', async () => {
  const id = await newCustomer();
  const { id: tagId } = await bench.call('tags/create', { name: 'VIP', colour: 1 });
  const ids = { kind: 'ids' as const, ids: [id] };
  const rename = { id, edits: [{ field: 'name' as const, value: 'Bea' }] };
  expect(await told(newCustomer)).toEqual(['changed/customers', 'changed/undo']);
  expect(await told(() => bench.call('customers/edit', rename))).toEqual([
    'changed/customers',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('customers/edit', rename))).toEqual([]);
  expect(await told(() => bench.call('customers/bulk-tag', { selection: ids, tagId, add: true }))).toEqual([
    'changed/customers',
    'changed/tags',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('tags/create', { name: 'New', colour: 2 }))).toEqual([
    'changed/tags',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('tags/update', { id: tagId, name: 'Dear' }))).toEqual([
    'changed/customers',
    'changed/tags',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('undo/undo'))).toEqual([
    'changed/customers',
    'changed/tags',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('customers/delete', { selection: ids }))).toEqual([
    'changed/customers',
    'changed/tags',
    'changed/undo',
  ]);
  expect(await told(() => bench.call('settings/set', { currency: 'EUR' }))).toContain('changed/settings');
  expect(await told(() => bench.call('backups/make'))).toContain('changed/backups');
  expect(
    await told(() => bench.call('cards/set-mine', { name: 'Robin Field', organisation: 'Acme' })),
  ).toContain('changed/handover');
  expect(
    await told(() =>
      bench.call('people/invite', { name: 'Mei', roleId: 'member', delivery: null, language: 'en' }),
    ),
  ).toContain('changed/people');
});

test('who is erased is gone from every list', async () => {
  const id = await newCustomer();
  const selection = { kind: 'ids' as const, ids: [id] };
  expect(await told(() => bench.call('customers/erase', { selection, typed: 'Ann' }))).toEqual([
    'changed/conflicts',
    'changed/customers',
    'changed/tags',
    'changed/undo',
  ]);
});

test('reading, and what fails, tells nothing', async () => {
  const id = await newCustomer();
  expect(await told(() => bench.call('customers/get', { id }))).toEqual([]);
  expect(
    await told(() => bench.code('customers/edit', { id, edits: [{ field: 'tag', key: id, value: true }] })),
  ).toEqual([]);
});
