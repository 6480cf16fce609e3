import type { CustomerRow } from '../../src-preload/contract/customers.ts';
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
  #marked = $state(0);
  #request = 0;

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

  /** The entry that Enter chooses. */
  readonly marked: PaletteEntry | undefined = $derived(
    this.entries[Math.min(this.#marked, this.entries.length - 1)],
  );

  get text(): string {
    return this.#text;
  }

  set text(next: string) {
    this.#text = next;
    this.#marked = 0;
    void this.#find(next.trim());
  }

  get customerCount(): number {
    return this.#customers.length;
  }

  get failure(): string | null {
    return this.#failure;
  }

  mark(entry: PaletteEntry): void {
    this.#marked = this.entries.indexOf(entry);
  }

  /** Moves the mark, around the ends. */
  move(steps: number): void {
    const count = this.entries.length;
    if (count > 0) this.#marked = (Math.min(this.#marked, count - 1) + steps + count) % count;
  }

  async #find(text: string): Promise<void> {
    const request = (this.#request += 1);
    this.#failure = null;
    if (text === '') {
      this.#customers = [];
      return;
    }
    try {
      const { rows } = await call('customers/window', { query: { text }, start: 0, count: 8 });
      if (request === this.#request) this.#customers = rows;
    } catch (error) {
      if (request !== this.#request) return;
      this.#customers = [];
      this.#failure = textOf(error);
    }
  }
}
