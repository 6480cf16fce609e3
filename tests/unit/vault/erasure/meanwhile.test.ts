/** Erasing while the vault does something else: a customer goes out with nothing that could not be named, and locking finds all in order. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalInParts } from '../../../../src-main/vault/audit/leaving.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { eraseCustomers } from '../../../../src-main/vault/erasure/erase.ts';
import { openTestVault } from '../customers/test-vault.ts';
import { addCustomer, everybody, parts } from '../handover/kit.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
let path: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
});
afterEach(() => {
  bench.remove();
});

const erase = (id: string) => bench.code('customers/erase', { selection: { ids: [id] }, typed: id });
const findings = async () => (await bench.call('vault/verify')).findings;

const passphrase = () => bytes('harbour lantern quartz meadow');
const content = { selection: everybody, parts, fieldIds: [] };
type Leaving = readonly [call: string, begin: (place: string) => Promise<string | null>];
const leaving: readonly Leaving[] = [
  [
    'export/csv',
    (save) =>
      bench.code('export/csv', {
        jobId: newId(),
        selection: { query: {} },
        columns: ['name'],
        headings: ['Name'],
        encoding: 'utf-8-bom',
        reason: 'accounts',
        save,
      }),
  ],
  [
    'bundle/make',
    (save) =>
      bench.code('bundle/make', {
        jobId: newId(),
        content,
        recipientIds: [],
        passphrase: passphrase(),
        purpose: '',
        note: '',
        save,
      }),
  ],
  [
    'kits/make',
    (place) =>
      bench.code('kits/make', {
        jobId: newId(),
        content,
        personName: 'Han Meimei',
        label: '',
        passphrase: passphrase(),
        place,
      }),
  ],
];

test.each(leaving)(
  'nobody is erased while %s may take them along, and afterwards all is noted',
  async (call, begin) => {
    await addCustomer(bench, 'Kept Person');
    let gone = '';
    let said: string | null = null;
    // Until it comes when the vault has begun with that.
    for (let turns = 0; said === null && turns < 100; turns++) {
      gone = await addCustomer(bench, 'Gone Person');
      const made = begin(bench.ticket(join(bench.folder, newId())));
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      said = await erase(gone);
      expect(await made).toBeNull();
    }
    expect(said).toBe('vault/busy');
    const { remains } = await bench.call('customers/erase', { selection: { ids: [gone] }, typed: gone });
    expect(remains.handOvers).toBe(call === 'export/csv' ? 0 : 1);
    expect(await findings()).toEqual([]);
    expect(bench.incidents).toEqual([]);
  },
);

test('locking at any moment of it says so, and leaves the pages as the keyring has them', async () => {
  for (let turns = 0; turns < 24; turns++) {
    const gone = await addCustomer(bench, 'Gone Person');
    const erasing = erase(gone);
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    await bench.engine.prepareLock();
    expect([null, 'vault/locked']).toContain(await erasing);
    const opened = { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) };
    const { notices } = await bench.call('vault/unlock', opened);
    expect([turns, notices.map(({ code }) => code)]).toEqual([turns, ['recovery-kit-unconfirmed']]);
    expect(await bench.code('customers/get', { id: gone })).toBe('customers/not-found');
    expect([turns, await findings()]).toEqual([turns, []]);
  }
  expect(bench.incidents).toEqual([]);
}, 120_000);

test('who was erased between two entries about many is in none of them', async () => {
  const vault = openTestVault();
  const made = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
    Array.from({ length: 2001 }, (_, at) =>
      createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: `No ${String(at)}` }] }),
    ),
  );
  const rows = made.map(({ row }) => row);
  const noted = journalInParts(vault, { action: 'secrets-checked', details: { count: rows.length } }, rows);
  const [last] = made.slice(-1);
  if (last === undefined) throw new Error('nobody was made');
  eraseCustomers(vault, [last]);
  await noted;
  expect(vault.store.db.value('SELECT count(*) FROM subject WHERE customer = ?', last.row)).toBe(0);
  expect(vault.store.db.value('SELECT count(DISTINCT customer) FROM subject')).toBe(2000);
  vault.remove();
});
