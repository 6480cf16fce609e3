/**
 * Customers' classified values: sealed under a key per customer and compartment, which the compartment key wraps;
 * found again by keyed tokens (docs/file-format.md, sections 8 and 9).
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { VaultError } from '../errors.ts';
import { open, seal } from './aead.ts';
import { canonicalBytes } from './canonical.ts';
import { contexts } from './contexts.ts';
import { deriveBytes } from './derive.ts';
import {
  SecretKey,
  type BlindIndexKey,
  type ConfidentialKey,
  type RecordKey,
  type RestrictedKey,
} from './secret-key.ts';

export type CompartmentKey = ConfidentialKey | RestrictedKey;

/** Binds a sealed value to its place. `version` counts the writes of this value, so that an old one cannot be put back unnoticed. */
export interface ValuePlace {
  readonly vaultId: string;
  readonly customerId: string;
  readonly fieldId: string;
  readonly version: number;
}
/** Binds a customer's wrapped key to that customer. */
export interface RecordKeyPlace {
  readonly vaultId: string;
  readonly customerId: string;
}

/** First byte of every envelope: which rules it follows. */
const envelopeVersion = 1;

/** Version byte, nonce, cipher text, tag. */
export function sealEnvelope(key: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
  const sealed = seal(key, associated, plain);
  const out = new Uint8Array(1 + sealed.length);
  out[0] = envelopeVersion;
  out.set(sealed, 1);
  return out;
}

/** @throws VaultError vault/damaged, with `what` in its details, when the envelope was changed, moved or made with another key */
export function openEnvelope(
  key: Uint8Array,
  associated: Uint8Array,
  bytes: Uint8Array,
  what: string,
): Uint8Array {
  const plain = bytes[0] === envelopeVersion ? open(key, associated, bytes.subarray(1)) : null;
  if (plain === null) throw new VaultError('vault/damaged', { part: what });
  return plain;
}

function valueContext(place: ValuePlace): Uint8Array {
  return canonicalBytes({
    context: contexts.sealedValue,
    vault: place.vaultId,
    customer: place.customerId,
    field: place.fieldId,
    version: place.version,
  });
}

function recordKeyContext(key: CompartmentKey, place: RecordKeyPlace): Uint8Array {
  return canonicalBytes({
    context: contexts.recordKey,
    compartment: key.role === 'compartment-confidential' ? 'confidential' : 'restricted',
    vault: place.vaultId,
    customer: place.customerId,
  });
}

/** A value in an envelope that opens only with this key at this place: version byte, nonce, cipher text, tag. */
export function sealValue(key: RecordKey, place: ValuePlace, plain: Uint8Array): Uint8Array {
  return key.use((bytes) => sealEnvelope(bytes, valueContext(place), plain));
}

/** @throws VaultError vault/damaged when the envelope was changed, moved or made with another key */
export function openValue(key: RecordKey, place: ValuePlace, sealed: Uint8Array): Uint8Array {
  return key.use((bytes) => openEnvelope(bytes, valueContext(place), sealed, 'sealed-value'));
}

/** A customer's own random key, made when its first classified value is written. Destroying every copy erases the values. */
export function newRecordKey(): RecordKey {
  return SecretKey.adopt('record', randomBytes(32));
}

export function wrapRecordKey(
  compartment: CompartmentKey,
  place: RecordKeyPlace,
  key: RecordKey,
): Uint8Array {
  return compartment.use((outer) =>
    key.use((inner) => sealEnvelope(outer, recordKeyContext(compartment, place), inner)),
  );
}

/** The caller destroys the key. @throws VaultError vault/damaged when the wrapped key was changed or moved */
export function unwrapRecordKey(
  compartment: CompartmentKey,
  place: RecordKeyPlace,
  wrapped: Uint8Array,
): RecordKey {
  return compartment.use((outer) =>
    SecretKey.adopt(
      'record',
      openEnvelope(outer, recordKeyContext(compartment, place), wrapped, 'record-key'),
    ),
  );
}

/** The key of a compartment's blind index. Derive once per opening; destroyed with the vault. */
export function deriveBlindIndexKey(compartment: CompartmentKey): BlindIndexKey {
  return compartment.use((bytes) => SecretKey.adopt('blind-index', deriveBytes(bytes, contexts.blindIndex)));
}

/** 16 bytes that stand for `normalised` in the blind index: HMAC-SHA256, truncated. Equal texts have equal tokens. */
export function blindToken(key: BlindIndexKey, normalised: string): Uint8Array {
  return key.use((bytes) => hmac(sha256, bytes, new TextEncoder().encode(normalised)).slice(0, 16));
}
