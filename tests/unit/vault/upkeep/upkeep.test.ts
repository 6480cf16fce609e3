import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safeLockPolicy } from '../../../../src-preload/contract/upkeep.ts';
import { policyKinds } from '../../../../src-main/vault/policy/kinds.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';
import { openKeys } from '../keyring/opened-vault.ts';

let bench: Bench;
let path: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
});
afterEach(() => {
  bench.remove();
});

async function reopen(folder = path, more: object = {}): Promise<string | null> {
  bench = bench.restart();
  return bench.code('vault/unlock', {
    vault: bench.ticket(folder),
    passphrase: bytes(goodPassphrase),
    ...more,
  });
}
const hour = 60 * 60 * 1000;
const actions = async () => (await bench.call('journal/list', {})).entries.map((entry) => entry.action);

describe('settings', () => {
  it('are safe at first, stay when set, and reach the host when they are about locking', async () => {
    expect((await bench.call('settings/get')).lock).toEqual(safeLockPolicy);
    const lock = { ...safeLockPolicy, idle: { on: true, minutes: 12 } };
    const settings = await bench.call('settings/set', { lock, currency: 'EUR' });
    expect(settings).toMatchObject({ lock, currency: 'EUR', country: 'CN' });
    expect(bench.controls).toContainEqual({ type: 'lock-policy', policy: lock });
    expect(bench.events).toContain('changed/settings');
    await reopen();
    expect(await bench.call('settings/get')).toEqual(settings);
    expect(bench.controls).toContainEqual(expect.objectContaining({ type: 'opened', lockPolicy: lock }));
  });

  it('stand in the journal by name, and only when they changed', async () => {
    await bench.call('settings/set', { revealSeconds: 9 });
    await bench.call('settings/set', { revealSeconds: 9 });
    const changes = (await bench.call('journal/list', {})).entries.filter(
      (e) => e.action === 'settings-changed',
    );
    expect(changes.map((entry) => entry.details)).toEqual([{ settings: 'revealSeconds' }]);
  });

  it('are refused out of range', async () => {
    expect(await bench.code('settings/set', { revealSeconds: 1 })).toBe('bridge/bad-input');
    expect(
      await bench.code('settings/set', { lock: { ...safeLockPolicy, idle: { on: true, minutes: 61 } } }),
    ).toBe('bridge/bad-input');
  });
});

describe('journal/list', () => {
  it('goes back page by page', async () => {
    for (const seconds of [6, 7, 8]) await bench.call('settings/set', { revealSeconds: seconds });
    const first = await bench.call('journal/list', { count: 3 });
    expect(first).toMatchObject({ hasMore: true });
    expect(first.entries.map((entry) => entry.seq)).toEqual([6, 5, 4]);
    expect(first.entries[0]).toMatchObject({ person: '李雷', at: bench.clock });
    const second = await bench.call('journal/list', { count: 3, before: 4 });
    expect(second.entries.map((entry) => entry.seq)).toEqual([3, 1]);
    expect(second.hasMore).toBe(false);
  });
});

