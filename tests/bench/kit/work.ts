/** Large files, and what work with them takes. */
import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { millisecondsOf } from './figures.ts';

export const mega = 1_000_000;
export const giga = 1000 * mega;
const sampleMs = 10;
const turnMs = 20;

/** A file that nothing can pack: random, and no two blocks alike. */
export function makeFile(path: string, bytes: number): string {
  const block = randomFillSync(new Uint8Array(8 * mega));
  const file = openSync(path, 'w');
  for (let at = 0; at < bytes; at += block.length) {
    new DataView(block.buffer).setFloat64(0, at);
    writeSync(file, block, 0, Math.min(block.length, bytes - at));
  }
  closeSync(file);
  return path;
}

/** What `work` takes, and by how much this process grew at most meanwhile. */
export async function measured(work: () => Promise<unknown>): Promise<{ seconds: number; grownBy: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, sampleMs);
  const ms = await millisecondsOf(work);
  clearInterval(timer);
  return { seconds: ms / 1000, grownBy: (Math.max(most, process.memoryUsage.rss()) - before) / mega };
}

/** How long this thread let nothing else run, at most, while `work` goes on. */
export async function longestSilence(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - turnMs);
    last = now;
  }, turnMs);
  await work();
  clearInterval(timer);
  return longest;
}
