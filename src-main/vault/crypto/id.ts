import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const codes = Array.from(alphabet, (character) => character.charCodeAt(0));
const timeCharacters = 10;
const randomCharacters = 16;
/** Random bytes for many ids at a time: an import makes a million. */
const pool = new Uint8Array(randomCharacters * 256);
let used = pool.length;
/** The characters of one id, which becomes a string in one go: letter by letter it would be dozens of them. */
const id: number[] = Array<number>(timeCharacters + randomCharacters).fill(0);
/** The time that is written in it. */
let written = -1;

function writeTime(now: number): void {
  written = now;
  let left = now;
  for (let i = timeCharacters - 1; i >= 0; i--) {
    id[i] = codes[left % 32] ?? 0;
    left = Math.floor(left / 32);
  }
}

/**
 * A ULID in lower case: 48 bits of time (milliseconds), 80 random bits, in Crockford's base32. Later ids sort after
 * earlier ones, which keeps indexes compact. Not a secret.
 */
export function newId(): string {
  const now = Date.now();
  if (now !== written) writeTime(now);
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (let i = timeCharacters; i < id.length; i++) id[i] = codes[(pool[used++] ?? 0) & 31] ?? 0;
  return String.fromCharCode(...id);
}
