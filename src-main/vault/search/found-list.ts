/** A searched or filtered list: found rows are kept, and more are looked for as they are asked for. */
import { setImmediate } from 'node:timers/promises';
import type { Source } from './sources.ts';

/** So many are counted exactly, if that is quick. */
const countUpTo = 1000;
const countForMs = 4;
const step = 200;
/** How long to look before other calls get their turn. */
const stretchMs = 10;

export class FoundList {
  readonly #source: Source;
  readonly #rows: number[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  /** Looks until there are so many rows, or no more, or nobody `isWanted` them any longer. */
  async rows(start: number, count: number, isWanted: () => boolean): Promise<number[]> {
    while (!this.#reach(start + count, stretchMs)) {
      await setImmediate();
      if (!isWanted()) break;
    }
    return this.#rows.slice(start, start + count);
  }

  /** How many there are, at least; looks further for a few milliseconds. */
  total(): { total: number; totalIsExact: boolean } {
    const until = performance.now() + countForMs;
    while (
      !this.#source.isDone &&
      this.#rows.length < countUpTo &&
      performance.now() < until &&
      this.#reach(this.#rows.length + step, countForMs)
    );
    return { total: this.#rows.length, totalIsExact: this.#source.isDone };
  }

  async position(row: number, most: number, isWanted: () => boolean): Promise<number | null> {
    const known = this.#rows.indexOf(row);
    const index = known >= 0 ? known : (await this.rows(0, most, isWanted)).indexOf(row);
    return index < 0 ? null : index;
  }

  /** @returns false when the time was too short */
  #reach(length: number, forMs: number): boolean {
    const until = performance.now() + forMs;
    const isTimeUp = (): boolean => performance.now() >= until;
    while (!this.#source.isDone && this.#rows.length < length) {
      for (const row of this.#source.next(length - this.#rows.length, isTimeUp)) this.#rows.push(row);
      if (isTimeUp()) break;
    }
    return this.#source.isDone || this.#rows.length >= length;
  }
}
