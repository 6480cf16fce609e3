/** How long a lock waits for the vault process. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silenceLimitMs } from '../../../src-main/control.ts';
import { Patience } from '../../../src-main/patience.ts';

const second = 1000;
const gigabyte = 1e9;
let patience: Patience;
let isOver: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  patience = new Patience();
});

afterEach(() => {
  vi.useRealTimers();
});

function lock(): void {
  isOver = false;
  void patience.wait().then(() => {
    isOver = true;
  });
}

/** Whether it is over once so much time has passed, and not a second before. */
async function endsAfter(ms: number): Promise<boolean> {
  await vi.advanceTimersByTimeAsync(ms - second);
  if (isOver) return false;
  await vi.advanceTimersByTimeAsync(second);
  return isOver;
}

test('who says nothing is not waited for', async () => {
  lock();
  expect(await endsAfter(silenceLimitMs)).toBe(true);
});

test('who heard may take its time, and no longer than it takes', async () => {
  lock();
  await vi.advanceTimersByTimeAsync(second);
  patience.heard();
  expect(await endsAfter(20 * second)).toBe(true);
  lock();
  patience.heard();
  patience.over();
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(true);
});

test('a backup gets the time that its bytes take, whether it began at the lock or before', async () => {
  lock();
  patience.heard();
  patience.backupBegan(gigabyte);
  expect(await endsAfter(20 * second + gigabyte / 15_000)).toBe(true);
  patience.backupBegan(gigabyte);
  await vi.advanceTimersByTimeAsync(30 * second);
  lock();
  expect(await endsAfter(gigabyte / 15_000 - 10 * second)).toBe(true);
});

test('a backup that has ended gives no more time to whoever says nothing', async () => {
  patience.backupBegan(gigabyte);
  patience.backupEnded();
  lock();
  expect(await endsAfter(silenceLimitMs)).toBe(true);
  lock();
  patience.backupBegan(gigabyte);
  patience.backupEnded();
  expect(await endsAfter(20 * second)).toBe(true);
});

test('what one vault process said is not held to the next one’s credit', async () => {
  patience.backupBegan(gigabyte);
  patience.over();
  lock();
  expect(await endsAfter(silenceLimitMs)).toBe(true);
});
