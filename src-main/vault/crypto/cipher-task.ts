/**
 * Pieces of long content, sealed and opened where they lie: in the thread that asks, or in others beside it
 * (cipher-threads.ts). Chunks of blobs are as docs/file-format.md says in section 15, pieces of a stream as
 * age-encryption.org/v1 says of a payload.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { nonceBytes, open, sealInPlace, tagBytes } from './aead.ts';

/** A chunk of a blob: in memory a nonce, the text, and a tag. */
interface ChunkTask {
  readonly cipher: 'chunk';
  readonly associated: Uint8Array;
}

/** Pieces of an age payload that follow each other: in memory each with its tag behind it. */
interface StreamTask {
  readonly cipher: 'stream';
  /** The number of the first piece in its payload. */
  readonly first: number;
  /** Whether the payload ends with these. */
  readonly isLast: boolean;
}

export type CipherTask = (ChunkTask | StreamTask) & {
  readonly direction: 'seal' | 'open';
  /** With room for what sealing adds. Belongs to whoever does the task, until it is done. */
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Of what lies in the beginning of the memory, with nonces and tags. */
  readonly length: number;
};

/** Text of a piece of an age payload, in bytes; the last one may have less. */
export const pieceBytes = 64 * 1024;
export const sealedPieceBytes = pieceBytes + tagBytes;
/** Where the text of a chunk begins in its memory. */
export const chunkTextAt = nonceBytes;

/** The nonce of an age payload's piece: its number in eleven bytes, and whether it is the last. */
function pieceNonce(number: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** @throws what the library throws of a tag that does not fit */
function piece(key: Uint8Array, direction: 'seal' | 'open', nonce: Uint8Array, memory: Uint8Array): void {
  const text = memory.subarray(0, memory.length - tagBytes);
  const cipher = chacha20poly1305(key, nonce);
  if (direction === 'seal') cipher.encrypt(text, memory);
  else cipher.decrypt(memory, text);
}

function stream(key: Uint8Array, task: StreamTask & CipherTask): void {
  const { direction, memory, length, first, isLast } = task;
  const count = Math.max(1, Math.ceil(length / sealedPieceBytes));
  for (let at = 0; at < count; at++) {
    const end = Math.min(length, (at + 1) * sealedPieceBytes);
    const nonce = pieceNonce(first + at, isLast && at === count - 1);
    piece(key, direction, nonce, memory.subarray(at * sealedPieceBytes, end));
  }
}

/** Does a task in its memory. @returns whether it opens; what was sealed always does */
export function perform(key: Uint8Array, task: CipherTask): boolean {
  const memory = task.memory.subarray(0, task.length);
  if (task.cipher === 'chunk') {
    if (task.direction === 'seal') sealInPlace(key, task.associated, memory);
    else
      return (
        open(key, task.associated, memory, memory.subarray(nonceBytes, memory.length - tagBytes)) !== null
      );
    return true;
  }
  try {
    stream(key, task);
    return true;
  } catch (error) {
    // The library has one error for a tag that does not fit; anything else is a mistake in this program.
    if (task.direction === 'open' && error instanceof Error && error.message.includes('tag')) return false;
    throw error;
  }
}
