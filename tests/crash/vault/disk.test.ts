/** A full disk and a read-only one, as the system really gives them: a small file system of its own. Needs root. */
import { damageIn } from './damage.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPartName } from '../../../src-main/files/replace-file.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { canMount, fill, makeRoom, mountSmallDisk, unmount } from '../../small-disk.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import {
  bytes,
  contentOf,
  goodPassphrase,
  makeBench,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';

const next = 'harbour lantern quartz meadow';
let disk: string;
let bench: Bench;
let path: string;

beforeEach(async (context) => {
  if (!canMount) context.skip('mounting a small file system needs root');
  disk = mkdtempSync(join(tmpdir(), 'coffer-disk-'));
  mountSmallDisk(disk, 3);
  mkdirSync(join(disk, 'vaults'));
  bench = makeBench(join(disk, 'vaults'));
  ({ path } = await takeVault(bench));
});
afterEach(() => {
  if (!canMount) return;
  bench.engine.close();
  unmount(disk);
  rmSync(disk, { recursive: true });
});

/** Imports `rows` customers from a file elsewhere, or tries it, while `meanwhile` is done. @returns the code that it fails with */
async function importCode(
  rows: number,
  how: 'import/run' | 'import/dry-run' = 'import/run',
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<string | null> {
  const file = join(tmpdir(), `coffer-imported-${String(process.pid)}.csv`);
  const lines = Array.from(
    { length: rows },
    (_, at) => `Customer ${at},c${at}@example.com,${'x'.repeat(200)}`,
  );
  writeFileSync(file, `name,email,notes\n${lines.join('\n')}\n`);
  try {
    const source = await bench.call('import/open', { file: bench.ticket(file) });
    const running = bench.code(how, {
      jobId: source.jobId,
      targets: source.columns.map(({ suggestion }) => suggestion),
      defaultKind: 'guess',
      duplicates: 'skip',
      matchBy: ['email'],
      dateOrder: source.dateOrder,
      addTag: null,
    });
    await meanwhile();
    return await running;
  } finally {
    rmSync(file);
  }
}

/** Makes the vault's folder unwritable while `work` goes on, and writable again. */
async function whileReadOnly(work: () => Promise<void>): Promise<void> {
  execFileSync('mount', ['--bind', path, path]);
  execFileSync('mount', ['-o', 'remount,ro,bind', path]);
  try {
    await work();
  } finally {
    execFileSync('umount', [path]);
  }
}

async function reopen(passphrase = goodPassphrase): Promise<string | null> {
  bench = bench.restart();
  return bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase) });
}

