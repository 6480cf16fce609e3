import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { call, textOf } from '../../vault.ts';

export type JournalEntry = OutputOf<'journal/list'>['entries'][number];

const pageSize = 100;

/** The journal, newest first, a page at a time. */
export class Journal {
  #entries = $state.raw<readonly JournalEntry[]>([]);
  #hasMore = $state(false);
  #isLoading = $state(false);
  #wasLoaded = $state(false);
  #error = $state<string | null>(null);

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  get wasLoaded(): boolean {
    return this.#wasLoaded;
  }

  get error(): string | null {
    return this.#error;
  }

  async loadMore(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#error = null;
    try {
      const before = this.#entries.at(-1)?.seq ?? null;
      const page = await call('journal/list', { before, count: pageSize });
      this.#entries = [...this.#entries, ...page.entries];
      this.#hasMore = page.hasMore;
      this.#wasLoaded = true;
    } catch (error) {
      this.#error = textOf(error);
    } finally {
      this.#isLoading = false;
    }
  }
}
