import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { ActKind } from '../../../src-preload/contract/act-kinds.ts';
import { call, textOf } from '../../vault.ts';

type PersonsEntry = OutputOf<'audit/person'>['entries'][number];
/** An entry; of a person's, with names of the customers whom it is about. */
export type JournalEntry = Omit<PersonsEntry, 'named'> & Partial<Pick<PersonsEntry, 'named'>>;

/** Whose entries: everybody's, or a person's; `null` is whoever looks. */
export type Whose = 'everybody' | { readonly personId: string | null };

interface Page {
  readonly entries: readonly JournalEntry[];
  readonly hasMore: boolean;
  readonly isOwnOnly?: boolean;
  readonly altered: readonly number[];
}
type Load = (from: { readonly before: number | null; readonly count: number }) => Promise<Page>;

const pageSize = 100;

/** A log, newest first, a page at a time. */
export class EntryPages {
  #entries = $state.raw<readonly JournalEntry[]>([]);
  #hasMore = $state(false);
  #isLoading = $state(false);
  #wasLoaded = $state(false);
  #isOwnOnly = $state(false);
  #error = $state<string | null>(null);
  #altered = $state.raw<ReadonlySet<number>>(new Set());
  readonly #load: Load;

  constructor(load: Load) {
    this.#load = load;
  }

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

  get isOwnOnly(): boolean {
    return this.#isOwnOnly;
  }

  /** `seq` of entries that are not what the log's tree has. */
  get altered(): ReadonlySet<number> {
    return this.#altered;
  }

  get error(): string | null {
    return this.#error;
  }

  async loadMore(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#error = null;
    try {
      const page = await this.#load({ before: this.#entries.at(-1)?.seq ?? null, count: pageSize });
      this.#entries = [...this.#entries, ...page.entries];
      this.#altered = new Set([...this.#altered, ...page.altered]);
      this.#hasMore = page.hasMore;
      this.#isOwnOnly = page.isOwnOnly ?? false;
      this.#wasLoaded = true;
    } catch (error) {
      this.#error = textOf(error);
    } finally {
      this.#isLoading = false;
    }
  }
}

/** The journal: everybody's entries, or one person's; of one kind of act, or of all. */
export function journalOf(whose: Whose, kind: ActKind | null): EntryPages {
  return new EntryPages((from) =>
    whose === 'everybody'
      ? call('journal/list', { kind, ...from })
      : call('audit/person', { personId: whose.personId, kind, ...from }),
  );
}

/** The entries about one customer. */
export function whoSaw(customerId: string): EntryPages {
  return new EntryPages((from) => call('audit/customer', { customerId, ...from }));
}
