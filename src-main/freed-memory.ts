import { createSecretKey, type KeyObject } from 'node:crypto';

/** More than a few copies of a text on its way have been freed at once. */
const timesEach = 16;
/** What a piece may have besides the text: an end, a length, what makes it a multiple of 16. */
const around = [-8, 0, 8, 16, 24, 32];

/** Of large pieces the allocator keeps few, and each is good for many sizes. */
const largeBytes = 32 * 1024;
const timesEachLarge = 3;
const aroundLarge = [0, 32];

/**
 * Writes over what was just freed in this thread, in pieces that held a text in UTF-8 or UTF-16 or were about to. The
 * allocator gives the same pieces out again to who asks for as much next; a key is a copy in such a piece, byte for byte.
 * @param units of UTF-16
 * @param bytes of UTF-8
 */
export function writeOverFreed(units: number, bytes: number): void {
  // All at the same time, so that no two get the same piece.
  const held: KeyObject[] = [];
  for (const text of new Set([bytes, units * 2, units * 3]))
    for (const more of text > largeBytes ? aroundLarge : around) {
      const filler = Buffer.alloc(Math.max(1, text + more), '.');
      const times = text > largeBytes ? timesEachLarge : timesEach;
      for (let time = 0; time < times; time++) held.push(createSecretKey(filler));
    }
}
