/** The list without search or filters: any part of it at once, by jumps from remembered places in its index. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ReadDb, SqlValue } from '../store/store.ts';
import type { Order, Walk } from './order.ts';

interface Entry {
  readonly key: SqlValue;
  readonly row: number;
}

/** An entry of the index and how many come up to and with it. */
interface Place extends Entry {
  readonly index: number;
}

/** Places are so many rows apart at least; fewer than a thousand are kept. */
const strideAtLeast = 1000;
const placesAtMost = 1000;
/** How long to skip before other calls get their turn. */
const stretchMs = 10;
const restMs = 10;

export class PlainList {
  readonly #db: ReadDb;
  readonly #walk: Walk;
  readonly #descending: boolean;
  readonly #stride: number;
  readonly total: number;
  /** Every `#stride`th row from the start on, as far as it was skipped through. */
  readonly #places: Place[] = [];

  /** @param total how many rows the walk has */
  constructor(db: ReadDb, order: Order, walk: Walk, total: number) {
    this.#db = db;
    this.#walk = walk;
    this.#descending = order.descending;
    this.total = total;
    this.#stride = Math.max(strideAtLeast, Math.ceil(this.total / placesAtMost));
  }

  /** Rows `start` to `start + count`, or what of it there was time for while somebody `isWanted` them. */
  async rows(start: number, count: number, isWanted: () => boolean): Promise<number[]> {
    if (start >= this.total) return [];
    const fromEnd = this.total - start;
    const reached = this.#places.at(-1)?.index ?? 0;
    // What lies before the end is nearer from there.
    if (fromEnd < start - reached) return this.#beforeEnd(fromEnd, Math.min(count, fromEnd));
    await this.#skipTo(start, stretchMs, isWanted);
    if (!isWanted()) return [];
    const place = this.#placeBefore(start);
    return this.#read(place, start - (place?.index ?? 0), count).map(({ row }) => row);
  }

  /** How many rows come before the one with this key. */
  positionOf(entry: Entry): number {
    let from: Place | null = null;
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const place = this.#places[middle];
      if (place !== undefined && this.#isBefore(place, entry)) {
        from = place;
        low = middle + 1;
      } else high = middle;
    }
    const { walk, compare, after } = this.#parts(from);
    const between = this.#db.value<number>(
      `SELECT count(*) FROM ${walk.from}${after.sql} AND (${walk.key}, c.row) ${compare === '>' ? '<' : '>'} (?, ?)`,
      ...walk.params,
      ...after.params,
      entry.key,
      entry.row,
    );
    return (from?.index ?? 0) + (between ?? 0);
  }

  /** Remembers places all over the list, a little at a time, so that every jump is a short one. */
  async warm(isWanted: () => boolean): Promise<void> {
    while ((this.#places.at(-1)?.index ?? 0) + this.#stride < this.total) {
      await setTimeout(restMs, undefined, { ref: false });
      if (!isWanted()) return;
      if (!this.#skip(this.total, stretchMs)) return;
    }
  }

  #isBefore(place: Entry, entry: Entry): boolean {
    const compared = this.#db.value<number>(
      'SELECT (?, ?) < (?, ?)',
      place.key,
      place.row,
      entry.key,
      entry.row,
    );
    return (compared === 1) !== this.#descending && !(place.key === entry.key && place.row === entry.row);
  }

  #placeBefore(start: number): Place | null {
    const reached = Math.min(Math.floor(start / this.#stride), this.#places.length);
    return this.#places[reached - 1] ?? null;
  }

  async #skipTo(start: number, forMs: number, isWanted: () => boolean): Promise<void> {
    while ((this.#places.at(-1)?.index ?? 0) + this.#stride <= start) {
      if (!this.#skip(start, forMs)) return;
      await setImmediate();
      if (!isWanted()) return;
    }
  }

  /** @returns false when the index ended before */
  #skip(start: number, forMs: number): boolean {
    const until = performance.now() + forMs;
    for (;;) {
      const from = this.#places.at(-1) ?? null;
      const index = (from?.index ?? 0) + this.#stride;
      if (index > start) return true;
      const [entry] = this.#read(from, this.#stride - 1, 1);
      if (entry === undefined) return false;
      this.#places.push({ index, ...entry });
      if (performance.now() >= until) return true;
    }
  }

  #parts(after: Entry | null): {
    readonly walk: Walk;
    readonly compare: '<' | '>';
    readonly after: { readonly sql: string; readonly params: readonly SqlValue[] };
  } {
    const walk = this.#walk;
    const compare = this.#descending ? '<' : '>';
    return {
      walk,
      compare,
      after:
        after === null
          ? { sql: '', params: [] }
          : { sql: ` AND (${walk.key}, c.row) ${compare} (?, ?)`, params: [after.key, after.row] },
    };
  }

  #read(from: Entry | null, skip: number, count: number): Entry[] {
    const { walk, after } = this.#parts(from);
    const direction = this.#descending ? 'DESC' : 'ASC';
    return this.#db.all(
      `SELECT ${walk.key} AS key, c.row AS row FROM ${walk.from}${after.sql}
       ORDER BY ${walk.key} ${direction}, c.row ${direction} LIMIT ? OFFSET ?`,
      ...walk.params,
      ...after.params,
      count,
      skip,
    );
  }

  /** The rows that begin `fromEnd` before the end, read from there. */
  #beforeEnd(fromEnd: number, count: number): number[] {
    const { from, key, params } = this.#walk;
    const direction = this.#descending ? 'ASC' : 'DESC';
    return this.#db
      .all<{ row: number }>(
        `SELECT c.row AS row FROM ${from} ORDER BY ${key} ${direction}, c.row ${direction} LIMIT ? OFFSET ?`,
        ...params,
        count,
        fromEnd - count,
      )
      .map(({ row }) => row)
      .reverse();
  }
}
