import type { Picked } from '../../../src-preload/contract/host.ts';
import type { Kit } from '../../../src-preload/contract/handover.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { NewPassphrase } from '../session/new-passphrase.svelte.ts';
import { ContentChoice, type ListNow } from './content-choice.svelte.ts';
import type { Chosen } from './content-rules.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';

type Made = OutputOf<'kits/make'>;

/** The kits given out, and one that is being made. */
export class Kits {
  readonly content: ContentChoice;
  readonly job = new ScreenJob();
  readonly passphrase = new NewPassphrase();
  #kits = $state.raw<readonly Kit[] | null>(null);
  #failure = $state<string | null>(null);
  #view = $state<'list' | 'make' | 'made'>('list');
  #personName = $state('');
  #label = $state('');
  #place = $state.raw<Picked | null>(null);
  #placeFor = '';
  #made = $state.raw<(Made & { readonly personName: string }) | null>(null);
  #request = 0;

  constructor(now: () => ListNow) {
    this.content = new ContentChoice(now);
  }

  get kits(): readonly Kit[] | null {
    return this.#kits;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get view(): 'list' | 'make' | 'made' {
    return this.#view;
  }
  get personName(): string {
    return this.#personName;
  }
  set personName(next: string) {
    this.#personName = next;
  }
  get label(): string {
    return this.#label;
  }
  set label(next: string) {
    this.#label = next;
  }
  get place(): Picked | null {
    return this.#place;
  }
  get made(): (Made & { readonly personName: string }) | null {
    return this.#made;
  }

  readonly missing: readonly ('customers' | 'reason' | 'person' | 'passphrase')[] = $derived.by(() => {
    const missing: ('customers' | 'reason' | 'person' | 'passphrase')[] = [];
    if (this.content.preview?.counts.customers === 0) missing.push('customers');
    if (this.content.needsReason && this.content.reason.trim() === '') missing.push('reason');
    if (this.#personName.trim() === '') missing.push('person');
    if (this.passphrase.text === '' || this.passphrase.text !== this.passphrase.repeat)
      missing.push('passphrase');
    return missing;
  });

  start(): () => void {
    void this.load();
    const ends = [on('changed/handover', () => void this.load())];
    return () => {
      for (const end of ends) end();
      this.content.dispose();
      this.passphrase.clear();
    };
  }

  async load(): Promise<void> {
    const request = (this.#request += 1);
    try {
      const { kits } = await call('kits/list');
      if (request !== this.#request) return;
      this.#kits = kits;
      this.#failure = null;
    } catch (error) {
      const isLocked = error instanceof CallError && error.code === 'vault/locked';
      if (request === this.#request && !isLocked) this.#failure = textOf(error);
    }
  }

  begin(chosen: Chosen | null): void {
    if (this.job.isRunning) return;
    this.content.choose(chosen);
    this.job.forget();
    this.#made = null;
    this.#view = 'make';
  }

  backToList(): void {
    this.passphrase.clear();
    this.#view = 'list';
  }

  async choosePlace(): Promise<void> {
    const personName = this.#personName.trim();
    const name = t('handoverRecords.kits.defaultName', { name: personName });
    try {
      const place = await call('host/pick-vault-place', { name, purpose: 'kit' });
      if (place === null) return;
      this.#place = place;
      this.#placeFor = personName;
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  async make(): Promise<void> {
    if (this.missing.length > 0 || !this.passphrase.check()) return;
    const personName = this.#personName.trim();
    // As it is when the person asks for it, and as they see it before them.
    const asked = {
      content: this.content.content,
      personName,
      label: this.#label.trim(),
      reason: this.content.givenReason,
    };
    // The folder is named after the colleague, so another name needs another place.
    if (this.#place === null || this.#placeFor !== personName) await this.choosePlace();
    const place = this.#place;
    if (place === null || this.#placeFor !== personName) return;
    const passphrase = this.passphrase.bytes();
    await this.job.run(
      { kind: 'kit', name: personName },
      async (jobId) => {
        const made = await call('kits/make', { jobId, ...asked, passphrase, place: place.ticket });
        this.#made = { ...made, personName };
        this.passphrase.clear();
        this.#personName = '';
        this.#label = '';
        this.content.reason = '';
        this.#view = 'made';
      },
      () => ({ text: t('jobs.done.kit', { name: personName }), kind: 'success' }),
    );
  }

  async show(): Promise<void> {
    if (this.#place !== null) await call('host/show-saved', { saved: this.#place.ticket });
  }
}
