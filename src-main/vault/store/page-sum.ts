/**
 * A sum over the pages of a database file that only who has its key can work out: whoever puts an older page back, or leaves one out, changes it.
 * An incremental multiset hash under a key (Clarke et al., ASIACRYPT 2003): for each page BLAKE2b-256 under the key over its number and its end
 * (tag and nonce, new with each writing), added up as eight numbers modulo 2^32. So a page that is written anew costs two hashes, whatever
 * the size of the file. docs/file-format.md, D-7.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import type { PageSumKey } from '../crypto/secret-key.ts';
import { sodium } from '../crypto/sodium.ts';
import type { HeldFile } from '../../files/held-file.ts';
import type { Cipher } from './open.ts';

export const pageBytes = 4096;
/** At the end of every page: its tag and its nonce. */
const endBytes: Readonly<Record<Cipher, number>> = { aegis: 64, chacha20: 32 };
const lanes = 8;
/** Read in one go: what is worked out between two turns of the event loop. */
const pagesAtOnce = 64;

/** Eight numbers below 2^32. */
export type PageSum = Uint32Array<ArrayBuffer>;

export function emptyPageSum(): PageSum {
  return new Uint32Array(lanes);
}

export function addSums(a: PageSum, b: PageSum): PageSum {
  return a.map((lane, i) => lane + (b[i] ?? 0));
}

export function subtractSums(a: PageSum, b: PageSum): PageSum {
  return a.map((lane, i) => lane - (b[i] ?? 0));
}

export function isSameSum(a: PageSum, b: PageSum): boolean {
  return a.every((lane, i) => lane === b[i]);
}

/** 32 bytes: the numbers one after the other, each little-endian. */
export function sumBytes(sum: PageSum): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(lanes * 4));
  for (const [i, lane] of sum.entries()) bytes.setUint32(i * 4, lane, true);
  return new Uint8Array(bytes.buffer);
}

/** @param bytes 32 of them, as {@link sumBytes} gives them */
export function sumOfBytes(bytes: Uint8Array): PageSum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return emptyPageSum().map((_, i) => view.getUint32(i * 4, true));
}

/** Sums over the pages of one file. */
export class PageSums {
  readonly #file: HeldFile;
  readonly #key: PageSumKey;
  readonly #message: Buffer;
  readonly #hash: Buffer = Buffer.alloc(lanes * 4);

  constructor(file: HeldFile, cipher: Cipher, key: PageSumKey) {
    this.#file = file;
    this.#key = key;
    this.#message = Buffer.alloc(4 + endBytes[cipher]);
  }

  /** How many whole pages the file has. */
  get pages(): number {
    return Math.floor(this.#file.size / pageBytes);
  }

  /** Of these pages as they are now, as far as the file has them. */
  of(numbers: Iterable<number>): PageSum {
    const sum = emptyPageSum();
    const end = this.#message.subarray(4);
    this.#key.use((key) => {
      for (const page of numbers)
        if (this.#file.readSync(end, page * pageBytes - end.length) === end.length) this.#add(sum, page, key);
    });
    return sum;
  }

  /** Of the whole file. Others get their turn meanwhile. @returns `null` once `isOver` says so */
  async ofAll(isOver: () => boolean): Promise<PageSum | null> {
    const sum = emptyPageSum();
    const piece = Buffer.alloc(pagesAtOnce * pageBytes);
    for (let page = 0; ;) {
      if (isOver()) return null;
      const there = Math.floor((await this.#file.read(piece, page * pageBytes)) / pageBytes);
      if (isOver()) return null;
      if (there === 0) return sum;
      this.#addPiece(sum, page, piece.subarray(0, there * pageBytes));
      page += there;
    }
  }

  #addPiece(sum: PageSum, before: number, piece: Buffer): void {
    this.#key.use((key) => {
      for (let at = pageBytes, page = before + 1; at <= piece.length; at += pageBytes, page += 1) {
        piece.copy(this.#message, 4, at - this.#message.length + 4, at);
        this.#add(sum, page, key);
      }
    });
  }

  #add(sum: PageSum, page: number, key: Uint8Array): void {
    this.#message.writeUInt32BE(page);
    const native = sodium();
    if (native === null) this.#hash.set(blake2b(this.#message, { key, dkLen: this.#hash.length }));
    else native.crypto_generichash(this.#hash, this.#message, key);
    for (let lane = 0; lane < lanes; lane += 1)
      sum[lane] = (sum[lane] ?? 0) + this.#hash.readUInt32LE(lane * 4);
  }
}