describe('backups', () => {
  const backupsFolder = () => join(bench.folder, 'Acme backups');
  const list = () => bench.call('backups/list');

  it('are made at lock when something changed, once an hour', async () => {
    await bench.engine.prepareLock();
    expect(readdirSync(backupsFolder())).toEqual(['Acme 2026-01-02 030405Z.coffer']);
    await reopen();
    expect(await list()).toMatchObject({ isDefaultFolder: true, lastAt: bench.clock, lastError: null });
    bench.clock += hour / 2;
    await bench.call('settings/set', { revealSeconds: 9 });
    await bench.engine.prepareLock();
    expect(readdirSync(backupsFolder())).toHaveLength(1);
    await reopen();
    bench.clock += hour;
    await bench.engine.prepareLock();
    expect(readdirSync(backupsFolder())).toHaveLength(2);
    await reopen();
    bench.clock += hour;
    await bench.engine.prepareLock();
    // Nothing was changed since the last one.
    expect(readdirSync(backupsFolder())).toHaveLength(2);
  });

  it('are verified, counted, and thinned out', async () => {
    await bench.call('settings/set', { backups: { on: true, keep: 2 } });
    for (let i = 0; i < 3; i++) {
      bench.clock += 1000;
      expect(await bench.call('backups/make')).toMatchObject({
        verified: true,
        customers: 0,
        at: bench.clock,
      });
    }
    const { backups } = await list();
    expect(backups.map((backup) => backup.at)).toEqual([bench.clock, bench.clock - 1000]);
    expect(backups.every((backup) => backup.verified && backup.sizeBytes > 0)).toBe(true);
    expect(await actions()).toContain('backup-made');
    writeFileSync(join(backupsFolder(), backups[0]?.id ?? '', 'records.db'), 'spoilt');
    expect((await list()).backups[0]).toMatchObject({ verified: false, customers: null });
  });

  it('are deleted by name, and the next lock makes another', async () => {
    const { id } = await bench.call('backups/make');
    expect(await bench.code('backups/delete', { id: '../Acme.coffer' })).toBe('backup/not-found');
    await bench.call('backups/delete', { id });
    expect(readdirSync(backupsFolder())).toEqual([]);
    expect(await list()).toMatchObject({ backups: [], lastAt: null });
    const { entries } = await bench.call('journal/list', { count: 1 });
    expect(entries[0]).toMatchObject({ action: 'backup-deleted', details: { name: id } });
    await bench.engine.prepareLock();
    expect(readdirSync(backupsFolder())).toHaveLength(1);
  });

  it('share no key with the vault: no page of one fits the other', async () => {
    const { id } = await bench.call('backups/make');
    const own = readFileSync(join(path, 'keyring.json'), 'utf8');
    const copied = readFileSync(join(backupsFolder(), id, 'keyring.json'), 'utf8');
    const database = (text: string) =>
      (JSON.parse(text) as { database: { id: string; wrappedKey: string } }).database;
    expect(database(copied).id).not.toBe(database(own).id);
    expect(database(copied).wrappedKey).not.toBe(database(own).wrappedKey);
    await bench.engine.prepareLock();
    writeFileSync(join(backupsFolder(), id, 'records.db'), readFileSync(join(path, 'records.db')));
    bench = makeBench(bench.folder, new Map());
    expect(await reopen(join(backupsFolder(), id))).toBe('vault/database-damaged');
  });

  it('go to the chosen folder, which must be there and not in the vault', async () => {
    const chosen = join(bench.folder, 'elsewhere');
    const setFolder = (folder: string | null) =>
      bench.code('backups/set-folder', { folder: folder === null ? null : bench.ticket(folder) });
    expect(await setFolder(chosen)).toBe('backup/folder-missing');
    mkdirSync(join(path, 'inside'));
    expect(await setFolder(join(path, 'inside'))).toBe('backup/folder-in-vault');
    expect(await setFolder(path)).toBe('backup/folder-in-vault');
    mkdirSync(chosen);
    expect(await setFolder(chosen)).toBeNull();
    const { id } = await bench.call('backups/make');
    expect(readdirSync(chosen)).toEqual([id]);
    rmSync(chosen, { recursive: true });
    expect(await bench.code('backups/make')).toBe('backup/folder-missing');
    expect(await list()).toMatchObject({
      lastError: 'backup/folder-missing',
      isDefaultFolder: false,
      backups: [],
    });
    expect(await actions()).toContain('backup-failed');
    expect(await setFolder(null)).toBeNull();
    expect((await list()).isDefaultFolder).toBe(true);
  });

  it('do not keep the vault from locking when they fail', async () => {
    writeFileSync(backupsFolder(), 'a file in the way');
    await bench.engine.prepareLock();
    expect(await reopen()).toBeNull();
    expect((await list()).lastError).not.toBeNull();
  });

  it('open on their own, as the older copy that they are', async () => {
    await bench.call('backups/make');
    await bench.call('settings/set', { revealSeconds: 9 });
    const id = (await list()).backups[0]?.id ?? '';
    expect(await reopen(join(backupsFolder(), id))).toBe('vault/older-copy');
    expect(await reopen(join(backupsFolder(), id), { acceptOlder: true })).toBeNull();
  });

  it('become a vault of their own again, with a line of history of its own', async () => {
    const { id } = await bench.call('backups/make');
    await bench.call('settings/set', { revealSeconds: 9 });
    const place = join(bench.folder, 'Again.coffer');
    expect(await bench.call('backups/restore-as', { id, place: bench.ticket(place) })).toEqual({
      name: 'Again',
    });
    expect(await bench.code('backups/restore-as', { id, place: bench.ticket(place) })).toBe(
      'vault/place-taken',
    );
    expect(await reopen(place)).toBeNull();
    expect((await bench.call('settings/get')).revealSeconds).toBe(30);
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    expect(await actions()).toContain('restored');
    expect(await reopen()).toBeNull();
    expect((await bench.call('settings/get')).revealSeconds).toBe(9);
  });

  it('take the vault’s place, which is kept aside', async () => {
    const { id } = await bench.call('backups/make');
    await bench.call('settings/set', { revealSeconds: 9 });
    const { keptAside } = await bench.call('backups/restore-over', { id });
    expect(bench.controls).toContainEqual({ type: 'request-lock', reason: 'restored' });
    expect(await bench.code('settings/get')).toBe('vault/locked');
    expect(await reopen()).toBeNull();
    expect((await bench.call('settings/get')).revealSeconds).toBe(30);
    expect(await reopen(join(bench.folder, keptAside))).toBeNull();
    expect((await bench.call('settings/get')).revealSeconds).toBe(9);
  });

  it('are refused when damaged, unknown, or of another vault, and nothing is changed', async () => {
    const { id } = await bench.call('backups/make');
    const file = join(backupsFolder(), id, 'records.db');
    const content = readFileSync(file);
    content[content.length - 50] = (content[content.length - 50] ?? 0) ^ 1;
    writeFileSync(file, content);
    const before = readdirSync(bench.folder);
    expect(await bench.code('backups/restore-over', { id })).toBe('backup/damaged');
    expect(await bench.code('backups/restore-over', { id: '../Acme.coffer' })).toBe('backup/not-found');
    expect(await bench.code('backups/restore-over', { id: 'Acme 2026-01-02 030405Z.coffer/..' })).toBe(
      'backup/not-found',
    );
    expect(readdirSync(bench.folder)).toEqual(before);
    expect(await bench.code('settings/get')).toBeNull();

    const other = makeBench();
    const stranger = await makeVault(other);
    await other.engine.prepareLock();
    for (const name of ['keyring.json', 'records.db'])
      writeFileSync(join(backupsFolder(), id, name), readFileSync(join(stranger.path, name)));
    other.remove();
    expect(await bench.code('backups/restore-over', { id })).toBe('backup/not-found');
    expect(existsSync(join(path, 'keyring.json'))).toBe(true);
  });
});

