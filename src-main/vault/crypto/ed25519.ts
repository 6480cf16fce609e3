/**
 * Ed25519 (RFC 8032), by libsodium where it loads, which takes a twentieth of the time: an opening checks some ten signatures. The bytes are the
 * same. What libsodium refuses, @noble is asked about once more, so that both ways answer alike.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sodium, type Sodium } from './sodium.ts';

/** What is used of a second implementation; `null` for none. */
type Fast = Pick<
  Sodium,
  'crypto_sign_seed_keypair' | 'crypto_sign_detached' | 'crypto_sign_verify_detached'
> | null;

/** 32 bytes. */
export function publicKeyOf(seed: Uint8Array, fast: Fast = sodium()): Uint8Array {
  if (fast === null) return ed25519.getPublicKey(seed);
  const [publicKey, secretKey] = [new Uint8Array(32), new Uint8Array(64)];
  fast.crypto_sign_seed_keypair(publicKey, secretKey, seed);
  secretKey.fill(0);
  return publicKey;
}

/** 64 bytes. */
export function signWith(seed: Uint8Array, message: Uint8Array, fast: Fast = sodium()): Uint8Array {
  if (fast === null) return ed25519.sign(message, seed);
  const [signature, secretKey] = [new Uint8Array(64), new Uint8Array(64)];
  try {
    fast.crypto_sign_seed_keypair(new Uint8Array(32), secretKey, seed);
    fast.crypto_sign_detached(signature, message, secretKey);
    return signature;
  } finally {
    secretKey.fill(0);
  }
}

/** By the strict reading of RFC 8032, as other programs verify: no key of small order, no second form of a signature. */
export function isSigned(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  fast: Fast = sodium(),
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  return (
    fast?.crypto_sign_verify_detached(signature, message, publicKey) === true ||
    ed25519.verify(signature, message, publicKey, { zip215: false })
  );
}
