/** By what the numbers of an erased customer are recognised, and by nothing else: keyed hashes (docs/file-format.md, section 21). */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalBytes } from './canonical.ts';
import { contexts } from './contexts.ts';
import { deriveBytes } from './derive.ts';
import { openEnvelope, sealEnvelope, type CompartmentKey } from './sealed-value.ts';
import { SecretKey, type ErasedMarkKey, type VaultKey } from './secret-key.ts';

export type MarkedKind = 'phone' | 'email' | 'id-number';

/** The key of marks: from the vault key for what everybody may read, from a class's key for what is of that class. The caller destroys it. */
export function deriveErasedMarkKey(key: VaultKey | CompartmentKey): ErasedMarkKey {
  return key.use((bytes) => SecretKey.adopt('erased-mark', deriveBytes(bytes, contexts.erasedMark)));
}

/** 16 bytes of HMAC-SHA256. Equal numbers have equal marks. */
export function erasedMark(key: ErasedMarkKey, kind: MarkedKind, normalised: string): Uint8Array {
  const text = new TextEncoder().encode(`${kind}\0${normalised}`);
  return key.use((bytes) => hmac(sha256, bytes, text).slice(0, 16));
}

const place = (key: VaultKey | CompartmentKey, vaultId: string): Uint8Array =>
  canonicalBytes({ context: contexts.earlierMarkKey, of: key.role, vault: vaultId });

/** Keeps a key of marks that were made before the vault's keys were exchanged. */
export function wrapErasedMarkKey(
  outer: VaultKey | CompartmentKey,
  vaultId: string,
  inner: ErasedMarkKey,
): Uint8Array {
  using wrapping = outer.use((bytes) => SecretKey.adopt('kek', deriveBytes(bytes, contexts.earlierMarkKey)));
  return wrapping.use((key) => inner.use((plain) => sealEnvelope(key, place(outer, vaultId), plain)));
}

/** The caller destroys the key. @throws VaultError vault/damaged */
export function unwrapErasedMarkKey(
  outer: VaultKey | CompartmentKey,
  vaultId: string,
  wrapped: Uint8Array,
): ErasedMarkKey {
  using wrapping = outer.use((bytes) => SecretKey.adopt('kek', deriveBytes(bytes, contexts.earlierMarkKey)));
  return wrapping.use((key) =>
    SecretKey.adopt('erased-mark', openEnvelope(key, place(outer, vaultId), wrapped, 'erased-mark-key')),
  );
}