describe('a full disk', () => {
  it.each([0, 4096])(
    'leaves the old passphrase in force when a new one cannot be written (%i bytes left)',
    async (left) => {
      const before = readFileSync(join(path, 'keyring.json'));
      fill(disk, left === 0 ? 0 : 4096);
      if (left > 0) writeFileSync(join(disk, 'filler-last'), 'x');
      const code = await bench.code('keys/change-passphrase', {
        current: bytes(goodPassphrase),
        next: bytes(next),
      });
      expect(code).toBe('vault/disk-full');
      expect(readFileSync(join(path, 'keyring.json')).equals(before)).toBe(true);
      expect(readdirSync(path).filter((name) => isPartName(name))).toEqual([]);
      makeRoom(disk);
      expect(
        await bench.code('keys/change-passphrase', { current: bytes(goodPassphrase), next: bytes(next) }),
      ).toBeNull();
      expect(await reopen(goodPassphrase)).toBe('vault/wrong-passphrase');
      expect(await reopen(next)).toBeNull();
    },
  );

  it('refuses a change with a code and keeps every acknowledged one', async () => {
    await bench.call('settings/set', { clipboardSeconds: 21 });
    fill(disk, 0);
    let acknowledged = 21;
    let code: string | null = null;
    for (let seconds = 22; seconds < 120 && code === null; seconds++) {
      code = await bench.code('settings/set', { clipboardSeconds: seconds });
      if (code === null) acknowledged = seconds;
    }
    expect(code).toBe('vault/disk-full');
    expect((await bench.call('settings/get')).clipboardSeconds).toBe(acknowledged);
    makeRoom(disk);
    expect(await bench.code('settings/set', { revealSeconds: 11 })).toBeNull();
    expect(await reopen()).toBeNull();
    expect(await bench.call('settings/get')).toMatchObject({
      clipboardSeconds: acknowledged,
      revealSeconds: 11,
    });
    expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
  });

  it('takes an import back whole, and takes it in when there is room', async () => {
    await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Before' }] });
    expect(await importCode(5000)).toBe('vault/disk-full');
    expect(await bench.call('customers/count')).toMatchObject({ active: 1 });
    expect((await bench.call('import/batches')).batches).toEqual([]);
    expect(await importCode(20)).toBeNull();
    expect(await reopen()).toBeNull();
    expect(await bench.call('customers/count')).toMatchObject({ active: 21 });
    expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
  });

  it('does not keep a rehearsal from its end, nor forget what was copied meanwhile', async () => {
    const edits = [{ field: 'name' as const, value: 'Before' }];
    const { id: customerId } = await bench.call('customers/create', { kind: 'person', edits });
    fill(disk, 0);
    // There is room for it in memory only, once the rehearsal has begun.
    const copied = (): Promise<void> =>
      expect
        .poll(() => bench.code('audit/copied', { customerId, what: { cell: 'name' } }), { interval: 1 })
        .toBeNull();
    expect(await importCode(3000, 'import/dry-run', copied)).toBeNull();
    expect(await bench.call('customers/count')).toMatchObject({ active: 1 });
    makeRoom(disk);
    expect(await reopen()).toBeNull();
    const { entries } = await bench.call('audit/customer', { customerId, before: null, count: 20 });
    expect(entries.map(({ action }) => action)).toContain('copied');
    expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
  });

  it.each(Array.from({ length: 12 }, (_, pages) => pages * 4096))(
    'is named where it keeps a vault from opening (%i bytes left)',
    async (left) => {
      await bench.engine.prepareLock();
      fill(disk, left);
      expect([null, 'vault/disk-full']).toContain(await reopen());
      makeRoom(disk);
      expect(await reopen()).toBeNull();
    },
  );

  it('leaves no part of a backup behind, says so, and the vault goes on', async () => {
    fill(disk, 100_000);
    expect(await bench.code('backups/make')).toBe('vault/disk-full');
    expect(readdirSync(join(disk, 'vaults', 'Acme backups'))).toEqual([]);
    makeRoom(disk);
    const { backups, lastError } = await bench.call('backups/list');
    expect({ backups, lastError }).toEqual({ backups: [], lastError: 'vault/disk-full' });
    expect(await bench.code('backups/make')).toBeNull();
    expect((await bench.call('backups/list')).lastError).toBeNull();
  });

  it('leaves no part of a new vault behind', async () => {
    fill(disk, 60_000);
    const folder = join(disk, 'vaults', 'Other.coffer');
    bench = bench.restart();
    const before = readdirSync(join(disk, 'vaults'));
    const created = await bench.code('vault/create', {
      place: bench.ticket(folder),
      name: 'Other',
      personName: 'x',
      passphrase: bytes(goodPassphrase),
    });
    expect(created).toBe('vault/disk-full');
    expect(readdirSync(join(disk, 'vaults'))).toEqual(before);
  });

  it('does not keep a vault from locking: what was committed opens again', async () => {
    await bench.call('settings/set', { clipboardSeconds: 44 });
    fill(disk, 0);
    await bench.engine.prepareLock().catch((error: unknown) => {
      expect(String(error)).toContain('vault/disk-full');
    });
    makeRoom(disk);
    expect(await reopen()).toBeNull();
    expect((await bench.call('settings/get')).clipboardSeconds).toBe(44);
  });
});

describe('a read-only disk', () => {
  it('is named as that, and nothing is changed', async () => {
    await bench.engine.prepareLock();
    const before = contentOf(path);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    try {
      expect(await reopen('a wrong passphrase')).toBe('vault/wrong-passphrase');
      expect(await reopen()).toBe('vault/read-only');
      expect(contentOf(path)).toEqual(before);
      const folder = join(disk, 'vaults', 'Other.coffer');
      expect(
        await bench.code('vault/create', {
          place: bench.ticket(folder),
          name: 'Other',
          personName: 'x',
          passphrase: bytes(goodPassphrase),
        }),
      ).toBe('vault/read-only');
      expect(bench.incidents).toEqual([]);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk]);
    }
    expect(await reopen()).toBeNull();
  });

  it('refuses changes of keys with a code when it becomes so while the vault is open', async () => {
    const before = readFileSync(join(path, 'keyring.json'));
    await whileReadOnly(async () => {
      expect(
        await bench.code('keys/change-passphrase', { current: bytes(goodPassphrase), next: bytes(next) }),
      ).toBe('vault/read-only');
      expect(readFileSync(join(path, 'keyring.json')).equals(before)).toBe(true);
    });
  });

  it('refuses a backup with a code when its folder becomes so, and the vault goes on', async () => {
    expect(await bench.code('backups/make')).toBeNull();
    const folder = join(disk, 'vaults', 'Acme backups');
    const kept = readdirSync(folder);
    execFileSync('mount', ['--bind', folder, folder]);
    execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
    try {
      expect(await bench.code('backups/make')).toBe('vault/read-only');
      expect(readdirSync(folder)).toEqual(kept);
      expect((await bench.call('backups/list')).lastError).toBe('vault/read-only');
    } finally {
      execFileSync('umount', [folder]);
    }
    expect(await bench.code('settings/set', { revealSeconds: 11 })).toBeNull();
  });

  it('keeps out edits and imports, which find a vault that cannot be opened for them', async () => {
    expect(await importCode(10)).toBeNull();
    await bench.engine.prepareLock();
    const before = contentOf(path);
    await whileReadOnly(async () => {
      expect(await reopen()).toBe('vault/read-only');
      expect(await importCode(10).catch((error: unknown) => String(error))).toContain('vault/locked');
      const edits = [{ field: 'name' as const, value: 'x' }];
      expect(await bench.code('customers/create', { kind: 'person', edits })).toBe('vault/locked');
    });
    expect(contentOf(path)).toEqual(before);
    expect(await reopen()).toBeNull();
    expect(await bench.call('customers/count')).toMatchObject({ active: 10 });
  });
});

