/** A single older page is a right page: its tag fits. Only the sum over all pages tells. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addCustomer, addField, introduce, make } from '../handover/kit.ts';
import { changedPages, databaseOf, logOf, pagesOfTables, putBack, rewriteKeyring } from './old-pages.ts';
import { takeVault } from './take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

let bench: Bench;
let path: string;
let kept: string;
let older: Buffer;
let tables: Map<string, number[]>;
let recipient: string;

async function open(): Promise<void> {
  bench = bench.restart();
  await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) });
}

/** Writes to whatever a vault has tables for. */
async function work(round: number): Promise<void> {
  const field = await addField(bench, `Number ${String(round)}`, 'restricted');
  await bench.call('settings/set', { clipboardSeconds: 20 + round });
  const colleague = makeBench();
  await takeVault(colleague, `colleague ${String(round)}`);
  recipient = await introduce(colleague, bench);
  colleague.remove();
  const id = await addCustomer(bench, `王小明${String(round)}`, [
    { field: 'value', key: field, value: '310101199001011234' },
  ]);
  const file = join(bench.folder, `${String(round)}.coffer-bundle`);
  await make(bench, file, { recipientIds: [recipient], ids: [id] });
  await bench.call('backups/make');
  await bench.engine.prepareLock();
}

const sendAway = (): Promise<string | null> =>
  make(bench, join(bench.folder, 'away.coffer-bundle'), { recipientIds: [recipient] }).then(
    () => null,
    (error: unknown) => String(error),
  );
const notices = async (): Promise<string[]> =>
  (await bench.call('vault/state')).session?.notices.map(({ code }) => code) ?? [];

beforeAll(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await work(1);
  older = databaseOf(path);
  await open();
  await work(2);
  tables = await pagesOfTables(path);
  kept = join(bench.folder, 'kept');
  cpSync(path, kept, { recursive: true });
});
beforeEach(() => {
  rmSync(path, { recursive: true });
  cpSync(kept, path, { recursive: true });
  // A device that never saw this vault: what it remembers of later ones is no help.
  bench.seen.clear();
});
afterEach(() => {
  bench.engine.close();
});
afterAll(() => {
  bench.remove();
});

describe('one older page', () => {
  it.each([
    'card',
    'setting',
    'meta',
    'posture',
    'checkpoint',
    'ledger',
    'ledger_customer',
    'customer_by_name',
    'customer',
    'name_lookup',
    'search_text',
    'search_data',
    'search_docsize',
  ])('of %s is noticed before anything leaves, and nothing is changed any more', async (table) => {
    const [page] = changedPages(path, older, tables.get(table) ?? []);
    if (page === undefined) throw new Error('no page of it was changed');
    putBack(path, older, page);
    await open();
    expect(await sendAway()).toMatch(/^Error: vault\/pages-differ/);
    expect(await bench.code('backups/make')).toBe('vault/pages-differ');
    expect(await bench.code('settings/set', { clipboardSeconds: 90 })).toBe('vault/pages-differ');
    expect(await notices()).toContain('pages-differ');
    expect(bench.events).toContain('changed/notices');
    expect(await bench.code('customers/count')).toBeNull();
  });

  it.each(['customer', 'ledger'])(
    'of %s in a write-ahead log that somebody laid there is noticed by what it holds',
    async (table) => {
      const [page] = changedPages(path, older, tables.get(table) ?? []);
      writeFileSync(join(path, 'records.db-wal'), logOf(older, page ?? 0, databaseOf(path).length));
      await open();
      expect(await sendAway()).toMatch(/^Error: vault\/pages-differ/);
    },
  );

  it('is noticed at the next opening too', async () => {
    const [page] = changedPages(path, older, tables.get('card') ?? []);
    putBack(path, older, page ?? 0);
    await open();
    await bench.engine.prepareLock();
    await open();
    expect(await bench.code('backups/make')).toBe('vault/pages-differ');
  });
});

describe('a vault as it was left', () => {
  it('is known to be so, and changes, backups and bundles go on', async () => {
    await open();
    expect(await sendAway()).toBeNull();
    await bench.engine.prepareLock();
    await open();
    expect(await bench.code('backups/make')).toBeNull();
    expect(await notices()).not.toContain('pages-differ');
  });

  it('is known after a process was killed in the middle of its work', async () => {
    await open();
    await bench.call('settings/set', { clipboardSeconds: 90 });
    const crashed = join(bench.folder, 'crashed');
    cpSync(path, crashed, { recursive: true });
    bench.engine.close();
    rmSync(path, { recursive: true });
    cpSync(crashed, path, { recursive: true });
    await open();
    expect(await sendAway()).toBeNull();
    expect((await bench.call('settings/get')).clipboardSeconds).toBe(90);
    expect(await notices()).not.toContain('pages-differ');
  });
});

describe('what was written', () => {
  it('gets from the log into the file by itself, and is accounted for after a kill then', async () => {
    await open();
    const before = databaseOf(path).length;
    for (let round = 0; round < 18; round += 1)
      await addCustomer(bench, 'long notes', [{ field: 'notes', value: '茶'.repeat(90_000) }]);
    const isCopied = (): void => {
      expect(databaseOf(path).length).toBeGreaterThan(before + 4_000_000);
      expect(readFileSync(join(path, 'keyring.json'), 'utf8')).not.toContain('"pages":null');
    };
    await vi.waitFor(isCopied, { timeout: 30_000, interval: 50 });
    await bench.call('settings/set', { clipboardSeconds: 90 });
    const crashed = join(bench.folder, 'crashed');
    cpSync(path, crashed, { recursive: true });
    bench.engine.close();
    rmSync(path, { recursive: true });
    cpSync(crashed, path, { recursive: true });
    await open();
    expect(await sendAway()).toBeNull();
    expect(await notices()).toContain('interrupted-write-recovered');
    expect(await notices()).not.toContain('pages-unknown');
  });

  it('is compared with the logs where a kill cut its copying off', async () => {
    await open();
    await bench.call('settings/set', { clipboardSeconds: 90 });
    await bench.engine.prepareLock();
    // As the keyring is while the log is copied.
    await rewriteKeyring(path, ({ database, ...rest }) => ({
      ...rest,
      database: { ...database, pages: null },
    }));
    await open();
    expect(await notices()).toContain('pages-unknown');
    expect(await sendAway()).toBeNull();
    const [page] = changedPages(path, older, tables.get('customer') ?? []);
    await bench.engine.prepareLock();
    await rewriteKeyring(path, ({ database, ...rest }) => ({
      ...rest,
      database: { ...database, pages: null },
    }));
    putBack(path, older, page ?? 0);
    await open();
    expect(await sendAway()).toMatch(/^Error: vault\/pages-differ/);
  });
});

describe('checking a vault with an older page', () => {
  it('lets work go on where everything is as the logs say, and says what it was', async () => {
    const [page] = changedPages(path, older, tables.get('meta') ?? []);
    putBack(path, older, page ?? 0);
    await open();
    const { findings } = await bench.call('vault/verify');
    expect(findings).toContainEqual({ code: 'verify/older-pages', count: 1 });
  });
});
