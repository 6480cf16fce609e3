import type { SlotSummary } from '../../../src-preload/contract/session.ts';
import { call, textOf } from '../../vault.ts';

export type KeyTask =
  'change-passphrase' | 'add-key-file' | 'remove-key-file' | 'new-recovery-key' | 'check-kit' | 'split-kit';

/** The keys that open this vault, and which of them is being changed. */
export class Keys {
  #slots = $state.raw<readonly SlotSummary[] | null>(null);
  #error = $state<string | null>(null);
  #task = $state<KeyTask | null>(null);
  #newRecoveryKey = $state.raw<string | null>(null);
  #wasKeyFileRemoved = $state(false);

  get slots(): readonly SlotSummary[] | null {
    return this.#slots;
  }

  get passphrase(): SlotSummary | undefined {
    return this.#slots?.find((slot) => slot.kind === 'passphrase');
  }

  get recovery(): SlotSummary | undefined {
    return this.#slots?.find((slot) => slot.kind === 'recovery');
  }

  get error(): string | null {
    return this.#error;
  }

  get task(): KeyTask | null {
    return this.#task;
  }

  /** A recovery key that was just made and is to be saved by the person. */
  get newRecoveryKey(): string | null {
    return this.#newRecoveryKey;
  }

  /** A moment ago: copies of before still open with it. */
  get wasKeyFileRemoved(): boolean {
    return this.#wasKeyFileRemoved;
  }

  keyFileRemoved(): void {
    this.#wasKeyFileRemoved = true;
  }

  dropKeyFileRemoved(): void {
    this.#wasKeyFileRemoved = false;
  }

  begin(task: KeyTask): void {
    this.#task = task;
  }

  endTask(): void {
    this.#task = null;
    void this.load();
  }

  showRecoveryKey(key: string): void {
    this.#task = null;
    this.#newRecoveryKey = key;
  }

  endRecoveryKey(): void {
    this.#newRecoveryKey = null;
    void this.load();
  }

  async load(): Promise<void> {
    try {
      const found = await call('keys/list');
      this.#slots = found.slots;
      this.#error = null;
    } catch (error) {
      this.#error = textOf(error);
    }
  }
}
