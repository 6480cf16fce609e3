const atMost = 3;
const withinMs = 30_000;

/** Counts vault processes that end by themselves: after so many within so long, the next would, too. */
export class Endings {
  /** Milliseconds since 1970. */
  #lately: number[] = [];

  /** Notes one more. @returns whether to give up */
  areTooMany(now: number): boolean {
    this.#lately = [...this.#lately.filter((at) => now - at < withinMs), now];
    return this.#lately.length >= atMost;
  }
}
