import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { countCustomers } from '../customers/count.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { FoundList } from './found-list.ts';
import { orderOf } from './order.ts';
import { isPlainWalk, sourceOf } from './plan.ts';
import { PlainList } from './plain-list.ts';

/** Lists kept; one that falls out is no longer looked through. */
const listsKept = 4;
/** A customer further down is not looked for in a list that must be searched for it. */
const positionReach = 2000;
/** More changes than these are not looked through for what they did to a list. */
const changesLookedAt = 500;

interface Kept {
  readonly list: PlainList | FoundList;
  readonly query: ListQuery;
  readonly layoutStamp: number;
  /** Made while a long write ran, whose last search entries are not there until it ends. */
  readonly isPreliminary: boolean;
  /** The change log's length when the list was last found to be right. */
  seq: number;
}

interface Part {
  readonly rows: number[];
  readonly total: number;
  readonly totalIsExact: boolean;
}

/** The lists that are being looked at, kept until something changes them. */
export class Lists {
  readonly #vault: OpenVault;
  readonly #kept = new Map<string, Kept>();

  constructor(vault: OpenVault) {
    this.#vault = vault;
  }

  /** Rows `start` to `start + count` of a query and how many it has. @throws VaultError customers/bad-filter */
  async window(query: ListQuery, start: number, count: number): Promise<Part> {
    const { list, isWanted } = this.#list(query);
    const rows = await list.rows(start, count, isWanted);
    this.#ensureOpen();
    if (list instanceof PlainList) return { rows, total: list.total, totalIsExact: true };
    return { rows, ...list.total() };
  }

  /** Where a customer stands in a list; `null` when it is not in it, or far down in one that must be searched. */
  async position(query: ListQuery, row: number): Promise<number | null> {
    const { list, isWanted } = this.#list(query);
    if (list instanceof FoundList) {
      const position = await list.position(row, positionReach, isWanted);
      this.#ensureOpen();
      return position;
    }
    const [walk] = orderOf(this.#vault, query).walks;
    if (walk?.is === undefined) return null;
    const key = this.#vault.store.db.get<{ key: string | number }>(
      `SELECT ${walk.key} AS key FROM customer c WHERE c.row = ? AND ${walk.is}`,
      row,
    );
    return key === undefined ? null : list.positionOf({ key: key.key, row });
  }

  #ensureOpen(): void {
    if (this.#vault.store.isClosed) throw new VaultError('vault/locked');
  }

  #list(query: ListQuery): { readonly list: PlainList | FoundList; readonly isWanted: () => boolean } {
    // Numbers without a country code are looked for by the country.
    const key = JSON.stringify([limitedTo(this.#vault), catalogOf(this.#vault).country, query]);
    const known = this.#kept.get(key);
    const kept = known !== undefined && this.#isCurrent(known) ? known : this.#make(query);
    const isWanted = (): boolean => !this.#vault.store.isClosed && this.#kept.get(key) === kept;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= listsKept) break;
      this.#kept.delete(oldest);
    }
    if (kept !== known && kept.list instanceof PlainList)
      kept.list.warm(isWanted).catch(() => {
        // Whoever looks at the list next meets what went wrong.
        this.#kept.delete(key);
      });
    return { list: kept.list, isWanted };
  }

  /** Whether nothing that was written since changes the list's rows or their order. */
  #isCurrent(kept: Kept): boolean {
    const { store } = this.#vault;
    const seq = store.logSize;
    if (kept.layoutStamp !== store.stampOf('layout')) return false;
    if (kept.isPreliminary && !store.isLongWriteRunning) return false;
    if (kept.seq === seq) return true;
    if (seq < kept.seq || seq - kept.seq > changesLookedAt) return false;
    if (this.#isTouched(kept)) return false;
    kept.seq = seq;
    return true;
  }

  /** Whether a change of a customer since may move rows of the list, bring or take some. */
  #isTouched({ list, query, seq }: Kept): boolean {
    const { db } = this.#vault.store;
    const { by } = query.sort;
    const changes = "SELECT 1 FROM change WHERE seq > ? AND entity = 'customer'";
    if (!(list instanceof PlainList) || by === 'updated' || query.bin)
      return db.value(`${changes} LIMIT 1`, seq) !== undefined;
    return (
      db.value(
        `${changes} AND NOT (field IN ('kind', 'jobTitle', 'notes', 'assignee') OR field = ?
         OR field GLOB 'point:*' OR field GLOB 'contact:*' OR field GLOB 'tag:*' OR field GLOB 'value:*') LIMIT 1`,
        seq,
        by === 'organisation' ? 'name' : 'organisation',
      ) !== undefined
    );
  }

  #make(query: ListQuery): Kept {
    const { store } = this.#vault;
    const about = {
      query,
      layoutStamp: store.stampOf('layout'),
      isPreliminary: store.isLongWriteRunning,
      seq: store.logSize,
    };
    const order = orderOf(this.#vault, query);
    const [walk] = order.walks;
    if (isPlainWalk(query) && limitedTo(this.#vault) === null && walk !== undefined) {
      const total = countCustomers(this.#vault)[query.bin ? 'bin' : 'active'];
      return { ...about, list: new PlainList(store.db, order, walk, total) };
    }
    return { ...about, list: new FoundList(sourceOf(this.#vault, query)) };
  }
}
