import type { PassphraseStrength } from '../../../src-preload/contract/session.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { call, secret, textOf } from '../../vault.ts';

const settleMs = 120;

/** A passphrase that is being chosen: typed twice, measured as it is typed, or drawn at random. */
export class NewPassphrase {
  #text = $state('');
  #repeat = $state('');
  #strength = $state.raw<PassphraseStrength | null>(null);
  #suggestion = $state.raw<readonly string[] | null>(null);
  #isTaken = $state(false);
  #failure = $state<string | null>(null);
  #showProblems = $state(false);
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get text(): string {
    return this.#text;
  }

  set text(next: string) {
    this.#text = next;
    this.#isTaken = false;
    this.#measureSoon();
  }

  get repeat(): string {
    return this.#repeat;
  }

  set repeat(next: string) {
    this.#repeat = next;
  }

  get strength(): PassphraseStrength | null {
    return this.#strength;
  }

  get suggestion(): readonly string[] | null {
    return this.#suggestion;
  }

  /** Whether the passphrase is the suggestion, unchanged. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  get failure(): string | null {
    return this.#failure;
  }

  get problem(): string | null {
    return this.#showProblems && this.#text === '' ? t('session.passphrase.needed') : null;
  }

  get repeatProblem(): string | null {
    const isLate = this.#showProblems || this.#repeat.length >= this.#text.length;
    return isLate && this.#repeat !== '' && this.#repeat !== this.#text
      ? t('session.passphrase.mismatch')
      : this.#showProblems && this.#repeat === '' && this.#text !== ''
        ? t('session.passphrase.mismatch')
        : null;
  }

  /** Whether it may be used; from then on shows what is missing. */
  check(): boolean {
    this.#showProblems = true;
    return this.#text !== '' && this.#text === this.#repeat;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return secret(this.#text);
  }

  /** Drops what was typed. Strings cannot be overwritten, so the window does not keep them longer than needed. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
    this.#text = '';
    this.#repeat = '';
    this.#strength = null;
    this.#suggestion = null;
    this.#isTaken = false;
    this.#showProblems = false;
  }

  async suggest(): Promise<void> {
    try {
      this.#suggestion = (await call('passphrase/suggest', { language: language() })).words;
      this.#failure = null;
    } catch (error) {
      this.#failure = textOf(error);
    }
  }

  take(): void {
    if (!this.#suggestion) return;
    this.#text = this.#suggestion.join(' ');
    this.#repeat = this.#text;
    this.#isTaken = true;
    this.#measureSoon();
  }

  #measureSoon(): void {
    clearTimeout(this.#timer);
    const request = (this.#request += 1);
    if (this.#text === '') {
      this.#strength = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#measure(request), settleMs);
  }

  async #measure(request: number): Promise<void> {
    try {
      const strength = await call('passphrase/estimate', { passphrase: this.bytes() });
      if (request === this.#request) this.#strength = strength;
    } catch (error) {
      if (request === this.#request) this.#failure = textOf(error);
    }
  }
}
