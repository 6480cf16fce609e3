/**
 * Signatures that a time-stamping authority makes: RSA (PKCS#1 v1.5 and PSS, RFC 8017) and ECDSA, with SHA-2. These are other people's keys and
 * algorithms, so they are checked by the runtime's own OpenSSL or BoringSSL.
 */
import { constants, createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { VaultError } from '../errors.ts';
import { unreadable, type Der } from './der.ts';

const hashes = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
} as const;
export type Hash = (typeof hashes)[keyof typeof hashes];

/** By the hash that is part of the name. */
const named: Readonly<Record<string, readonly [kind: 'rsa' | 'ec', hash: Hash]>> = {
  '1.2.840.113549.1.1.11': ['rsa', 'sha256'],
  '1.2.840.113549.1.1.12': ['rsa', 'sha384'],
  '1.2.840.113549.1.1.13': ['rsa', 'sha512'],
  '1.2.840.10045.4.3.2': ['ec', 'sha256'],
  '1.2.840.10045.4.3.3': ['ec', 'sha384'],
  '1.2.840.10045.4.3.4': ['ec', 'sha512'],
};
const rsaEncryption = '1.2.840.113549.1.1.1';
const rsaPss = '1.2.840.113549.1.1.10';
const mgf1 = '1.2.840.113549.1.1.8';
const curves: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const fewestRsaBits = 2048;

const unsupported = (what: string): VaultError => new VaultError('time-stamp/unsupported', { what });

/** The hash that an AlgorithmIdentifier names. @throws VaultError time-stamp/unsupported */
export function hashNamed(algorithm: Der): Hash {
  const { oid } = algorithm.as('sequence').parts.next();
  if (!Object.hasOwn(hashes, oid)) throw unsupported(oid);
  // It is one of them.
  return hashes[oid as keyof typeof hashes];
}

export const hashOf = (hash: Hash | 'sha1', bytes: Uint8Array): Uint8Array =>
  createHash(hash).update(bytes).digest();

export interface Algorithm {
  readonly kind: 'rsa' | 'pss' | 'ec';
  readonly hash: Hash;
  /** Of PSS. */
  readonly saltLength: number;
}

/** RSASSA-PSS-params (RFC 4055): the hash is the same in both places. */
function pss(params: Der): Algorithm {
  const parts = params.as('sequence').parts;
  const explicit = (number: number): Der | null =>
    parts.nextIf((each) => each.isContext(number))?.parts.next() ?? null;
  const [hash, mask, salt] = [explicit(0), explicit(1), explicit(2)];
  // What is left out stands for SHA-1.
  if (hash === null || mask === null) throw unsupported(rsaPss);
  const generator = mask.as('sequence').parts;
  if (generator.next().oid !== mgf1 || hashNamed(generator.next()) !== hashNamed(hash))
    throw unsupported(rsaPss);
  const saltLength = Number(salt?.number ?? 20n);
  if (saltLength > 512) throw unsupported(rsaPss);
  return { kind: 'pss', hash: hashNamed(hash), saltLength };
}

/**
 * What an AlgorithmIdentifier says.
 * @param digest of CMS, where the name of a signature may say no hash of its own (RFC 5754)
 * @throws VaultError time-stamp/unsupported
 */
export function algorithmNamed(identifier: Der, digest: Hash | null): Algorithm {
  const parts = identifier.as('sequence').parts;
  const { oid } = parts.next();
  if (oid === rsaPss) return pss(parts.next());
  if (oid === rsaEncryption && digest !== null) return { kind: 'rsa', hash: digest, saltLength: 0 };
  const [kind, hash] = named[oid] ?? [];
  if (kind === undefined || hash === undefined) throw unsupported(oid);
  return { kind, hash, saltLength: 0 };
}

/** A SubjectPublicKeyInfo. @throws VaultError time-stamp/unreadable for what is no key, time-stamp/unsupported for one that is too weak or of another kind */
export function publicKey(spki: Der): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki.bytes), format: 'der', type: 'spki' });
  } catch (error) {
    throw unreadable(error);
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key;
  if (type === 'ec' && curves.includes(details.namedCurve)) return key;
  if ((type === 'rsa' || type === 'rsa-pss') && (details.modulusLength ?? 0) >= fewestRsaBits) return key;
  throw unsupported(`${type ?? ''} ${details.namedCurve ?? String(details.modulusLength ?? '')}`.trim());
}

const keyTypes: Readonly<Record<Algorithm['kind'], readonly (string | undefined)[]>> = {
  rsa: ['rsa'],
  pss: ['rsa', 'rsa-pss'],
  ec: ['ec'],
};

export function isSigned(
  message: Uint8Array,
  signature: Uint8Array,
  { kind, hash, saltLength }: Algorithm,
  key: KeyObject,
): boolean {
  if (!keyTypes[kind].includes(key.asymmetricKeyType)) return false;
  const padding = kind === 'pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const how = kind === 'ec' ? { key } : { key, padding, ...(kind === 'pss' ? { saltLength } : {}) };
  try {
    return verify(hash, message, how, signature);
  } catch {
    // A signature that cannot be one of this key.
    return false;
  }
}
