/** A searched or filtered list: found rows are kept, and more are looked for as they are asked for. */
import type { Source } from './sources.ts';

/** So many are counted exactly, if that is quick. */
const countUpTo = 1000;
const countForMs = 5;
const step = 200;

export class FoundList {
  readonly #source: Source;
  readonly #rows: number[] = [];
  #isComplete = false;

  constructor(source: Source) {
    this.#source = source;
  }

  rows(start: number, count: number): number[] {
    this.#reach(start + count);
    return this.#rows.slice(start, start + count);
  }

  /** How many there are, at least; looks further for a few milliseconds. */
  total(): { total: number; totalIsExact: boolean } {
    const until = performance.now() + countForMs;
    while (!this.#isComplete && this.#rows.length < countUpTo && performance.now() < until) {
      this.#reach(this.#rows.length + step);
    }
    return { total: this.#rows.length, totalIsExact: this.#isComplete };
  }

  indexOf(row: number): number {
    return this.#rows.indexOf(row);
  }

  #reach(length: number): void {
    while (!this.#isComplete && this.#rows.length < length) {
      const wanted = length - this.#rows.length;
      const more = this.#source.next(wanted);
      for (const row of more) this.#rows.push(row);
      if (more.length < wanted) this.#isComplete = true;
    }
  }
}
