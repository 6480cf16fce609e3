import type { StepUpKind } from '../../../src-preload/contract/step-up.ts';
import type { Picked } from '../../../src-preload/contract/host.ts';
import { call, secret, textOf } from '../../vault.ts';

type Way = 'passphrase' | 'code';

interface Question {
  readonly kind: StepUpKind;
  readonly answer: (isProven: boolean) => void;
}

/** Asks the person to prove again who they are; one question at a time, however many calls wait for it. */
export class StepUp {
  /** Of the question that is on screen, or about to be. */
  #answered: Promise<boolean> | null = null;
  #question = $state.raw<Question | null>(null);
  #hasCode = $state(false);
  #needsKeyFile = $state(false);
  #isBusy = $state(false);
  #error = $state<string | null>(null);
  #attempts = $state(0);
  way = $state<Way>('passphrase');
  passphrase = $state('');
  code = $state('');
  keyFile = $state.raw<Picked | null>(null);

  get kind(): StepUpKind | null {
    return this.#question?.kind ?? null;
  }
  /** Whether one-time codes are set up. */
  get hasCode(): boolean {
    return this.#hasCode;
  }
  get needsKeyFile(): boolean {
    return this.#needsKeyFile;
  }
  get isBusy(): boolean {
    return this.#isBusy;
  }
  get error(): string | null {
    return this.#error;
  }
  /** Counts failures, so that the same words twice are still said twice. */
  get attempts(): number {
    return this.#attempts;
  }
  get canSubmit(): boolean {
    if (this.way === 'code') return this.code.trim() !== '';
    return this.passphrase !== '' && (!this.#needsKeyFile || this.keyFile !== null);
  }

  /** @returns whether the person has proven it; `false` when they thought better of it */
  ask(kind: StepUpKind): Promise<boolean> {
    if (this.#answered !== null) return this.#answered;
    let answer: (isProven: boolean) => void = () => undefined;
    const answered = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    this.#answered = answered;
    void this.#open({ kind, answer });
    return answered;
  }

  // What is asked for depends on the person's factors, so the dialog comes up once they are known.
  async #open(question: Question): Promise<void> {
    try {
      const state = await call('step-up/state');
      this.#hasCode = state.hasCode;
      this.#needsKeyFile = state.needsKeyFile;
      this.way = state.hasCode ? 'code' : 'passphrase';
      this.#error = null;
    } catch (error) {
      this.#error = textOf(error);
    }
    this.#question = question;
  }

  async submit(): Promise<void> {
    if (this.#isBusy || !this.canSubmit) return;
    this.#isBusy = true;
    this.#error = null;
    try {
      const by =
        this.way === 'code'
          ? { code: this.code }
          : {
              passphrase: secret(this.passphrase),
              ...(this.keyFile === null ? {} : { keyFile: this.keyFile.ticket }),
            };
      await call('step-up/prove', { by });
      this.#close(true);
    } catch (error) {
      this.#attempts += 1;
      this.#error = textOf(error);
    } finally {
      this.#isBusy = false;
    }
  }

  cancel(): void {
    this.#close(false);
  }

  #close(isProven: boolean): void {
    const question = this.#question;
    this.#question = null;
    this.#answered = null;
    this.passphrase = '';
    this.code = '';
    this.keyFile = null;
    this.#error = null;
    question?.answer(isProven);
  }
}
