/** From what a person knows (and has) to a key: Argon2id, RFC 9106; docs/file-format.md, section 4. */
import * as argon2 from 'argon2';
import { VaultError } from '../errors.ts';
import { kdfFloor, type KdfParameters } from './argon2-cost.ts';
import { SecretKey, type Kek } from './secret-key.ts';

/** No slot is ever made with more. A file that asks for more is refused before anything runs: it would only exhaust the machine. */
export const kdfCeiling: KdfParameters = { memoryKiB: 1024 * 1024, passes: 20, lanes: 16 };

/** Memory times passes, in KiB: what one run costs, whoever waits for it. */
export function kdfWork({ memoryKiB, passes }: KdfParameters): number {
  return memoryKiB * passes;
}

/** 8 GiB: more than the quickest machines of today do in the second that tuning aims at, and a quarter of a minute on slow ones. */
const mostWorkKiB = 8 * 1024 * 1024;

/** How many passes over so much memory a slot may ask for. */
export function mostPasses(memoryKiB: number): number {
  return Math.min(kdfCeiling.passes, Math.floor(mostWorkKiB / memoryKiB));
}

/** @throws VaultError vault/kdf-out-of-range */
export function assertKdfRange(kdf: KdfParameters): void {
  for (const part of ['memoryKiB', 'passes', 'lanes'] as const) {
    const value = kdf[part];
    if (!Number.isSafeInteger(value) || value < kdfFloor[part] || value > kdfCeiling[part])
      throw new VaultError('vault/kdf-out-of-range', { part, value });
  }
  if (kdfWork(kdf) > mostWorkKiB)
    throw new VaultError('vault/kdf-out-of-range', { part: 'work', value: kdfWork(kdf) });
}

/**
 * The passphrase in the one form that equal typing gives on every keyboard and system: NFKC, UTF-8. A passphrase of
 * ASCII alone is in that form already and does not become a string, which could not be wiped.
 * @throws VaultError passphrase/empty for bytes that are not UTF-8
 */
export function normalisedPassphrase(typed: Uint8Array): Uint8Array {
  if (typed.every((byte) => byte < 0x80)) return typed.slice();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(typed);
    return new TextEncoder().encode(text.normalize('NFKC'));
  } catch (error) {
    if (error instanceof TypeError) throw new VaultError('passphrase/empty', { reason: 'not-text' });
    throw error;
  }
}

/** The same bytes as the library wants them: a copy would stay behind. */
const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * Runs Argon2id (version 0x13, 32 bytes out) off the main thread.
 * @param passphrase bytes as typed; not kept, not wiped here
 * @param secret Argon2id's own, 32 bytes of the factors, or `null`; not wiped here
 * @throws VaultError vault/kdf-out-of-range, vault/kdf-out-of-memory
 */
export async function deriveKek(
  passphrase: Uint8Array,
  salt: Uint8Array,
  kdf: KdfParameters,
  secret: Uint8Array | null,
): Promise<Kek> {
  assertKdfRange(kdf);
  const password = view(normalisedPassphrase(passphrase));
  try {
    const out = await argon2.hash(password, {
      raw: true,
      type: argon2.argon2id,
      version: 0x13,
      hashLength: 32,
      memoryCost: kdf.memoryKiB,
      timeCost: kdf.passes,
      parallelism: kdf.lanes,
      salt: Buffer.from(salt),
      ...(secret === null ? {} : { secret: view(secret) }),
    });
    return SecretKey.adopt('kek', out);
  } catch (error) {
    if (error instanceof Error && /memory/i.test(error.message))
      throw new VaultError('vault/kdf-out-of-memory', { memoryKiB: kdf.memoryKiB }, error);
    throw error;
  } finally {
    password.fill(0);
  }
}
