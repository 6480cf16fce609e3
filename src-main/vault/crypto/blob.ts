/**
 * The content of attachments (docs/file-format.md, section 15): recognised again by a keyed hash; where its class says
 * so, sealed chunk by chunk under a random key, which each customer that has the content wraps under its own.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { VaultError } from '../errors.ts';
import { nonceBytes, sealOverheadBytes, tagBytes } from './aead.ts';
import { bulkCiphers } from './bulk-cipher.ts';
import { canonicalBytes } from './canonical.ts';
import { contexts } from './contexts.ts';
import { deriveBytes } from './derive.ts';
import { openEnvelope, sealEnvelope, type CompartmentKey } from './sealed-value.ts';
import { SecretKey, type BlobHashKey, type BlobKey, type RecordKey, type VaultKey } from './secret-key.ts';

/** Binds a chunk to its place, so that chunks cannot be put in another order, left out at the end, or moved to another blob. */
export interface ChunkPlace {
  readonly vaultId: string;
  readonly blobId: string;
  /** From 0. */
  readonly number: number;
  readonly isLast: boolean;
}

/** Binds a wrapped blob key to its customer. */
export interface BlobKeyPlace {
  readonly vaultId: string;
  readonly customerId: string;
  readonly blobId: string;
}

/** What a customer's key opens: the key of the chunks, and the SHA-256 of their plain text, which would tell what a guess at it is worth. */
export interface BlobSecret {
  readonly key: BlobKey;
  /** 32 bytes. */
  readonly sha256: Uint8Array;
}

const keyBytes = 32;
const hashBytes = 32;

export function newBlobKey(): BlobKey {
  return SecretKey.adopt('blob', randomBytes(keyBytes));
}

/** What a chunk's seal says of its place. */
function chunkContext({ vaultId, blobId, number, isLast }: ChunkPlace): Uint8Array {
  return canonicalBytes({ context: contexts.blobChunk, vault: vaultId, blob: blobId, number, isLast });
}

/** How much longer a sealed chunk is than its plain text, in bytes. */
export const chunkOverheadBytes = sealOverheadBytes;
/** Where the text of a chunk begins in its memory: a random nonce comes before it. */
export const chunkTextAt = nonceBytes;

/** Seals a chunk where it lies: `memory` has room for a nonce before the text and for a tag behind it. */
export function sealChunk(key: BlobKey, place: ChunkPlace, memory: Uint8Array): void {
  const nonce = memory.subarray(0, nonceBytes);
  nonce.set(randomBytes(nonceBytes));
  key.use((bytes) => {
    bulkCiphers().xchacha20poly1305.seal(bytes, nonce, chunkContext(place), memory.subarray(nonceBytes));
  });
}

/**
 * Opens a chunk where it lies. @returns its text, a part of `memory`
 * @throws VaultError vault/damaged when the chunk was changed, moved or made with another key
 */
export function openChunk(key: BlobKey, place: ChunkPlace, memory: Uint8Array): Uint8Array {
  const nonce = memory.subarray(0, nonceBytes);
  const isWhole =
    memory.length >= chunkOverheadBytes &&
    key.use((bytes) =>
      bulkCiphers().xchacha20poly1305.open(bytes, nonce, chunkContext(place), memory.subarray(nonceBytes)),
    );
  if (!isWhole) throw new VaultError('vault/damaged', { part: 'attachment' });
  return memory.subarray(nonceBytes, memory.length - tagBytes);
}

function keyContext(place: BlobKeyPlace): Uint8Array {
  return canonicalBytes({
    context: contexts.blobKey,
    vault: place.vaultId,
    customer: place.customerId,
    blob: place.blobId,
  });
}

export function wrapBlobSecret(outer: RecordKey, place: BlobKeyPlace, secret: BlobSecret): Uint8Array {
  return outer.use((bytes) =>
    secret.key.use((inner) => {
      const plain = new Uint8Array(keyBytes + hashBytes);
      plain.set(inner);
      plain.set(secret.sha256, keyBytes);
      const wrapped = sealEnvelope(bytes, keyContext(place), plain);
      plain.fill(0);
      return wrapped;
    }),
  );
}

/** The caller destroys the key. @throws VaultError vault/damaged when the wrapped key was changed or moved */
export function unwrapBlobSecret(outer: RecordKey, place: BlobKeyPlace, wrapped: Uint8Array): BlobSecret {
  const plain = outer.use((bytes) => openEnvelope(bytes, keyContext(place), wrapped, 'blob-key'));
  if (plain.length !== keyBytes + hashBytes) throw new VaultError('vault/damaged', { part: 'blob-key' });
  const secret = {
    key: SecretKey.adopt('blob', plain.slice(0, keyBytes)),
    sha256: plain.slice(keyBytes),
  };
  plain.fill(0);
  return secret;
}

/** The key under which content is recognised: the vault's for plain content, the compartment's for sealed content. */
export function deriveBlobHashKey(source: VaultKey | CompartmentKey): BlobHashKey {
  return source.use((bytes) => SecretKey.adopt('blob-hash', deriveBytes(bytes, contexts.blobHash)));
}

/**
 * What the log says of content, in hexadecimal: of plain content its SHA-256, of sealed content a MAC of that under a key that the blob's own key gives, so
 * that it says nothing to who cannot read it, and stays when the vault's keys are exchanged. Nobody finds another content or key with the same.
 */
export function contentMark(key: BlobKey | null, contentSha256: Uint8Array): string {
  if (key === null) return bytesToHex(contentSha256);
  return bytesToHex(
    key.use((bytes) => hmac(sha256, deriveBytes(bytes, contexts.blobContent), contentSha256)),
  );
}

/** HMAC-SHA256 of the content's SHA-256. Equal contents have equal ones under one key. */
export function blobHash(key: BlobHashKey, contentSha256: Uint8Array): Uint8Array {
  return key.use((bytes) => hmac(sha256, bytes, contentSha256));
}
