/**
 * The payload of an age file (age-encryption.org/v1, "Payload"): pieces of 64 KiB that ChaCha20-Poly1305 seals one by one
 * under one key, numbered, the last one marked. The age library does them in JavaScript; here libsodium does, where they lie.
 * What the header holds is the library's alone.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { tagBytes } from '../crypto/aead.ts';
import { bulkCiphers } from '../crypto/bulk-cipher.ts';
import { SecretKey, type AgePayloadKey } from '../crypto/secret-key.ts';

export type ByteSource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** In front of the payload, in bytes. */
export const payloadNonceBytes = 16;
/** Text of a piece, in bytes; the last one may have less. */
const pieceBytes = 64 * 1024;
const sealedPieceBytes = pieceBytes + tagBytes;
/** Pieces that are done in one go: some milliseconds. */
const piecesAtOnce = 16;

/** The key of a payload. The file key is overwritten. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): AgePayloadKey {
  const key = hkdf(sha256, fileKey, nonce, new TextEncoder().encode('payload'), 32);
  fileKey.fill(0);
  return SecretKey.adopt('age-payload', key);
}

/** Bytes of text in a payload of so many; `null` when no payload has this length. */
export function payloadTextSize(sealedBytes: number): number | null {
  const rest = sealedBytes % sealedPieceBytes;
  const isWhole = sealedBytes === tagBytes || rest === 0 || rest > tagBytes;
  if (sealedBytes < tagBytes || !isWhole) return null;
  return sealedBytes - Math.ceil(sealedBytes / sealedPieceBytes) * tagBytes;
}

/** That a payload is not what was sealed. */
export class PayloadError extends Error {
  /** Whether it is with the last piece that there is: what is cut short ends in one that was not sealed as the last, or not whole. */
  readonly isAtEnd: boolean;

  constructor(what: string, isAtEnd: boolean) {
    super(what);
    this.name = 'PayloadError';
    this.isAtEnd = isAtEnd;
  }
}

/** Not filled with zeros: nothing of it is given out but what was written. */
const newMemory = (): Uint8Array => Buffer.allocUnsafeSlow(piecesAtOnce * sealedPieceBytes);

interface Piece {
  /** From 0. */
  readonly number: number;
  readonly isLast: boolean;
  /** Its text and its tag, or room for that. */
  readonly memory: Uint8Array;
}

/** Some pieces behind each other in memory of their own, which whoever gets it may keep. */
interface Pieces {
  readonly memory: Uint8Array;
  readonly pieces: readonly Piece[];
}

/** Cuts what comes into pieces of `comes` bytes, each with room for a tag where it comes without one. */
async function* inPieces(source: ByteSource, comes: number): AsyncGenerator<Pieces> {
  let memory = newMemory();
  let filled = 0;
  let first = 0;
  const cut = (isLast: boolean): Pieces => {
    const count = Math.max(1, Math.ceil(filled / comes));
    const end = filled + count * (sealedPieceBytes - comes);
    return {
      memory: memory.subarray(0, end),
      pieces: Array.from({ length: count }, (_, at) => ({
        number: first + at,
        isLast: isLast && at === count - 1,
        memory: memory.subarray(at * sealedPieceBytes, Math.min(end, (at + 1) * sealedPieceBytes)),
      })),
    };
  };
  for await (const bytes of source) {
    for (let from = 0; from < bytes.length;) {
      // Full memory waits for more: the last piece must be known as such.
      if (filled === piecesAtOnce * comes) {
        yield cut(false);
        memory = newMemory();
        first += piecesAtOnce;
        filled = 0;
      }
      const at = filled % comes;
      const length = Math.min(comes - at, bytes.length - from);
      memory.set(bytes.subarray(from, from + length), Math.floor(filled / comes) * sealedPieceBytes + at);
      filled += length;
      from += length;
    }
  }
  yield cut(true);
}

/** Its number in eleven bytes, and whether it is the last. */
function nonceOf({ number, isLast }: Piece): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** A payload, without the nonce before it. */
export async function* sealPayload(key: AgePayloadKey, text: ByteSource): AsyncGenerator<Uint8Array> {
  const cipher = bulkCiphers().chacha20poly1305;
  for await (const { memory, pieces } of inPieces(text, pieceBytes)) {
    key.use((bytes) => {
      for (const piece of pieces) cipher.seal(bytes, nonceOf(piece), null, piece.memory);
    });
    yield memory;
  }
}

/** The text of a payload; what was given out counts only once all was. @throws PayloadError */
export async function* openPayload(key: AgePayloadKey, payload: ByteSource): AsyncGenerator<Uint8Array> {
  const cipher = bulkCiphers().chacha20poly1305;
  for await (const { pieces } of inPieces(payload, sealedPieceBytes)) {
    for (const piece of pieces) {
      const { number, isLast, memory } = piece;
      if (!key.use((bytes) => cipher.open(bytes, nonceOf(piece), null, memory)))
        throw new PayloadError('a piece does not open', isLast);
      const text = memory.subarray(0, memory.length - tagBytes);
      // age: only the first piece may be empty, and is then the only one.
      if (text.length === 0 && number > 0) throw new PayloadError('the last piece is empty', isLast);
      yield text;
    }
  }
}
