import type { SecretRecipe } from '../../../src-preload/contract/secrets.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { language } from '../../i18n/index.svelte.ts';
import { call, CallError, secret, textOf } from '../../vault.ts';

type Examined = OutputOf<'secrets/examine'>;
export type CharacterRecipe = Extract<SecretRecipe, { of: 'characters' }>;
export type WordRecipe = Extract<SecretRecipe, { of: 'words' }>;

const settleMs = 120;

/** How the last secret was generated, until the window is gone. */
let lastOf: SecretRecipe['of'] = 'characters';
let lastCharacters: CharacterRecipe = {
  of: 'characters',
  length: 16,
  sets: ['lower', 'upper', 'digits', 'symbols'],
  withoutAmbiguous: true,
};
let lastWords: WordRecipe | null = null;

function firstWords(): WordRecipe {
  const isChinese = language() === 'zh-CN';
  return {
    of: 'words',
    language: isChinese ? 'zh-CN' : 'en',
    count: isChinese ? 8 : 5,
    separator: isChinese ? '' : '-',
    capitals: false,
    withDigit: false,
  };
}

/** A secret that is being entered: typed, or generated, and looked at as it changes. */
export class NewSecret {
  readonly #fieldId: string;
  #text = $state('');
  #examined = $state.raw<Examined | null>(null);
  #failure = $state<string | null>(null);
  #of = $state<SecretRecipe['of']>(lastOf);
  #characters = $state.raw<CharacterRecipe>(lastCharacters);
  #words = $state.raw<WordRecipe>(lastWords ?? firstWords());
  #generated = $state('');
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(fieldId: string) {
    this.#fieldId = fieldId;
  }

  get text(): string {
    return this.#text;
  }
  set text(next: string) {
    this.#text = next;
    clearTimeout(this.#timer);
    const request = ++this.#request;
    if (next === '') this.#examined = null;
    else this.#timer = setTimeout(() => void this.#examine(request), settleMs);
  }

  /** `null` while nothing is entered or it is being looked at for the first time. */
  get examined(): Examined | null {
    return this.#examined;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get of(): SecretRecipe['of'] {
    return this.#of;
  }
  get characters(): CharacterRecipe {
    return this.#characters;
  }
  get words(): WordRecipe {
    return this.#words;
  }
  get generated(): string {
    return this.#generated;
  }

  async choose(of: SecretRecipe['of']): Promise<void> {
    this.#of = lastOf = of;
    await this.generate();
  }

  async setCharacters(change: Partial<Omit<CharacterRecipe, 'of'>>): Promise<void> {
    const next = { ...this.#characters, ...change };
    // A secret is made of something.
    if (next.sets.length === 0) return;
    this.#characters = lastCharacters = next;
    await this.generate();
  }

  async setWords(change: Partial<Omit<WordRecipe, 'of'>>): Promise<void> {
    this.#words = lastWords = { ...this.#words, ...change };
    await this.generate();
  }

  async generate(): Promise<void> {
    try {
      const recipe = this.#of === 'characters' ? this.#characters : this.#words;
      this.#generated = (await call('secrets/generate', recipe)).text;
      this.#failure = null;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#failure = textOf(error);
    }
  }

  take(): void {
    this.text = this.#generated;
  }

  /** Writes what looks like a seed as the address that says so. */
  useAsSeed(label: string): void {
    const seed = this.#text
      .replace(/[\s-]/g, '')
      .replace(/(?<!=)=+$/, '')
      .toUpperCase();
    this.text = `otpauth://totp/${encodeURIComponent(label)}?secret=${seed}`;
  }

  async #examine(request: number): Promise<void> {
    try {
      const examined = await call('secrets/examine', {
        text: secret(this.#text),
        fieldId: this.#fieldId,
      });
      if (request === this.#request) this.#examined = examined;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (request === this.#request) this.#failure = textOf(error);
    }
  }

  /** Drops what was entered. Strings cannot be overwritten, so the window does not keep them longer than needed. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
    this.#text = '';
    this.#generated = '';
    this.#examined = null;
  }
}