describe('vault/verify', () => {
  it('finds nothing in a vault that was locked and opened a few times', async () => {
    for (const seconds of [6, 7, 8]) {
      await bench.call('settings/set', { revealSeconds: seconds });
      await bench.engine.prepareLock();
      expect(await reopen()).toBeNull();
    }
    const found = await bench.call('vault/verify');
    expect(found.findings).toEqual([]);
    // The person, each policy as it is at first, and the three settings.
    expect(found.changes).toBe(1 + policyKinds.length + 3);
    expect(found.journalEntries).toBeGreaterThan(8);
    expect(await actions()).toContain('verified');
  });
});

describe('vault/verify, after somebody with the keys edited the file behind the log’s back', () => {
  /** Opens the database as such a person would, with a tool of their own. */
  async function tamper(sql: string): Promise<string[]> {
    await bench.call('settings/set', { country: 'DE', backups: { on: false, keep: 1 } });
    await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: '韩梅梅' }] });
    await bench.engine.prepareLock();
    const read = readKeyring(readFileSync(join(path, 'keyring.json')));
    const keys = await openKeys(read.alleged);
    const { store } = await openDatabase({ deviceId: 'd', now: () => 0 }, path, read.alleged, keys);
    store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => tx.run(sql));
    store.close();
    const code = await reopen(path, { acceptOlder: true });
    expect(code).toBeNull();
    return (await bench.call('vault/verify')).findings.map((finding) => finding.code);
  }

  it.each([
    [`UPDATE change SET value = '"FR"' WHERE entity_id = 'country'`, 'verify/change-log'],
    ["UPDATE change SET person = 'somebody' WHERE seq = 2", 'verify/change-log'],
    ["UPDATE journal SET action = 'verified' WHERE seq = 2", 'verify/journal'],
    ['DELETE FROM journal WHERE seq = 2', 'verify/journal'],
    [`UPDATE setting SET value = '"FR"' WHERE key = 'country'`, 'verify/tables'],
    [
      "INSERT INTO person SELECT 'mallory', name, signing_public, age_recipient, created_at FROM person",
      'verify/tables',
    ],
    ["UPDATE person_key SET signing_public = x'00'", 'verify/tables'],
    ["UPDATE checkpoint SET note = replace(note, 'A', 'B')", 'verify/checkpoint-signature'],
    [
      'DELETE FROM checkpoint WHERE journal_size = (SELECT min(journal_size) FROM checkpoint)',
      'verify/unsigned-entries',
    ],
    ['UPDATE journal SET salt = randomblob(16) WHERE seq = 2', 'verify/journal'],
    ["UPDATE customer SET name = 'Mallory'", 'verify/tables'],
    ['UPDATE customer SET deleted_at = 1', 'verify/tables'],
    ['UPDATE customer_count SET customers = 7 WHERE bin = 0', 'verify/tables'],
  ])('finds %s', async (sql, code) => {
    expect(await tamper(sql)).toContain(code);
  });
});
