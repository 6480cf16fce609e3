/** A person's two identities: Ed25519 (RFC 8032) to sign with, age X25519 (age-encryption.org/v1) to receive with. */
import { Decrypter, Encrypter } from 'age-encryption';
import { x25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import { isSigned, publicKeyOf, signWith } from './ed25519.ts';
import { SecretKey, type AgeIdentity, type SigningKey } from './secret-key.ts';

/** An Ed25519 seed. */
export function newSigningKey(): SigningKey {
  return SecretKey.adopt('signing', randomBytes(32));
}

/** The scalar of an age X25519 identity. */
export function newAgeIdentity(): AgeIdentity {
  return SecretKey.adopt('age-identity', randomBytes(32));
}

/** The Ed25519 public key, 32 bytes. */
export function signingPublicKey(key: SigningKey): Uint8Array {
  return key.use((seed) => publicKeyOf(seed));
}

export function sign(key: SigningKey, message: Uint8Array): Uint8Array {
  return key.use((seed) => signWith(seed, message));
}

/** By the strict reading of RFC 8032, as other programs verify: no key of small order, no second form of a signature. */
export function isSignatureOf(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return isSigned(publicKey, message, signature);
}

/** The public half as people hand it on: `age1…`. */
export function ageRecipient(identity: AgeIdentity): string {
  return identity.use((scalar) => bech32.encodeFromBytes('age', x25519.getPublicKey(scalar)));
}

/** The secret half as age's own programs take it. A string, because the library takes nothing else: keep it short-lived. */
export function ageIdentityText(identity: AgeIdentity): string {
  return identity.use((scalar) => bech32.encodeFromBytes('AGE-SECRET-KEY-', scalar).toUpperCase());
}

const identityLine = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m;

/** The first secret key of a file of age's own. @returns `null` where it has none */
export function firstAgeIdentity(text: string): AgeIdentity | null {
  const [line] = identityLine.exec(text) ?? [];
  const words = line === undefined ? undefined : bech32.decodeUnsafe(line.toLowerCase())?.words;
  if (words === undefined) return null;
  const scalar = bech32.fromWordsUnsafe(words);
  words.fill(0);
  return scalar?.length === 32 ? SecretKey.adopt('age-identity', scalar) : null;
}

/** An age file for one recipient. */
export async function sealTo(recipient: string, plain: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}

/** @returns `null` when the file is not for this identity or was changed */
export async function openSealedTo(identity: AgeIdentity, sealed: Uint8Array): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(ageIdentityText(identity));
  try {
    return await decrypter.decrypt(sealed);
  } catch (error) {
    // Whatever the library says about bytes that anyone could have written, the answer is the same.
    if (error instanceof Error) return null;
    throw error;
  }
}
