import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { call, on, textOf } from '../../vault.ts';

/** How it stands with the recovery kit of the open vault. */
export class KitStatus {
  #value = $state.raw<OutputOf<'recovery/status'> | null>(null);
  #error = $state<string | null>(null);

  get value(): OutputOf<'recovery/status'> | null {
    return this.#value;
  }

  get error(): string | null {
    return this.#error;
  }

  /** Loads it, and again whenever it changes. Returns the function that ends it. */
  start(): () => void {
    void this.load();
    return on('changed/notices', () => void this.load());
  }

  async load(): Promise<void> {
    try {
      this.#value = await call('recovery/status');
      this.#error = null;
    } catch (error) {
      this.#error = textOf(error);
    }
  }
}
