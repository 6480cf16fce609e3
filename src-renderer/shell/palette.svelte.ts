import type { CustomerRow } from '../../src-preload/contract/customers.ts';
import { Coalesced } from '../coalesced.ts';
import { call, textOf } from '../vault.ts';
import { actions, type Action } from './actions.svelte.ts';

export type PaletteEntry =
  | { readonly id: string; readonly customer: CustomerRow }
  | { readonly id: string; readonly action: Action };

/** What the palette finds for what is typed: customers, then actions by their names. One entry is marked. */
export class PaletteSearch {
  #text = $state('');
  #customers = $state.raw<readonly CustomerRow[]>([]);
  #failure = $state<string | null>(null);
  #markedId = $state<string | null>(null);
  readonly #finding = new Coalesced(() => this.#find());

  readonly entries: readonly PaletteEntry[] = $derived.by(() => {
    const words = this.#text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = actions.all.filter((action) => {
      if (action.hidden === true || !(action.enabled?.() ?? true)) return false;
      const name = action.label().toLowerCase();
      return words.every((word) => name.includes(word));
    });
    return [
      ...this.#customers.map((customer) => ({ id: `customer-${customer.id}`, customer })),
      ...fitting.map((action) => ({ id: `action-${action.id}`, action })),
    ];
  });

  /** The entry that Enter chooses: the first, until the mark is moved. */
  readonly marked: PaletteEntry | undefined = $derived(
    this.entries.find((entry) => entry.id === this.#markedId) ?? this.entries[0],
  );

  get text(): string {
    return this.#text;
  }

  set text(next: string) {
    this.#text = next;
    this.#markedId = null;
    void this.#finding.run();
  }

  get customerCount(): number {
    return this.#customers.length;
  }

  get failure(): string | null {
    return this.#failure;
  }

  mark(entry: PaletteEntry): void {
    this.#markedId = entry.id;
  }

  /** Moves the mark, around the ends. */
  move(steps: number): void {
    const count = this.entries.length;
    const at = this.entries.findIndex((entry) => entry === this.marked);
    this.#markedId = this.entries[(at + steps + count) % count]?.id ?? null;
  }

  /** The marked entry; where nobody moved the mark, once all is found that fits what is typed. */
  async settledMark(): Promise<PaletteEntry | undefined> {
    if (this.#markedId === null) await this.#finding.settled();
    return this.marked;
  }

  async #find(): Promise<void> {
    const text = this.#text.trim();
    this.#failure = null;
    try {
      this.#customers =
        text === '' ? [] : (await call('customers/window', { query: { text }, start: 0, count: 8 })).rows;
    } catch (error) {
      this.#customers = [];
      this.#failure = textOf(error);
    }
  }
}
