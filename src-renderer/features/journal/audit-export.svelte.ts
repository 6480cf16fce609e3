import type { KnownCard } from '../../../src-preload/contract/handover.ts';
import { t } from '../../i18n/index.svelte.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';
import { call, textOf } from '../../vault.ts';
import { isoDay, withAll } from '../handover/content-rules.ts';
import { NewPassphrase } from '../session/new-passphrase.svelte.ts';

/** One audit file from choosing to done. */
export class AuditExport {
  readonly job = new ScreenJob();
  readonly passphrase = new NewPassphrase();
  #cards = $state.raw<readonly KnownCard[]>([]);
  #recipientIds = $state.raw<ReadonlySet<string>>(new Set());
  #failure = $state<string | null>(null);
  #isDone = $state(false);
  wantsPassphrase = $state(false);
  disclose = $state<'nothing' | 'everything'>('nothing');
  reason = $state('');

  /** Those whose fingerprint was compared. */
  get cards(): readonly KnownCard[] {
    return this.#cards;
  }
  get recipientIds(): ReadonlySet<string> {
    return this.#recipientIds;
  }
  get failure(): string | null {
    return this.job.failure ?? this.#failure;
  }
  get isDone(): boolean {
    return this.#isDone;
  }
  get canMake(): boolean {
    const { text, repeat } = this.passphrase;
    const hasPassphrase = this.wantsPassphrase && text !== '' && text === repeat;
    const isForSomebody = this.wantsPassphrase ? hasPassphrase : this.#recipientIds.size > 0;
    return isForSomebody && this.reason.trim() !== '';
  }

  async load(): Promise<void> {
    try {
      this.#cards = (await call('cards/list')).cards.filter(({ checked }) => checked !== null);
    } catch (error) {
      this.#failure = textOf(error);
    }
  }

  setRecipient(personId: string, isIn: boolean): void {
    this.#recipientIds = withAll(this.#recipientIds, [personId], isIn);
  }

  async make(): Promise<void> {
    if (!this.canMake || (this.wantsPassphrase && !this.passphrase.check())) return;
    const suggestedName = t('journal.audit.fileName', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'audit', suggestedName });
    if (place === null) return;
    const passphrase = this.wantsPassphrase ? this.passphrase.bytes() : null;
    this.#isDone = await this.job.run(
      { kind: 'audit', name: place.name },
      (jobId) =>
        call('audit-file/export', {
          jobId,
          recipientIds: [...this.#recipientIds],
          passphrase,
          disclose: this.disclose,
          reason: this.reason.trim(),
          save: place.ticket,
        }),
      () => ({ text: t('jobs.done.audit', { name: place.name }), kind: 'success' }),
    );
    this.passphrase.clear();
  }
}
