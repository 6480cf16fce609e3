import type { InputOf } from '../../../src-preload/contract/index.ts';
import { call, textOf } from '../../vault.ts';

type Added = NonNullable<InputOf<'vault/unlock'>['addFactors']>;

/** Factors that the person's role wants and their key slot lacks, while they are set up. */
export class MissingFactors {
  readonly needed: { readonly keyFile: boolean; readonly device: boolean };
  keyFile = $state.raw<NonNullable<Added['keyFile']> | null>(null);
  agreesToDevice = $state(false);
  #hasKeyStore = $state<boolean | null>(null);
  #error = $state<string | null>(null);

  constructor(needed: { readonly keyFile: boolean; readonly device: boolean }) {
    this.needed = needed;
  }

  /** `null` while it is not known. */
  get hasKeyStore(): boolean | null {
    return this.#hasKeyStore;
  }

  get error(): string | null {
    return this.#error;
  }

  get isComplete(): boolean {
    return (!this.needed.keyFile || this.keyFile !== null) && (!this.needed.device || this.agreesToDevice);
  }

  fail(failure: unknown): void {
    this.#error = textOf(failure);
  }

  async lookForKeyStore(): Promise<void> {
    if (!this.needed.device) return;
    try {
      this.#hasKeyStore = (await call('host/key-store')).isThere;
    } catch (failure) {
      this.fail(failure);
    }
  }

  /** As the vault takes it. */
  added(): Added {
    this.#error = null;
    return {
      ...(this.keyFile === null ? {} : { keyFile: this.keyFile }),
      device: this.needed.device && this.agreesToDevice,
    };
  }
}
