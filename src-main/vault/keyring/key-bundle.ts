/** The key bundle: what a key slot holds of its person, as fixed-length bytes; docs/file-format.md, section 4. */
import { base64 } from '@scure/base';
import { ageRecipient, newAgeIdentity, newSigningKey, signingPublicKey } from '../crypto/identity.ts';
import { SecretKey } from '../crypto/secret-key.ts';
import type { AgeIdentity, SigningKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import type { RosterPerson } from './roster.ts';

export interface KeyBundle {
  readonly personId: string;
  /** Ed25519 public key of the person who made the vault: every claim about people ends in a signature of it. */
  readonly rootKey: Uint8Array;
  readonly signingKey: SigningKey;
  readonly ageIdentity: AgeIdentity;
}

/** New keys of a person; the caller destroys them. @param rootKey of the vault; `null` for its founder, whose own key it is */
export function newKeyBundle(personId: string, rootKey: Uint8Array | null): KeyBundle {
  const signingKey = newSigningKey();
  return {
    personId,
    rootKey: rootKey ?? signingPublicKey(signingKey),
    signingKey,
    ageIdentity: newAgeIdentity(),
  };
}

/** What a roster says of the keys. */
export function publicKeys(bundle: KeyBundle): Pick<RosterPerson, 'signingKey' | 'recipient'> {
  return {
    signingKey: base64.encode(signingPublicKey(bundle.signingKey)),
    recipient: ageRecipient(bundle.ageIdentity),
  };
}

const bundleVersion = 1;
const personIdBytes = 26;
const keyBytes = 32;
const firstKey = 1 + personIdBytes;
/** Version byte, person id in ASCII, the root key, then the person's two keys. */
export const keyBundleBytes = firstKey + 3 * keyBytes;

/** The bundle as bytes; the caller zeroes them. */
export function encodeKeyBundle(bundle: KeyBundle): Uint8Array {
  const out = new Uint8Array(keyBundleBytes);
  out[0] = bundleVersion;
  const person = new TextEncoder().encode(bundle.personId);
  if (person.length !== personIdBytes) throw new RangeError('a person id has 26 characters');
  if (bundle.rootKey.length !== keyBytes) throw new RangeError('a root key has 32 bytes');
  out.set(person, 1);
  out.set(bundle.rootKey, firstKey);
  for (const [i, key] of [bundle.signingKey, bundle.ageIdentity].entries())
    key.use((bytes) => {
      out.set(bytes, firstKey + (i + 1) * keyBytes);
    });
  return out;
}

/** Takes the bytes apart into keys of their own; the caller zeroes the bytes. @throws VaultError vault/from-newer-app */
export function decodeKeyBundle(bytes: Uint8Array): KeyBundle {
  if (bytes[0] !== bundleVersion) throw new VaultError('vault/from-newer-app', { part: 'key-bundle' });
  // Not `slice`, which for a Buffer is a view of bytes that the caller is about to zero.
  const key = (i: number): Uint8Array =>
    Uint8Array.from(bytes.subarray(firstKey + i * keyBytes, firstKey + (i + 1) * keyBytes));
  return {
    personId: new TextDecoder().decode(bytes.subarray(1, firstKey)),
    rootKey: key(0),
    signingKey: SecretKey.adopt('signing', key(1)),
    ageIdentity: SecretKey.adopt('age-identity', key(2)),
  };
}

/** Zeroes every key of the bundle. */
export function destroyKeyBundle(bundle: KeyBundle): void {
  for (const key of [bundle.signingKey, bundle.ageIdentity]) key.destroy();
}
