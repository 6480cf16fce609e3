import { randomBytes } from '@noble/hashes/utils.js';

const values = 2 ** 32;

/**
 * A whole number from 0 up to `limit`, `limit` left out, each as likely as any other. What lies beyond the last whole
 * multiple of `limit` is drawn again: a plain remainder would favour small numbers.
 * @param bytes the system's source of randomness, unless a test brings its own
 */
export function randomBelow(limit: number, bytes: (length: number) => Uint8Array = randomBytes): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > values) throw new Error('not a limit');
  const ceiling = values - (values % limit);
  for (;;) {
    const drawn = bytes(4);
    const value = new DataView(drawn.buffer, drawn.byteOffset, 4).getUint32(0);
    if (value < ceiling) return value % limit;
  }
}
