import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../build/runtime/lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('work under one name never overlaps, and the lock goes even when it fails', async () => {
  const lock = join(folder, 'one.lock');
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(20);
    running -= 1;
  };
  const failing = withLock(lock, () => Promise.reject(new Error('broken')));
  await Promise.all([expect(failing).rejects.toThrow('broken'), withLock(lock, work), withLock(lock, work)]);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test('a lock whose owner is gone is taken over', async () => {
  const lock = join(folder, 'left.lock');
  mkdirSync(lock);
  // Process ids end at 2^22 on Linux, so nobody has this one.
  writeFileSync(join(lock, 'pid'), '99999999');
  await expect(withLock(lock, () => Promise.resolve('done'))).resolves.toBe('done');
});
