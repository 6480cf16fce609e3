/** The list without search or filters: any part of it at once, by jumps from remembered places in its index. */
import type { OpenVault } from '../context.ts';
import type { SqlValue } from '../store/store.ts';
import type { Order, Walk } from './order.ts';

interface Place {
  /** How many rows come before it. */
  readonly index: number;
  readonly key: SqlValue;
  readonly row: number;
}

const placesKept = 400;

export class PlainList {
  readonly #vault: OpenVault;
  readonly #walk: Walk;
  readonly #descending: boolean;
  readonly total: number;
  #places: Place[] = [];

  constructor(vault: OpenVault, order: Order, walk: Walk) {
    this.#vault = vault;
    this.#walk = walk;
    this.#descending = order.descending;
    this.total = vault.store.db.value<number>(`SELECT count(*) FROM ${walk.from}`, ...walk.params) ?? 0;
  }

  /** Rows `start` to `start + count`. Skips within SQLite from the nearest known place, or from the list's end. */
  rows(start: number, count: number): number[] {
    if (start >= this.total) return [];
    const before = this.#placeBefore(start);
    const skip = start - (before?.index ?? 0);
    const fromEnd = this.total - start;
    const found = fromEnd < skip ? this.#readBackwards(fromEnd, count) : this.#read(before, skip, count);
    const last = found.at(-1);
    if (last !== undefined) this.#remember({ index: start + found.length, ...last });
    return found.map(({ row }) => row);
  }

  #placeBefore(start: number): Place | null {
    let best: Place | null = null;
    for (const place of this.#places)
      if (place.index <= start && place.index > (best?.index ?? 0)) best = place;
    return best;
  }

  #read(after: Place | null, skip: number, count: number): { key: SqlValue; row: number }[] {
    const { from, key, params } = this.#walk;
    const direction = this.#descending ? 'DESC' : 'ASC';
    const beyond = after === null ? '' : ` AND (${key}, c.row) ${this.#descending ? '<' : '>'} (?, ?)`;
    return this.#vault.store.db.all(
      `SELECT ${key} AS key, c.row AS row FROM ${from}${beyond} ORDER BY ${key} ${direction}, c.row ${direction} LIMIT ? OFFSET ?`,
      ...params,
      ...(after === null ? [] : [after.key, after.row]),
      count,
      skip,
    );
  }

  /** The rows that begin `fromEnd` before the end, read from there. */
  #readBackwards(fromEnd: number, count: number): { key: SqlValue; row: number }[] {
    const { from, key, params } = this.#walk;
    const direction = this.#descending ? 'ASC' : 'DESC';
    const wanted = Math.min(count, fromEnd);
    const rows: { key: SqlValue; row: number }[] = this.#vault.store.db.all(
      `SELECT ${key} AS key, c.row AS row FROM ${from} ORDER BY ${key} ${direction}, c.row ${direction} LIMIT ? OFFSET ?`,
      ...params,
      wanted,
      fromEnd - wanted,
    );
    return rows.reverse();
  }

  #remember(place: Place): void {
    if (this.#places.length >= placesKept) this.#places = this.#places.filter((_, index) => index % 2 === 0);
    this.#places.push(place);
  }
}
