import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { atOnce } from '../../src-main/vault/customers/in-steps.ts';
import { verifyChanges } from '../../src-main/vault/store/change-log.ts';
import { openStore, type Store } from '../../src-main/vault/store/store.ts';
import { canMount, mountSmallDisk, unmount } from '../small-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-disk-'));
const key = randomBytes(32);

function open(create: boolean): Store {
  const dek = SecretKey.adopt('dek', key.slice());
  const file = join(folder, 'records.db');
  return openStore({
    file,
    dek,
    cipher: 'aegis',
    create,
    deviceId: 'disk',
    personId: 'person',
    now: Date.now,
  });
}

function writeTag(store: Store, number: number): void {
  store.write({ kind: 'edit', label: 'tags/create' }, (tx) => {
    const id = String(number).padStart(26, '0');
    tx.run('INSERT INTO tag (id, name, colour) VALUES (?, ?, 1)', id, 'x'.repeat(20_000));
    tx.record({
      entity: 'tag',
      entityId: id,
      field: '*',
      oldValue: null,
      value: JSON.stringify('y'.repeat(20_000)),
    });
  });
}

beforeAll(() => {
  if (canMount) mountSmallDisk(folder, 3);
});

afterAll(() => {
  if (canMount) unmount(folder);
  rmdirSync(folder);
});

test.runIf(canMount)(
  'a full disk refuses the write, keeps every write before it, and writes again when there is room',
  () => {
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, new Uint8Array(700_000));
    let store = open(true);
    let written = 0;
    const fill = (): void => {
      for (; written < 1000; written++) writeTag(store, written);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'vault/disk-full' }));
    expect(written).toBeGreaterThan(2);
    expect(store.db.value('SELECT count(*) FROM tag')).toBe(written);
    expect(store.logSize).toBe(written);

    store.close();
    store = open(false);
    expect(store.db.value('SELECT count(*) FROM tag')).toBe(written);
    expect(store.integrityCheck()).toEqual([]);

    rmSync(ballast);
    writeTag(store, written);
    expect(store.db.value('SELECT count(*) FROM tag')).toBe(written + 1);
    expect(atOnce(verifyChanges(store.db))).toMatchObject({
      entries: written + 1,
      brokenAt: null,
      isTreeRight: true,
    });
    store.close();
  },
);

test.runIf(canMount)('a backup onto a full disk fails as such and leaves nothing behind', () => {
  const store = open(false);
  const ballast = join(folder, 'ballast');
  const room = Number(
    execFileSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' }).split('\n')[1],
  );
  writeFileSync(ballast, new Uint8Array(Math.max(0, room - 100_000)));
  const backup = join(folder, 'backup.db');
  expect(() => {
    store.backupTo(backup, SecretKey.adopt('dek', randomBytes(32)));
  }).toThrow(expect.objectContaining({ code: 'vault/disk-full' }));
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('backup');
  rmSync(ballast);
  store.close();
});

test.runIf(canMount)('a read-only folder is refused as such, and the file is as it was', () => {
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  expect(() => open(false)).toThrow(expect.objectContaining({ code: 'vault/read-only' }));
  execFileSync('mount', ['-o', 'remount,rw', folder]);
  const store = open(false);
  expect(store.integrityCheck()).toEqual([]);
  store.close();
});
