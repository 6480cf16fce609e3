import type { Column, CustomerRow, ListQuery } from '../../../src-preload/contract/customers.ts';
import { Coalesced } from '../../coalesced.ts';
import { call } from '../../vault.ts';

const pageSize = 50;
const pagesKept = 80;

/**
 * The rows of one query, fetched page by page as they come into view. A new query replaces the old one only when its
 * first page is there, so typing never blanks the list; while one answer is awaited, only the newest query waits.
 */
export class RowWindow {
  #pages = $state.raw(new Map<number, readonly CustomerRow[]>());
  #total = $state(0);
  #totalIsExact = $state(true);
  #isReady = $state(false);
  #failure = $state.raw<unknown>(null);

  #query: ListQuery | null = null;
  #answered: ListQuery | null = null;
  #columns: readonly Column[] = [];
  #shownPage = 0;
  #generation = 0;
  readonly #asking = new Coalesced(() => this.#ask());
  #isAsking = false;
  #loading = new Set<number>();

  get total(): number {
    return this.#total;
  }

  get totalIsExact(): boolean {
    return this.#totalIsExact;
  }

  /** False until the first answer. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get failure(): unknown {
    return this.#failure;
  }

  row(index: number): CustomerRow | null {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  }

  /** Shows another query from its beginning. */
  show(query: ListQuery, columns: readonly Column[]): void {
    this.#query = query;
    this.#columns = columns;
    this.#shownPage = 0;
    void this.#asking.run();
  }

  /** Calls back with the rows of the newest query in place: at once where they are, never where it fails. */
  whenCurrent(act: () => void): void {
    if (this.#answered === this.#query) act();
    else
      void this.#asking.settled().then(() => {
        if (this.#answered === this.#query) act();
      });
  }

  /** Asks again for what is in view, e.g. after a change. */
  refresh(): void {
    if (this.#query !== null) void this.#asking.run();
  }

  /** Fetches the pages that hold rows `first` to `end` (exclusive) and are not there. */
  ensure(first: number, end: number): void {
    if (end <= first) return;
    const firstPage = Math.floor(first / pageSize);
    const lastPage = Math.floor((end - 1) / pageSize);
    this.#shownPage = firstPage;
    for (let page = firstPage; page <= lastPage; page++) {
      if (!this.#pages.has(page) && !this.#loading.has(page)) void this.#fetchPage(page);
    }
  }

  async #ask(): Promise<void> {
    const query = this.#query;
    if (query === null) return;
    this.#generation += 1;
    this.#isAsking = true;
    const page = this.#shownPage;
    try {
      const answer = await this.#request(query, page);
      this.#loading.clear();
      this.#pages = new Map([[page, answer.rows]]);
      this.#total = answer.total;
      this.#totalIsExact = answer.totalIsExact;
      this.#failure = null;
      this.#answered = query;
      if (page > 0 && answer.rows.length === 0) this.#shownPage = 0;
    } catch (error) {
      this.#failure = error;
    }
    // Before the window sees the new rows: it then fetches the other pages that it shows.
    this.#isAsking = false;
    this.#isReady = true;
  }

  async #fetchPage(page: number): Promise<void> {
    const query = this.#query;
    if (query === null || this.#isAsking) return;
    const generation = this.#generation;
    this.#loading.add(page);
    try {
      const answer = await this.#request(query, page);
      if (generation !== this.#generation) return;
      const pages = new Map(this.#pages);
      pages.set(page, answer.rows);
      for (const oldest of pages.keys()) {
        if (pages.size <= pagesKept) break;
        if (Math.abs(oldest - page) > 2) pages.delete(oldest);
      }
      this.#pages = pages;
      this.#total = Math.max(answer.total, page * pageSize + answer.rows.length);
      this.#totalIsExact = answer.totalIsExact;
    } catch (error) {
      if (generation === this.#generation) this.#failure = error;
    } finally {
      this.#loading.delete(page);
    }
  }

  #request(query: ListQuery, page: number) {
    return call('customers/window', {
      query,
      start: page * pageSize,
      count: pageSize,
      columns: [...this.#columns],
    });
  }
}
