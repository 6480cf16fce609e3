import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { call, CallError, reply } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';

const tickMs = 250;

/** One showing of a one-time code: fetched anew at each end of its period, until it is hidden or has been long enough. */
export class OneTimeCode {
  readonly #place: { readonly id: string; readonly fieldId: string };
  #showing: string | null = null;
  #code = $state<string | null>(null);
  #secondsLeft = $state(0);
  #share = $state(1);
  #validFrom = 0;
  #validUntil = 0;
  /** The vault's clock against the window's. */
  #ahead = 0;
  #hideAfter = 0;
  #isFetching = false;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(id: string, fieldId: string) {
    this.#place = { id, fieldId };
  }

  /** `null` while it is not shown. */
  get code(): string | null {
    return this.#code;
  }
  /** In two halves, which are easier to type. */
  get grouped(): string {
    const code = this.#code ?? '';
    const half = Math.ceil(code.length / 2);
    return `${code.slice(0, half)} ${code.slice(half)}`;
  }
  get secondsLeft(): number {
    return this.#secondsLeft;
  }
  /** Of the period that is left, from 1 to 0. */
  get share(): number {
    return this.#share;
  }

  async show(): Promise<void> {
    if (this.#showing !== null) return;
    const showing = newId();
    this.#showing = showing;
    try {
      const { revealSeconds } = await call('settings/get');
      this.#hideAfter = Date.now() + revealSeconds * 1000;
      await this.#fetch();
    } catch (error) {
      this.hide();
      throw error;
    }
    if (this.#showing === showing) this.#timer = setInterval(() => void this.#tick(), tickMs);
  }

  async #fetch(): Promise<void> {
    const showing = this.#showing;
    if (showing === null) return;
    this.#take(showing, await call('secrets/code', { ...this.#place, showing }));
  }

  /** The next code of the same showing. Nobody is asked for a passphrase out of the blue: then it is over. */
  async #fetchNext(): Promise<void> {
    const showing = this.#showing;
    if (showing === null) return;
    const answer = await reply('secrets/code', { ...this.#place, showing });
    if (answer.ok) this.#take(showing, answer.value);
    else if (answer.error.code === 'access/step-up-needed') this.hide();
    else throw new CallError(answer.error.code, answer.error.details);
  }

  #take(showing: string, given: OutputOf<'secrets/code'>): void {
    if (this.#showing !== showing) return;
    this.#ahead = given.now - Date.now();
    this.#validFrom = given.validFrom;
    this.#validUntil = given.validUntil;
    this.#code = given.code;
    this.#count();
  }

  #count(): void {
    const left = Math.max(0, this.#validUntil - (Date.now() + this.#ahead));
    this.#secondsLeft = Math.ceil(left / 1000);
    this.#share = left / Math.max(1, this.#validUntil - this.#validFrom);
  }

  async #tick(): Promise<void> {
    this.#count();
    if (this.#secondsLeft > 0 || this.#isFetching) return;
    // A code that has run out is no use to anybody: between two is the time to hide.
    if (Date.now() >= this.#hideAfter) {
      this.hide();
      return;
    }
    this.#isFetching = true;
    try {
      await this.#fetchNext();
    } catch (error) {
      this.hide();
      throw error;
    } finally {
      this.#isFetching = false;
    }
  }

  hide(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#showing = null;
    this.#code = null;
  }
}
