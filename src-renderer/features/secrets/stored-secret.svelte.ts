import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { call, CallError } from '../../vault.ts';

type About = OutputOf<'secrets/about'>;
type Places = OutputOf<'secrets/reused-in'>;

/** A stored secret: what is known of it, and the secret itself while it is shown. */
export class StoredSecret {
  readonly #fieldId: string;
  #customerId: string | null = null;
  #about = $state.raw<About | null>(null);
  #shown = $state<string | null>(null);
  #places = $state.raw<Places | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #request = 0;

  constructor(fieldId: string) {
    this.#fieldId = fieldId;
  }

  /** `null` until it is known, and where it cannot be. */
  get about(): About | null {
    return this.#about;
  }
  get shown(): string | null {
    return this.#shown;
  }
  get places(): Places | null {
    return this.#places;
  }

  /** Looks at another value, or again at this one. */
  async load(customerId: string): Promise<void> {
    const request = ++this.#request;
    this.hide();
    if (customerId !== this.#customerId) this.#about = null;
    this.#customerId = customerId;
    this.#places = null;
    try {
      const about = await call('secrets/about', { id: customerId, fieldId: this.#fieldId });
      if (request === this.#request) this.#about = about;
    } catch (error) {
      // It may have been removed meanwhile: there is then nothing to say of it, and the field shows as empty.
      if (!(error instanceof CallError)) throw error;
      if (request === this.#request) this.#about = null;
    }
  }

  /** The secret, to be shown or copied: the journal says which. */
  async read(to: 'show' | 'copy'): Promise<string> {
    const asked = { id: this.#customerId ?? '', fieldId: this.#fieldId, to };
    const { value } = await call('customers/reveal', asked);
    return typeof value === 'string' ? value : '';
  }

  /** Shows it, for as long as the vault's settings say. */
  async reveal(): Promise<void> {
    const request = this.#request;
    const [text, settings] = await Promise.all([this.read('show'), call('settings/get')]);
    if (request !== this.#request) return;
    this.#shown = text;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), settings.revealSeconds * 1000);
  }

  hide(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#shown = null;
  }

  async findPlaces(): Promise<void> {
    const id = this.#customerId;
    const request = this.#request;
    if (id === null) return;
    const places = await call('secrets/reused-in', { id, fieldId: this.#fieldId });
    if (request === this.#request) this.#places = places;
  }

  end(): void {
    this.#request += 1;
    this.hide();
  }
}
