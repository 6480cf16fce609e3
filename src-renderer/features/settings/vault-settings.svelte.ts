import type { VaultSettings } from '../../../src-preload/contract/upkeep.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, on, textOf } from '../../vault.ts';

/** The settings that are kept inside the vault. A change is saved at once. */
export class VaultSettingsState {
  #value = $state.raw<VaultSettings | null>(null);
  #error = $state<string | null>(null);

  get value(): VaultSettings | null {
    return this.#value;
  }

  get error(): string | null {
    return this.#error;
  }

  start(): () => void {
    void this.load();
    return on('changed/settings', () => void this.load());
  }

  async load(): Promise<void> {
    try {
      this.#value = await call('settings/get');
      this.#error = null;
    } catch (error) {
      this.#error = textOf(error);
    }
  }

  async set(change: Partial<VaultSettings>): Promise<void> {
    try {
      this.#value = await call('settings/set', change);
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
      // The controls show what is in force, not what was wished for.
      await this.load();
    }
  }

  setLock(change: Partial<VaultSettings['lock']>): Promise<void> {
    const value = this.#value;
    return value ? this.set({ lock: { ...value.lock, ...change } }) : Promise.resolve();
  }
}
