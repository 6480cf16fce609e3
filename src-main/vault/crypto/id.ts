import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomCharacters = 16;
/** Random bytes for many ids at a time: an import makes a million. */
const pool = new Uint8Array(randomCharacters * 256);
let used = pool.length;

/**
 * A ULID in lower case: 48 bits of time (milliseconds), 80 random bits, in Crockford's base32. Later ids sort after
 * earlier ones, which keeps indexes compact. Not a secret.
 */
export function newId(): string {
  let time = Date.now();
  let id = '';
  for (let i = 0; i < 10; i++) {
    id = alphabet.charAt(time % 32) + id;
    time = Math.floor(time / 32);
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (const end = used + randomCharacters; used < end; used++) id += alphabet.charAt((pool[used] ?? 0) & 31);
  return id;
}
