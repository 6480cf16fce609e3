import type { Picked } from '../../../src-preload/contract/host.ts';
import type { Session } from '../../../src-preload/contract/session.ts';
import { call, CallError, textOf } from '../../vault.ts';
import { NewPassphrase } from './new-passphrase.svelte.ts';

export type CreateStep = 'place' | 'passphrase' | 'kit' | 'ready';

const settleMs = 150;
/** Failures that are mended on the first step. */
const placeCodes = [
  'vault/place-taken',
  'vault/read-only',
  'vault/no-permission',
  'host/bad-name',
  'file/missing',
  'file/not-granted',
];

/** The three steps to a new vault. */
export class CreateVault {
  readonly passphrase = new NewPassphrase();
  #step = $state<CreateStep>('place');
  #name = $state('');
  #personName = $state('');
  #place = $state.raw<Picked | null>(null);
  #isOwnPlace = false;
  #wantsKeyFile = $state(false);
  #keyFile = $state.raw<Picked | null>(null);
  #isBusy = $state(false);
  #error = $state<string | null>(null);
  #placeError = $state<string | null>(null);
  #made = $state.raw<{ session: Session; recoveryKey: string } | null>(null);
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get step(): CreateStep {
    return this.#step;
  }

  get name(): string {
    return this.#name;
  }

  set name(next: string) {
    this.#name = next;
    this.#placeError = null;
    this.#placeSoon();
  }

  get personName(): string {
    return this.#personName;
  }

  set personName(next: string) {
    this.#personName = next;
  }

  get place(): Picked | null {
    return this.#place;
  }

  get placeError(): string | null {
    return this.#placeError;
  }

  get wantsKeyFile(): boolean {
    return this.#wantsKeyFile;
  }

  set wantsKeyFile(next: boolean) {
    this.#wantsKeyFile = next;
  }

  get keyFile(): Picked | null {
    return this.#keyFile;
  }

  set keyFile(next: Picked | null) {
    this.#keyFile = next;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): string | null {
    return this.#error;
  }

  get made(): { session: Session; recoveryKey: string } | null {
    return this.#made;
  }

  get canGoOn(): boolean {
    return this.#name.trim() !== '' && this.#personName.trim() !== '' && this.#placeError === null;
  }

  async choosePlace(): Promise<void> {
    const name = this.#name.trim();
    if (name === '') return;
    try {
      const picked = await call('host/pick-vault-place', { name, purpose: 'vault' });
      if (!picked) return;
      this.#place = picked;
      this.#isOwnPlace = true;
      this.#placeError = null;
    } catch (error) {
      this.#placeError = textOf(error);
    }
  }

  async toPassphrase(): Promise<void> {
    if (!this.canGoOn) return;
    // Whoever types fast is here before the place for the new name is known.
    if (this.#place === null) await this.#placeNow();
    if (this.#place === null || this.#step !== 'place') return;
    this.#step = 'passphrase';
    // Measuring this machine takes a moment; by the time the passphrase is typed it is done.
    call('vault/tune-kdf').catch((error: unknown) => {
      this.#error = textOf(error);
    });
  }

  toPlace(): void {
    this.#step = 'place';
    this.#error = null;
  }

  async create(): Promise<void> {
    const place = this.#place;
    if (!place || this.#isBusy || !this.passphrase.check()) return;
    this.#isBusy = true;
    this.#error = null;
    try {
      this.#made = await call('vault/create', {
        place: place.ticket,
        name: this.#name.trim(),
        personName: this.#personName.trim(),
        passphrase: this.passphrase.bytes(),
        ...(this.#wantsKeyFile && this.#keyFile ? { keyFile: { use: this.#keyFile.ticket } } : {}),
      });
      this.passphrase.clear();
      this.#step = 'kit';
    } catch (error) {
      if (error instanceof CallError && placeCodes.includes(error.code)) {
        this.#placeError = textOf(error);
        this.#step = 'place';
      } else {
        this.#error = textOf(error);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  toReady(): void {
    this.#step = 'ready';
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
    this.passphrase.clear();
    this.#made = null;
  }

  #placeSoon(): void {
    clearTimeout(this.#timer);
    const request = (this.#request += 1);
    const name = this.#name.trim();
    // A folder is chosen together with its name, so a new name needs a new choice.
    this.#isOwnPlace = false;
    this.#place = null;
    if (name === '') return;
    this.#timer = setTimeout(() => void this.#defaultPlace(name, request), settleMs);
  }

  #placeNow(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#defaultPlace(this.#name.trim(), (this.#request += 1));
  }

  async #defaultPlace(name: string, request: number): Promise<void> {
    try {
      const place = await call('host/default-vault-place', { name });
      if (request === this.#request && !this.#isOwnPlace) this.#place = place;
    } catch (error) {
      if (request === this.#request) this.#placeError = textOf(error);
    }
  }
}
