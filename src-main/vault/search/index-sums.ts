/**
 * Whether an index that gives customers by terms holds each term of each customer and nothing else, without keeping either side: what it should hold
 * and what it holds are summed up, each pair of a term and a customer as the product of two random numbers, modulo a prime (R. Freivalds, 1977). Two
 * sums over different pairs are the same in one case of two thousand million, whoever chose the pairs: the numbers are drawn anew each time.
 */
import { hash, randomBytes, randomFillSync } from 'node:crypto';

const prime = 4_294_967_291n;

const mostExact = 2 ** 52;

/** The sum of random numbers, which stays one that is exact. */
export function added(sum: number, number: number): number {
  const next = sum + number;
  return next < mostExact ? next : next % Number(prime);
}

export class IndexSums {
  /** Of each customer, by row. */
  readonly #weights: Uint32Array;
  readonly #salt = randomBytes(32);
  #expected = 0n;
  #found = 0n;
  #hasStrays = false;

  /** @param lastRow the highest row of a customer */
  constructor(lastRow: number) {
    this.#weights = randomFillSync(new Uint32Array(lastRow + 1));
  }

  /** The random number of a term. */
  numberOf(term: Uint8Array): number {
    return hash('sha256', Buffer.concat([this.#salt, term]), 'buffer').readUInt32LE(0);
  }

  /** What the index should hold of a customer. @param sum of the numbers of the terms, each once */
  expect(row: number, sum: number): void {
    this.#expected = (this.#expected + BigInt(sum) * BigInt(this.#weights[row] ?? 0)) % prime;
  }

  /** What the index holds of a term. @param rows of its customers, with commas between them */
  hold(term: string, rows: string): void {
    let sum = 0;
    let row = 0;
    for (let at = 0; at <= rows.length; at++) {
      const digit = at === rows.length ? -1 : rows.charCodeAt(at) - 48;
      if (digit >= 0 && digit <= 9) row = row * 10 + digit;
      else {
        const weight = digit === -1 || digit === comma ? this.#weights[row] : undefined;
        if (weight === undefined) this.#hasStrays = true;
        sum = added(sum, weight ?? 0);
        row = 0;
      }
    }
    this.#found = (this.#found + BigInt(this.numberOf(Buffer.from(term))) * BigInt(sum)) % prime;
  }

  get isSame(): boolean {
    return !this.#hasStrays && this.#expected === this.#found;
  }
}

const comma = ','.charCodeAt(0) - 48;
