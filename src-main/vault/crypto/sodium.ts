/**
 * libsodium, by sodium-native: for what has to be fast, and to lock memory. It brings a compiled file for each usual system;
 * on another (Alpine Linux, for one) there is none, and whoever asks has to do without.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Seals `text` into `out`, which has room for 16 bytes more and may begin with the same memory. `secretNonce` is part of
 * libsodium's general form alone.
 */
type Seal = (
  out: Uint8Array,
  text: Uint8Array,
  associated: Uint8Array | null,
  secretNonce: null,
  nonce: Uint8Array,
  key: Uint8Array,
) => number;

/** The other way round. @throws Error with {@link sealDoesNotFit}; `out` holds zeros then */
type Open = (
  out: Uint8Array,
  secretNonce: null,
  sealed: Uint8Array,
  associated: Uint8Array | null,
  nonce: Uint8Array,
  key: Uint8Array,
) => number;

/** What is used of it, under its own names. */
export interface Sodium {
  readonly crypto_aead_chacha20poly1305_ietf_encrypt: Seal;
  readonly crypto_aead_chacha20poly1305_ietf_decrypt: Open;
  readonly crypto_aead_xchacha20poly1305_ietf_encrypt: Seal;
  readonly crypto_aead_xchacha20poly1305_ietf_decrypt: Open;
  /** BLAKE2b under a key of 32 bytes; as many bytes as `out` has. */
  readonly crypto_generichash: (out: Uint8Array, message: Uint8Array, key: Uint8Array) => void;
  /** Ed25519: public key (32 bytes) and secret key (64) of a seed. */
  readonly crypto_sign_seed_keypair: (publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array) => void;
  readonly crypto_sign_detached: (signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array) => void;
  /** Without the cofactor, and by the strict reading of RFC 8032. */
  readonly crypto_sign_verify_detached: (
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ) => boolean;
  /** Keeps the pages of these bytes in memory. @throws Error `memory lock failed` when the system does not allow it */
  readonly sodium_mlock: (bytes: Uint8Array) => void;
}

/** The message of the error that opening throws when a tag does not fit. */
export const sealDoesNotFit = 'could not verify data';

/** Of Node when there is no such file, and of the loader when none of the files is for this system, or it does not load. */
const notThere: readonly unknown[] = ['MODULE_NOT_FOUND', 'ADDON_NOT_FOUND', 'CANNOT_LOAD'];

let loaded: Sodium | null | undefined;

/** Loaded when it is first asked for; `null` where it does not load. */
export function sodium(): Sodium | null {
  if (loaded === undefined) loaded = loadSodium(createRequire(import.meta.url));
  return loaded;
}

/** As the package's loader names systems. */
const system = `${process.platform}-${process.arch}${existsSync('/etc/alpine-release') ? '-musl' : ''}`;

/**
 * The loader looks for a file that the package lacks in every folder above it, up to the disk's own, where somebody else may
 * have laid one.
 */
function hasFile(require: NodeJS.Require): boolean {
  const folder = dirname(require.resolve('sodium-native'));
  return existsSync(join(folder, 'prebuilds', system, 'sodium-native.node'));
}

/** @param require of where the package is to be found @returns `null` where it does not load */
export function loadSodium(require: NodeJS.Require): Sodium | null {
  try {
    // The package has no types: those above say what it documents.
    return hasFile(require) ? (require('sodium-native') as Sodium) : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && notThere.includes(error.code)) return null;
    throw error;
  }
}
