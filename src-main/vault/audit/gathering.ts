/**
 * Looks are gathered before they are written: one for each person, customer and ten minutes, one for a list however it is scrolled. Pure: the clock,
 * the writing and the waiting are given.
 */
import { msBetween, type Moment } from '../../../src-preload/contract/moment.ts';
import type { NotedEntry } from '../../../src-preload/contract/journal.ts';

/** For so long the same look is not written again. */
export const sameLookMs = 10 * 60_000;
/** No look waits longer for being written. */
export const gatheredForMs = 2000;
/** So many customers of a list are named. */
export const namedOfList = 50;
/** Looks remembered as written; beyond it the oldest are, at worst, written again. */
const mostRemembered = 20_000;

/** Something of customers that somebody was shown. */
export interface Look {
  /** The same for what is the same look. */
  readonly key: string;
  /** Ids of the customers, those shown first to begin with. */
  readonly customers: readonly string[];
  /** Asked for when it is written: it must not fail. */
  readonly entry: () => NotedEntry;
  /** Of a search: what was typed, and everything else that was asked. One that goes on typing takes the place of the one before. */
  readonly typed?: { readonly text: string; readonly rest: string };
}

export interface Gathered {
  readonly entry: NotedEntry;
  readonly customers: readonly string[];
}

interface Waiting {
  readonly look: Look;
  readonly customers: Set<string>;
}

export interface Surroundings {
  readonly moment: () => Moment;
  /** Writes all or nothing. What it throws is thrown by `flush`, and the looks wait on. */
  readonly write: (gathered: readonly Gathered[]) => void;
  /** Has `flush` called in so many milliseconds at the latest. Not called again before that. */
  readonly flushIn: (ms: number) => void;
}

function isTypedOn(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function add(customers: Set<string>, more: Iterable<string>): void {
  for (const id of more) {
    if (customers.size >= namedOfList) return;
    customers.add(id);
  }
}

export class Gathering {
  readonly #given: Surroundings;
  readonly #waiting = new Map<string, Waiting>();
  /** When each look was noted, in that order. */
  readonly #noted = new Map<string, Moment>();
  #isFlushComing = false;

  constructor(given: Surroundings) {
    this.#given = given;
  }

  note(look: Look): void {
    const now = this.#given.moment();
    const waiting = this.#waiting.get(look.key);
    if (waiting !== undefined) {
      add(waiting.customers, look.customers);
      return;
    }
    const before = this.#noted.get(look.key);
    if (before !== undefined && msBetween(before, now) < sameLookMs) return;
    const customers = new Set<string>();
    add(customers, look.customers);
    for (const [key, earlier] of this.#typedBefore(look)) {
      add(customers, earlier.customers);
      this.#waiting.delete(key);
      this.#noted.delete(key);
    }
    this.#waiting.set(look.key, { look, customers });
    this.#noted.delete(look.key);
    this.#noted.set(look.key, now);
    this.#forget(now);
    this.#askForFlush();
  }

  /** Writes what waits. @throws what writing throws; nothing is lost then */
  flush(): void {
    this.#isFlushComing = false;
    if (this.#waiting.size === 0) return;
    try {
      this.#given.write(
        [...this.#waiting.values()].map(({ look, customers }) => ({
          entry: look.entry(),
          customers: [...customers],
        })),
      );
    } catch (error) {
      this.#askForFlush();
      throw error;
    }
    this.#waiting.clear();
  }

  /** What found somebody is not given up for what finds nobody. */
  #typedBefore({ typed, customers }: Look): [string, Waiting][] {
    if (typed === undefined) return [];
    return [...this.#waiting].filter(([, before]) => {
      const earlier = before.look.typed;
      const isKept = customers.length === 0 && before.customers.size > 0;
      return !isKept && earlier?.rest === typed.rest && isTypedOn(earlier.text, typed.text);
    });
  }

  #askForFlush(): void {
    if (this.#isFlushComing) return;
    this.#isFlushComing = true;
    this.#given.flushIn(gatheredForMs);
  }

  #forget(now: Moment): void {
    for (const [key, at] of this.#noted) {
      if (this.#noted.size <= mostRemembered && msBetween(at, now) < sameLookMs) return;
      if (!this.#waiting.has(key)) this.#noted.delete(key);
      else if (this.#noted.size <= mostRemembered) return;
    }
  }
}
