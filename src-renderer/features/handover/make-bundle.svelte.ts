import type { Picked } from '../../../src-preload/contract/host.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call } from '../../vault.ts';
import { NewPassphrase } from '../session/new-passphrase.svelte.ts';
import { ContentChoice, type ListNow } from './content-choice.svelte.ts';
import { endOf, isoDay, withAll, type Chosen, type Expiry } from './content-rules.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';

type Made = OutputOf<'bundle/make'>;

/** One bundle from choosing to done. */
export class MakeBundle {
  readonly content: ContentChoice;
  readonly job = new ScreenJob();
  readonly passphrase = new NewPassphrase();
  #recipientIds = $state.raw<ReadonlySet<string>>(new Set());
  #wantsPassphrase = $state(false);
  #purpose = $state('');
  #note = $state('');
  #expiry = $state<Expiry>('none');
  #lastDay = $state('');
  #made = $state.raw<(Made & { readonly hadPassphrase: boolean }) | null>(null);
  #saved = $state.raw<Picked | null>(null);

  constructor(now: () => ListNow) {
    this.content = new ContentChoice(now);
  }

  get recipientIds(): ReadonlySet<string> {
    return this.#recipientIds;
  }
  get wantsPassphrase(): boolean {
    return this.#wantsPassphrase;
  }
  set wantsPassphrase(next: boolean) {
    this.#wantsPassphrase = next;
    if (!next) this.passphrase.clear();
  }
  get purpose(): string {
    return this.#purpose;
  }
  set purpose(next: string) {
    this.#purpose = next;
  }
  get note(): string {
    return this.#note;
  }
  set note(next: string) {
    this.#note = next;
  }
  get expiry(): Expiry {
    return this.#expiry;
  }
  set expiry(next: Expiry) {
    this.#expiry = next;
  }
  get lastDay(): string {
    return this.#lastDay;
  }
  set lastDay(next: string) {
    this.#lastDay = next;
  }
  get made(): (Made & { readonly hadPassphrase: boolean }) | null {
    return this.#made;
  }

  /** What is still to be chosen, as message keys; empty when it can be made. */
  readonly missing: readonly ('customers' | 'reason' | 'recipient' | 'passphrase' | 'date')[] = $derived.by(
    () => {
      const missing: ('customers' | 'reason' | 'recipient' | 'passphrase' | 'date')[] = [];
      if (this.content.preview?.counts.customers === 0) missing.push('customers');
      if (this.content.needsReason && this.content.reason.trim() === '') missing.push('reason');
      if (this.#recipientIds.size === 0 && !this.#wantsPassphrase) missing.push('recipient');
      if (
        this.#wantsPassphrase &&
        (this.passphrase.text === '' || this.passphrase.text !== this.passphrase.repeat)
      )
        missing.push('passphrase');
      if (this.#expiry === 'date' && endOf('date', this.#lastDay, new Date()) === null) missing.push('date');
      return missing;
    },
  );

  start(): () => void {
    return () => {
      this.content.dispose();
      this.passphrase.clear();
    };
  }

  /** Starts over with these customers. */
  begin(chosen: Chosen | null): void {
    if (this.job.isRunning) return;
    this.#made = null;
    this.job.forget();
    this.content.choose(chosen);
  }

  setRecipient(personId: string, isIn: boolean): void {
    this.#recipientIds = withAll(this.#recipientIds, [personId], isIn);
  }

  /** Recipients whose cards are gone or no longer checked fall out. */
  keepRecipients(checked: ReadonlySet<string>): void {
    const kept = [...this.#recipientIds].filter((id) => checked.has(id));
    if (kept.length !== this.#recipientIds.size) this.#recipientIds = new Set(kept);
  }

  async make(): Promise<void> {
    if (this.missing.length > 0 || (this.#wantsPassphrase && !this.passphrase.check())) return;
    const hadPassphrase = this.#wantsPassphrase;
    // As it is when the person asks for it, and as they see it before them.
    const asked = {
      content: this.content.content,
      recipientIds: [...this.#recipientIds],
      purpose: this.#purpose.trim(),
      note: this.#note.trim(),
      expiresAt: endOf(this.#expiry, this.#lastDay, new Date()),
      reason: this.content.givenReason,
    };
    const suggestedName = t('handover.make.fileName', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'bundle', suggestedName });
    if (place === null) return;
    const passphrase = hadPassphrase ? this.passphrase.bytes() : null;
    await this.job.run(
      { kind: 'bundle', name: place.name },
      async (jobId) => {
        const made = await call('bundle/make', { jobId, ...asked, passphrase, save: place.ticket });
        this.#made = { ...made, hadPassphrase };
        this.#saved = place;
        this.#forgetWhatWasTyped();
      },
      () => ({
        text: t('jobs.done.bundle', { name: place.name }),
        kind: 'success',
        action: { label: t('handover.show'), run: () => void this.show() },
      }),
    );
  }

  async show(): Promise<void> {
    if (this.#saved !== null) await call('host/show-saved', { saved: this.#saved.ticket });
  }

  #forgetWhatWasTyped(): void {
    this.wantsPassphrase = false;
    this.#recipientIds = new Set();
    this.#purpose = '';
    this.#note = '';
    this.#expiry = 'none';
    this.content.reason = '';
  }
}
