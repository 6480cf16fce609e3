import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { SlotSummary } from '../../../src-preload/contract/session.ts';
import { call, textOf } from '../../vault.ts';
import { confirmedTasks, type ConfirmedTask, type Shown } from './confirmed-tasks.ts';

export type KeyTask = ConfirmedTask | 'change-passphrase' | 'add-key-file' | 'check-kit' | 'split-kit';

/** Whether a task wants nothing but the passphrase. */
export function isConfirmed(task: KeyTask | null): task is ConfirmedTask {
  return task !== null && Object.hasOwn(confirmedTasks, task);
}

/** The keys that open this vault, and which of them is being changed. */
export class Keys {
  #slots = $state.raw<readonly SlotSummary[] | null>(null);
  #codes = $state.raw<OutputOf<'step-up/state'> | null>(null);
  #hasKeyStore = $state<boolean | null>(null);
  #error = $state<string | null>(null);
  #task = $state<KeyTask | null>(null);
  #shown = $state.raw<Shown | null>(null);
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

  /** One-time codes for proving again. */
  get codes(): OutputOf<'step-up/state'> | null {
    return this.#codes;
  }

  /** Whether this computer can be a factor; `null` while that is not known. */
  get hasKeyStore(): boolean | null {
    return this.#hasKeyStore;
  }

  get error(): string | null {
    return this.#error;
  }

  get task(): KeyTask | null {
    return this.#task;
  }

  /** What was just made and is to be kept by the person. */
  get shown(): Shown | null {
    return this.#shown;
  }

  /** A moment ago: copies of before still open with it. */
  get wasKeyFileRemoved(): boolean {
    return this.#wasKeyFileRemoved;
  }

  /** The task went through. */
  done(): void {
    if (this.#task === 'remove-key-file') this.#wasKeyFileRemoved = true;
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

  show(shown: Shown): void {
    this.#task = null;
    this.#shown = shown;
  }

  endShown(): void {
    this.#shown = null;
    void this.load();
  }

  async load(): Promise<void> {
    try {
      const [found, codes] = await Promise.all([call('keys/list'), call('step-up/state')]);
      this.#slots = found.slots;
      this.#codes = codes;
      this.#error = null;
      // The system's key store may take its time, which nothing else waits for.
      this.#hasKeyStore ??= (await call('host/key-store')).isThere;
    } catch (error) {
      this.#error = textOf(error);
    }
  }
}
