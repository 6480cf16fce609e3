/**
 * The recovery key as people write it: 160 random bits in Crockford's base32, eight groups of four, and a ninth that
 * is a checksum; docs/file-format.md, section 4.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { contexts } from '../crypto/contexts.ts';
import { VaultError } from '../errors.ts';

/** Crockford's base32. */
export const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyCharacters = 32;
/** What a recovery key is made of, in bytes. */
export const recoveryKeyBytes = 20;
const checksumCharacters = 4;
const groupCharacters = 4;

/** What people mistake for one another, and separators of every kind. */
const readAs: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

function base32(bytes: Uint8Array, characters: number): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && out.length < characters) {
      bits -= 5;
      out += alphabet.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

function checksum(key: string): string {
  return base32(sha256(new TextEncoder().encode(`${contexts.recoveryChecksum}:${key}`)), checksumCharacters);
}

/** In groups of four with hyphens. */
export function groups(text: string): string {
  return text.match(new RegExp(`.{${String(groupCharacters)}}`, 'g'))?.join('-') ?? text;
}

/** The key of these {@link recoveryKeyBytes} as shown and printed: nine groups with hyphens. */
export function recoveryKeyOf(bytes: Uint8Array): string {
  const key = base32(bytes, keyCharacters);
  return groups(key + checksum(key));
}

/** A new key as shown and printed. */
export function newRecoveryKey(): string {
  const bytes = randomBytes(recoveryKeyBytes);
  const key = recoveryKeyOf(bytes);
  bytes.fill(0);
  return key;
}

/** One group, or a whole key, in the one spelling: upper case, no separators, no letters that look like digits. */
export function normalisedRecoveryText(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/[OIL]/g, (character) => readAs[character] ?? character);
}

/**
 * The bytes that go into Argon2id for the recovery slot: the 32 characters without separators and checksum.
 * @throws VaultError vault/wrong-recovery-key, `reason` length, character or checksum, before anything slow runs
 */
export function recoveryCredential(typed: Uint8Array): Uint8Array {
  const text = normalisedRecoveryText(new TextDecoder().decode(typed));
  if (text.length !== keyCharacters + checksumCharacters)
    throw new VaultError('vault/wrong-recovery-key', { reason: 'length', characters: text.length });
  if (text.includes('U')) throw new VaultError('vault/wrong-recovery-key', { reason: 'character' });
  const key = text.slice(0, keyCharacters);
  if (checksum(key) !== text.slice(keyCharacters))
    throw new VaultError('vault/wrong-recovery-key', { reason: 'checksum' });
  return new TextEncoder().encode(key);
}
