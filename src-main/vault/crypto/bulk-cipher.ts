/**
 * The two ciphers of long content, ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), done
 * where the content lies: by libsodium, and where that does not load by @noble, some eight times slower. Both give the same bytes.
 */
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { tagBytes } from './aead.ts';
import { sealDoesNotFit, sodium, type Sodium } from './sodium.ts';

/** `memory`: the text, and room for a tag of 16 bytes behind it. */
export interface BulkCipher {
  readonly seal: (
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array | null,
    memory: Uint8Array,
  ) => void;
  /** @returns whether it was sealed so; nothing of the text is in `memory` otherwise */
  readonly open: (
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array | null,
    memory: Uint8Array,
  ) => boolean;
}

export interface BulkCiphers {
  /** With a nonce of 12 bytes. */
  readonly chacha20poly1305: BulkCipher;
  /** With a nonce of 24 bytes. */
  readonly xchacha20poly1305: BulkCipher;
}

const textOf = (memory: Uint8Array): Uint8Array => memory.subarray(0, memory.length - tagBytes);

/** Whether `open` went through; anything but the one error of a tag that does not fit is a mistake in this program. */
function opens(open: () => unknown, refusal: string): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes(refusal)) return false;
    throw error;
  }
}

function byNoble(cipher: typeof chacha20poly1305 | typeof xchacha20poly1305): BulkCipher {
  const under = (key: Uint8Array, nonce: Uint8Array, associated: Uint8Array | null) =>
    cipher(key, nonce, associated ?? undefined);
  return {
    seal: (key, nonce, associated, memory) => {
      under(key, nonce, associated).encrypt(textOf(memory), memory);
    },
    open: (key, nonce, associated, memory) =>
      memory.length >= tagBytes &&
      opens(() => under(key, nonce, associated).decrypt(memory, textOf(memory)), 'tag'),
  };
}

export const nobleCiphers: BulkCiphers = {
  chacha20poly1305: byNoble(chacha20poly1305),
  xchacha20poly1305: byNoble(xchacha20poly1305),
};

function bySodium(
  encrypt: Sodium['crypto_aead_chacha20poly1305_ietf_encrypt'],
  decrypt: Sodium['crypto_aead_chacha20poly1305_ietf_decrypt'],
): BulkCipher {
  return {
    seal: (key, nonce, associated, memory) => {
      encrypt(memory, textOf(memory), associated, null, nonce, key);
    },
    open: (key, nonce, associated, memory) =>
      memory.length >= tagBytes &&
      opens(() => decrypt(textOf(memory), null, memory, associated, nonce, key), sealDoesNotFit),
  };
}

export const sodiumCiphers = (binding: Sodium): BulkCiphers => ({
  chacha20poly1305: bySodium(
    binding.crypto_aead_chacha20poly1305_ietf_encrypt,
    binding.crypto_aead_chacha20poly1305_ietf_decrypt,
  ),
  xchacha20poly1305: bySodium(
    binding.crypto_aead_xchacha20poly1305_ietf_encrypt,
    binding.crypto_aead_xchacha20poly1305_ietf_decrypt,
  ),
});

let chosen: BulkCiphers | undefined;

/** The faster ones that there are. */
export function bulkCiphers(): BulkCiphers {
  if (chosen === undefined) {
    const binding = sodium();
    chosen = binding === null ? nobleCiphers : sodiumCiphers(binding);
  }
  return chosen;
}
