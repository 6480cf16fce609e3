import { added, type IndexSums } from './index-sums.ts';

const space = 0x20;
/** A gram is three characters at most, of four bytes each, and perhaps a sign. */
const wordsOfGram = 4;
const slots = 1 << 18;
const leastRoom = 4096;

/** Sums up the numbers of a customer's grams, each once. Numbers that were worked out lately are remembered. */
export class GramSums {
  readonly #sums: IndexSums;
  /** Grams whose numbers are known, each in the one place that its hash gives. */
  readonly #known = new Uint32Array(slots * wordsOfGram);
  readonly #numbers = new Uint32Array(slots);
  /** The grams of the customer at hand, by their hashes, and in which call each was put there. */
  #seen = new Uint32Array(leastRoom * wordsOfGram);
  #calls = new Uint32Array(leastRoom);
  #call = 0;

  constructor(sums: IndexSums) {
    this.#sums = sums;
  }

  /** @param grams as the index is given them, with spaces between them */
  sumOf(grams: Uint8Array): number {
    this.#makeRoom(grams.length);
    this.#call += 1;
    let sum = 0;
    for (let from = 0; from < grams.length;) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let to = from;
      for (; to < grams.length; to++) {
        const byte = grams[to] ?? space;
        if (byte === space) break;
        // Most are of four bytes or fewer.
        if (to - from >= 12) d = (d << 8) | (c >>> 24);
        if (to - from >= 8) c = (c << 8) | (b >>> 24);
        if (to - from >= 4) b = (b << 8) | (a >>> 24);
        a = (a << 8) | byte;
      }
      const mixed = Math.imul(a ^ Math.imul(b ^ Math.imul(c ^ Math.imul(d, 31), 31), 31), 0x9e3779b1) >>> 0;
      if (this.#isNew(mixed, a, b, c, d))
        sum = added(sum, this.#numberOf(mixed, a, b, c, d, grams.subarray(from, to)));
      from = to + 1;
    }
    return sum;
  }

  #makeRoom(bytes: number): void {
    // No gram is shorter than a byte and a space.
    let room = leastRoom;
    while (room < bytes) room *= 2;
    if (room <= this.#calls.length) return;
    this.#seen = new Uint32Array(room * wordsOfGram);
    this.#calls = new Uint32Array(room);
    this.#call = 0;
  }

  #isNew(mixed: number, a: number, b: number, c: number, d: number): boolean {
    const seen = this.#seen;
    const mask = this.#calls.length - 1;
    for (let slot = (mixed >>> 8) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * wordsOfGram;
      if (this.#calls[slot] !== this.#call) {
        this.#calls[slot] = this.#call;
        seen[at] = a;
        seen[at + 1] = b;
        seen[at + 2] = c;
        seen[at + 3] = d;
        return true;
      }
      if (isAt(seen, at, a, b, c, d)) return false;
    }
  }

  #numberOf(mixed: number, a: number, b: number, c: number, d: number, gram: Uint8Array): number {
    const slot = (mixed >>> 14) & (slots - 1);
    const at = slot * wordsOfGram;
    if (isAt(this.#known, at, a, b, c, d)) return this.#numbers[slot] ?? 0;
    const number = this.#sums.numberOf(gram);
    this.#known[at] = a;
    this.#known[at + 1] = b;
    this.#known[at + 2] = c;
    this.#known[at + 3] = d;
    this.#numbers[slot] = number;
    return number;
  }
}

function isAt(words: Uint32Array, at: number, a: number, b: number, c: number, d: number): boolean {
  return (
    words[at] === a >>> 0 &&
    words[at + 1] === b >>> 0 &&
    words[at + 2] === c >>> 0 &&
    words[at + 3] === d >>> 0
  );
}
