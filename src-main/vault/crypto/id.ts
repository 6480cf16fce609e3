import { randomBytes } from '@noble/hashes/utils.js';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

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
  for (const byte of randomBytes(16)) id += alphabet.charAt(byte & 31);
  return id;
}
