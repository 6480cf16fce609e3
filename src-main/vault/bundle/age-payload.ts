/**
 * The payload of an age file (age-encryption.org/v1, "Payload"): pieces of 64 KiB that ChaCha20-Poly1305 seals one by one
 * under one key, numbered, the last one marked. The age library does them one after the other; here threads may do some at
 * a time. What the header holds is the library's alone.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { pieceBytes, sealedPieceBytes } from '../crypto/cipher-task.ts';
import type { CipherResult, Ciphers } from '../crypto/cipher-threads.ts';
import { SecretKey, type AgePayloadKey } from '../crypto/secret-key.ts';
export type ByteSource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** In front of the payload, in bytes. */
export const payloadNonceBytes = 16;
const tagBytes = sealedPieceBytes - pieceBytes;
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
  constructor(what: string) {
    super(what);
    this.name = 'PayloadError';
  }
}

/** Not filled with zeros: nothing of it is given out but what was written. */
const newMemory = (pieces: number): Uint8Array<ArrayBuffer> =>
  Buffer.allocUnsafeSlow(pieces * sealedPieceBytes);

interface Underway {
  readonly length: number;
  readonly done: Promise<CipherResult>;
}

/**
 * Cuts what comes into pieces and has them done; the memory is given out, and never used again. `text`: bytes of a piece
 * as it comes; with room behind it to the length of a sealed one.
 */
async function* inPieces(
  ciphers: Ciphers,
  direction: 'seal' | 'open',
  source: ByteSource,
): AsyncGenerator<{ readonly memory: Uint8Array; readonly length: number; readonly isOnly: boolean }> {
  const comes = direction === 'seal' ? pieceBytes : sealedPieceBytes;
  const underway: Underway[] = [];
  // Most payloads have one piece.
  let memory = newMemory(1);
  let filled = 0;
  let first = 0;

  const start = (isLast: boolean): void => {
    const length = direction === 'open' ? filled : filled + Math.max(1, Math.ceil(filled / comes)) * tagBytes;
    underway.push({
      length,
      done: ciphers.run({ cipher: 'stream', direction, first, isLast, memory, length }),
    });
    first += piecesAtOnce;
    filled = 0;
    if (!isLast) memory = newMemory(piecesAtOnce);
  };
  const finished = async () => {
    const [next] = underway;
    const done = await next?.done;
    underway.shift();
    if (next === undefined || done?.opens !== true) throw new PayloadError('a piece does not open');
    return { memory: done.memory, length: next.length, isOnly: first === piecesAtOnce };
  };

  try {
    for await (const bytes of source) {
      for (let from = 0; from < bytes.length;) {
        // Full memory waits for more: the last pieces must be known as such.
        if (filled === piecesAtOnce * comes) {
          start(false);
          if (underway.length >= ciphers.depth) yield await finished();
        } else if (filled === comes && memory.length === sealedPieceBytes) {
          const [only, all] = [memory, newMemory(piecesAtOnce)];
          all.set(only);
          only.fill(0);
          memory = all;
        }
        const at = filled % comes;
        const length = Math.min(comes - at, bytes.length - from);
        memory.set(bytes.subarray(from, from + length), Math.floor(filled / comes) * sealedPieceBytes + at);
        filled += length;
        from += length;
      }
    }
    start(true);
    while (underway.length > 0) yield await finished();
  } finally {
    await Promise.allSettled(underway.map(({ done }) => done));
  }
}

/** A payload, without the nonce before it. */
export async function* sealPayload(ciphers: Ciphers, text: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const { memory, length } of inPieces(ciphers, 'seal', text)) yield memory.subarray(0, length);
}

/** The text of a payload; what was given out counts only once all was. @throws PayloadError */
export async function* openPayload(ciphers: Ciphers, payload: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const { memory, length, isOnly } of inPieces(ciphers, 'open', payload)) {
    for (let at = 0; at < length; at += sealedPieceBytes) {
      const text = memory.subarray(at, Math.min(length, at + sealedPieceBytes) - tagBytes);
      // age: only the first piece may be empty, and is then the only one.
      if (text.length === 0 && !(isOnly && at === 0)) throw new PayloadError('the last piece is empty');
      yield text;
    }
  }
}
