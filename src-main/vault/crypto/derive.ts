/** Keys from keys: HKDF-SHA256 (RFC 5869) with a named context; docs/file-format.md, section 3. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  SecretKey,
  type AgeIdentity,
  type Dek,
  type Kek,
  type PageSumKey,
  type VaultKey,
} from './secret-key.ts';
import { contexts } from './contexts.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** 32 bytes derived from `input` for one purpose. The salt is empty: the input is already uniformly random. */
export function deriveBytes(input: Uint8Array, context: string): Uint8Array {
  return hkdf(sha256, input, undefined, encode(context), 32);
}

/** The key that wraps the database key of this vault. The caller destroys it. */
export function deriveDatabaseWrapKey(vaultKey: VaultKey): Kek {
  return vaultKey.use((bytes) => SecretKey.adopt('kek', deriveBytes(bytes, contexts.databaseKey)));
}

/** The key of the sum over the pages of this database. The caller destroys it. */
export function derivePageSumKey(dek: Dek): PageSumKey {
  return dek.use((bytes) => SecretKey.adopt('page-sum', deriveBytes(bytes, contexts.pageSum)));
}

/** The key under which that sum lies in the keyring. The caller destroys it. */
export function derivePageSumWrapKey(dek: Dek): Kek {
  return dek.use((bytes) => SecretKey.adopt('kek', deriveBytes(bytes, contexts.sealedPageSum)));
}

/** The age identity to which failed attempts are sealed: everybody who can open the vault can read them. The caller destroys it. */
export function deriveAttemptsIdentity(vaultKey: VaultKey): AgeIdentity {
  return vaultKey.use((bytes) => SecretKey.adopt('age-identity', deriveBytes(bytes, contexts.attempts)));
}

/** HMAC-SHA256 of the keyring under its own key. */
export function keyringMac(vaultKey: VaultKey, message: Uint8Array): Uint8Array {
  using key = vaultKey.use((bytes) =>
    SecretKey.adopt('keyring-mac', deriveBytes(bytes, contexts.keyringMac)),
  );
  return key.use((bytes) => hmac(sha256, bytes, message));
}

/** A mark of what was searched for: only who has the vault key can tell whether a question is the one. 16 bytes in hexadecimal. */
export function queryMark(vaultKey: VaultKey, question: string): string {
  using key = vaultKey.use((bytes) => SecretKey.adopt('query-mark', deriveBytes(bytes, contexts.queryMark)));
  return bytesToHex(key.use((bytes) => hmac(sha256, bytes, encode(question))).subarray(0, 16));
}

/** What a KEK splits into: the key that encrypts the slot, and the public value that commits the slot to it. */
export function splitSlotKey(kek: Kek): { encryption: Kek; commitment: Uint8Array } {
  return kek.use((bytes) => ({
    encryption: SecretKey.adopt('kek', deriveBytes(bytes, contexts.slotKey)),
    commitment: deriveBytes(bytes, contexts.slotCommitment),
  }));
}

/** Compares without telling by its time where two values differ. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0);
  return difference === 0;
}