describe('an attachment', () => {
  const added = async (content: Uint8Array, fileClass: 'internal' | 'confidential') => {
    const file = join(tmpdir(), `coffer-attached-${String(process.pid)}`);
    writeFileSync(file, content);
    const { id: customerId } = await bench.call('customers/create', { kind: 'person', edits: [] });
    try {
      const code = await bench.code('attachments/add', {
        customerId,
        file: bench.ticket(file),
        class: fileClass,
        jobId: customerId,
      });
      return { code, customerId };
    } finally {
      rmSync(file);
    }
  };

  it.each(['internal', 'confidential'] as const)(
    'that does not fit on the disk leaves nothing behind, and the vault works on (%s)',
    async (fileClass) => {
      const { code, customerId } = await added(new Uint8Array(8 * 1024 * 1024), fileClass);
      expect(code).toBe('vault/disk-full');
      expect((await bench.call('attachments/list', { customerId })).attachments).toEqual([]);
      expect((await added(new Uint8Array(1000), fileClass)).code).toBe(null);
      expect(await reopen()).toBe(null);
      expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
    },
  );

  it('whose copy does not fit on the disk leaves no copy', async () => {
    const { code, customerId } = await added(new Uint8Array(300_000), 'internal');
    expect(code).toBe(null);
    const [attachment] = (await bench.call('attachments/list', { customerId })).attachments;
    fill(disk, 100_000);
    const save = bench.ticket(join(disk, 'copy.bin'));
    const given = { customerId, id: attachment?.id ?? '', save, jobId: customerId };
    expect(await bench.code('attachments/save', given)).toBe('vault/disk-full');
    expect(readdirSync(disk).filter((name) => name.includes('copy'))).toEqual([]);
  });
});

describe('exchanging the keys on a small disk', () => {
  it('is not begun where there is too little room', async () => {
    fill(disk, 64 * 1024);
    const reply = await bench.engine.handle('rotation/start', { jobId: newId(), reason: 'routine' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'rotation/no-space' } });
    expect(bench.controls.some(({ type }) => type === 'request-lock')).toBe(false);
    // The vault is open as before.
    expect(await bench.call('customers/count')).toBeDefined();
    expect(readdirSync(path)).not.toContain('records.db.next');
  });

  it('leaves the vault as it was when the disk fills up meanwhile', async () => {
    execFileSync('mount', ['-o', 'remount,size=256m', disk]);
    const file = join(disk, 'large.bin');
    writeFileSync(file, randomFillSync(new Uint8Array(40 * 1024 * 1024)));
    const edits = [{ field: 'name' as const, value: 'Large' }];
    const { id: customerId } = await bench.call('customers/create', { kind: 'company', edits });
    const jobId = newId();
    await bench.call('attachments/add', { jobId, customerId, file: bench.ticket(file), class: 'internal' });
    await bench.engine.prepareLock();
    const { folder, seen } = bench;
    bench.engine.close();
    const copyThread = new URL('../../../src-main/copy-thread.ts', import.meta.url);
    bench = makeBench(folder, seen, { copyThread });
    await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) });
    const slots = (): unknown =>
      // Written by the app.
      (JSON.parse(readFileSync(join(path, 'keyring.json'), 'utf8')) as { slots: unknown }).slots;
    const before = slots();
    const rotating = bench.code('rotation/start', { jobId: newId(), reason: 'routine' });
    await expect.poll(() => readdirSync(path), { interval: 1, timeout: 30_000 }).toContain('records.db.next');
    try {
      fill(disk, 0);
    } catch (error) {
      // The copy took some of what was free.
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
    }
    expect(await rotating).toBe('vault/disk-full');
    expect(bench.controls.at(-1)).toEqual({ type: 'request-lock', reason: 'rotation-disk-full' });
    expect(readdirSync(path)).not.toContain('records.db.next');
    expect(slots()).toEqual(before);
    makeRoom(disk);
    expect(await reopen()).toBeNull();
    expect(await bench.call('customers/count')).toMatchObject({ active: 1 });
    expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
  });
});
