/** The key bundle: what a key slot holds, as fixed-length bytes; docs/file-format.md, section 4. */
import { SecretKey } from '../crypto/secret-key.ts';
import type {
  AgeIdentity,
  ConfidentialKey,
  RestrictedKey,
  SigningKey,
  VaultKey,
} from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';

export interface KeyBundle {
  readonly personId: string;
  readonly vaultKey: VaultKey;
  readonly compartments: { readonly confidential: ConfidentialKey; readonly restricted: RestrictedKey };
  readonly signingKey: SigningKey;
  readonly ageIdentity: AgeIdentity;
}

const bundleVersion = 1;
const personIdBytes = 26;
const keyBytes = 32;
const firstKey = 1 + personIdBytes;
/** Version byte, person id in ASCII, then the five keys. */
export const keyBundleBytes = firstKey + 5 * keyBytes;

/** The bundle as bytes; the caller zeroes them. */
export function encodeKeyBundle(bundle: KeyBundle): Uint8Array {
  const out = new Uint8Array(keyBundleBytes);
  out[0] = bundleVersion;
  const person = new TextEncoder().encode(bundle.personId);
  if (person.length !== personIdBytes) throw new RangeError('a person id has 26 characters');
  out.set(person, 1);
  const { confidential, restricted } = bundle.compartments;
  for (const [i, key] of [
    bundle.vaultKey,
    confidential,
    restricted,
    bundle.signingKey,
    bundle.ageIdentity,
  ].entries())
    key.use((bytes) => out.set(bytes, firstKey + i * keyBytes));
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
    vaultKey: SecretKey.adopt('vault', key(0)),
    compartments: {
      confidential: SecretKey.adopt('compartment-confidential', key(1)),
      restricted: SecretKey.adopt('compartment-restricted', key(2)),
    },
    signingKey: SecretKey.adopt('signing', key(3)),
    ageIdentity: SecretKey.adopt('age-identity', key(4)),
  };
}

/** Zeroes every key of the bundle. */
export function destroyKeyBundle(bundle: KeyBundle): void {
  const { confidential, restricted } = bundle.compartments;
  for (const key of [bundle.vaultKey, confidential, restricted, bundle.signingKey, bundle.ageIdentity])
    key.destroy();
}
