import type { HistoryEntry } from '../../../src-preload/contract/customers.ts';
import { call } from '../../vault.ts';

/** The log of one customer, newest first, a page at a time. */
export class CustomerHistory {
  #entries = $state.raw<readonly HistoryEntry[]>([]);
  #altered = $state.raw<ReadonlySet<number>>(new Set());
  #hasMore = $state(false);
  #isLoading = $state(true);
  #request = 0;
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }
  /** `seq` of entries that are not what the log's tree has. */
  get altered(): ReadonlySet<number> {
    return this.#altered;
  }
  get hasMore(): boolean {
    return this.#hasMore;
  }
  get isLoading(): boolean {
    return this.#isLoading;
  }

  async load(): Promise<void> {
    const request = ++this.#request;
    const page = await call('customers/history', { id: this.#id });
    if (request !== this.#request) return;
    this.#entries = page.entries;
    this.#altered = new Set(page.altered);
    this.#hasMore = page.hasMore;
    this.#isLoading = false;
  }

  async loadMore(): Promise<void> {
    const last = this.#entries.at(-1);
    if (last === undefined) return;
    const request = ++this.#request;
    const page = await call('customers/history', { id: this.#id, before: last.seq });
    if (request !== this.#request) return;
    this.#entries = [...this.#entries, ...page.entries];
    this.#altered = new Set([...this.#altered, ...page.altered]);
    this.#hasMore = page.hasMore;
  }
}
