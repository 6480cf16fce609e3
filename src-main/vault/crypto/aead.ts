/** XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce; docs/file-format.md, section 3. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { randomBytes } from '@noble/hashes/utils.js';

/** In front of a sealed message, in bytes. */
export const nonceBytes = 24;
export const tagBytes = 16;

/** How much longer a sealed message is than its plain text, in bytes. */
export const sealOverheadBytes = nonceBytes + tagBytes;

/** @returns nonce (24 bytes), then cipher text and tag */
export function seal(key: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
  const out = new Uint8Array(plain.length + sealOverheadBytes);
  const nonce = randomBytes(nonceBytes);
  out.set(nonce);
  xchacha20poly1305(key, nonce, associated).encrypt(plain, out.subarray(nonceBytes));
  return out;
}

/** @returns the plain text, or `null` when the key, the associated data or the message is not the one that was sealed */
export function open(key: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < sealOverheadBytes) return null;
  const cipher = xchacha20poly1305(key, sealed.subarray(0, nonceBytes), associated);
  try {
    return cipher.decrypt(sealed.subarray(nonceBytes));
  } catch (error) {
    // The library has one error for a tag that does not fit; anything else is a mistake in this program.
    if (error instanceof Error && error.message.includes('tag')) return null;
    throw error;
  }
}
