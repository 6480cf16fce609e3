import type { CustomerRow } from '../../src-preload/contract/customers.ts';
import { call, textOf } from '../vault.ts';
import { actions, type Action } from './actions.svelte.ts';

/** What the palette finds for what is typed: customers, and actions by their names. */
export class PaletteSearch {
  #text = $state('');
  #customers = $state.raw<readonly CustomerRow[]>([]);
  #failure = $state<string | null>(null);
  #request = 0;

  readonly actions: readonly Action[] = $derived.by(() => {
    const words = this.#text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return actions.all.filter((action) => {
      if (action.hidden === true || !(action.enabled?.() ?? true)) return false;
      const name = action.label().toLowerCase();
      return words.every((word) => name.includes(word));
    });
  });

  get text(): string {
    return this.#text;
  }

  set text(next: string) {
    this.#text = next;
    void this.#find(next.trim());
  }

  get customers(): readonly CustomerRow[] {
    return this.#customers;
  }

  get failure(): string | null {
    return this.#failure;
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
