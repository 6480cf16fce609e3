import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { unlessGone } from './gone.ts';
import { findIn, needlesOf } from './plaintext.ts';

/** A process and all that it started, by their ids. Linux only. */
export function familyOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== null) parents.set(Number(name), parent);
  }
  const family = [root];
  for (const pid of family) for (const [child, parent] of parents) if (parent === pid) family.push(child);
  return family;
}

function parentOf(pid: number): number | null {
  const stat = unlessGone(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), '');
  // The name, in brackets, may hold anything; the state and the parent come after it.
  return Number(/\) \S (\d+)/.exec(stat)?.[1] ?? 0) || null;
}

const chunkLength = 8 << 20;
/** Chunks overlap, so that nothing is cut in two. */
const overlap = 1024;

/** Which of the texts are in the memory of a process, in any mapping that can be read. @throws when nothing can be */
export function scanMemory(pid: number, texts: readonly string[]): string[] {
  const needles = needlesOf(texts);
  const found = new Set<string>();
  let scanned = 0;
  const handle = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const chunk = Buffer.alloc(chunkLength + overlap);
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line) ?? [];
      if (from === '' || line.includes('[vvar') || line.includes('[vsyscall')) continue;
      for (let at = parseInt(from, 16); at < parseInt(to, 16); at += chunkLength) {
        const length = readAt(handle, chunk, Math.min(chunk.length, parseInt(to, 16) - at), at);
        scanned += length;
        for (const text of findIn(chunk.subarray(0, length), needles)) found.add(text);
      }
    }
  } finally {
    closeSync(handle);
  }
  if (scanned === 0) throw new Error(`nothing of process ${pid} could be read`);
  return [...found];
}

function readAt(handle: number, chunk: Buffer, length: number, at: number): number {
  try {
    return readSync(handle, chunk, 0, length, at);
  } catch (error) {
    // Pages that were reserved and never used.
    if (error instanceof Error && 'code' in error && (error.code === 'EIO' || error.code === 'EFAULT'))
      return 0;
    throw error;
  }
}
