import { sha256 } from '@noble/hashes/sha2.js';
import { contexts } from '../crypto/contexts.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * What the change log calls the place where a change was made: one installation's work in one copy of a vault. Two
 * copies on one computer are two places, since their clocks do not know of each other; and nobody who reads a bundle
 * learns which vaults are on one computer.
 */
export function originId(deviceId: string, copyId: string): string {
  const hash = sha256(new TextEncoder().encode(`${contexts.origin}\0${deviceId}\0${copyId}`));
  return [...hash.subarray(0, 26)].map((byte) => alphabet.charAt(byte & 31)).join('');
}
