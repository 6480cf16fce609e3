import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { FoundList } from './found-list.ts';
import { orderOf } from './order.ts';
import { isPlainWalk, sourceOf } from './plan.ts';
import { PlainList } from './plain-list.ts';

const listsKept = 4;

/** The lists that are being looked at, kept until something changes. */
export class Lists {
  readonly #vault: OpenVault;
  readonly #kept = new Map<string, { readonly stamp: string; readonly list: PlainList | FoundList }>();

  constructor(vault: OpenVault) {
    this.#vault = vault;
  }

  /** Rows `start` to `start + count` of a query and how many it has. @throws VaultError customers/bad-filter */
  window(
    query: ListQuery,
    start: number,
    count: number,
  ): { rows: number[]; total: number; totalIsExact: boolean } {
    const list = this.#list(query);
    const rows = list.rows(start, count);
    if (list instanceof PlainList) return { rows, total: list.total, totalIsExact: true };
    return { rows, ...list.total() };
  }

  /** Where a customer stands in the part of the list that was looked at, and in the first thousands otherwise. */
  position(query: ListQuery, row: number): number | null {
    const list = this.#list(query);
    const reach = 2000;
    const index = list instanceof FoundList ? list.indexOf(row) : -1;
    if (index >= 0) return index;
    const found = list.rows(0, reach).indexOf(row);
    return found < 0 ? null : found;
  }

  #list(query: ListQuery): PlainList | FoundList {
    const { store } = this.#vault;
    const stamp = `${store.logHead().seq}/${store.layoutStamp}`;
    const key = JSON.stringify(query);
    const known = this.#kept.get(key);
    if (known?.stamp === stamp) return known.list;
    const list = this.#make(query);
    this.#kept.delete(key);
    this.#kept.set(key, { stamp, list });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= listsKept) break;
      this.#kept.delete(oldest);
    }
    return list;
  }

  #make(query: ListQuery): PlainList | FoundList {
    if (isPlainWalk(query)) {
      const order = orderOf(this.#vault, query);
      const [walk] = order.walks;
      if (walk !== undefined) return new PlainList(this.#vault, order, walk);
    }
    return new FoundList(sourceOf(this.#vault, query));
  }
}
