import type { ImportPlan } from '../../../src-preload/contract/exchange.ts';
import type { BundleSummary, KnownCard, TakenIn } from '../../../src-preload/contract/handover.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, reply, secret, textOf, type CallError } from '../../vault.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { newId } from '../customers/new-id.ts';
import { isoDay } from './content-rules.ts';
import { jobs } from '../../shell/jobs.svelte.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';

export type OpenPhase = 'file' | 'checking' | 'passphrase' | 'summary' | 'taking' | 'done';
interface File {
  readonly ticket: string;
  readonly name: string;
}

/** One bundle from choosing the file to taken in. Nothing is taken in before {@link OpenBundle.takeIn}. */
export class OpenBundle {
  readonly job = new ScreenJob();
  #phase = $state<OpenPhase>('file');
  #file = $state.raw<File | null>(null);
  #jobId: string | null = null;
  #passphrase = $state('');
  #passphraseError = $state<string | null>(null);
  #summary = $state.raw<BundleSummary | null>(null);
  #accepted = $state(false);
  /** What becomes of customers who were erased here and come again. */
  erased = $state<ImportPlan['erased']>('leave-out');
  #result = $state.raw<TakenIn | null>(null);
  #ledgerId = $state<string | null>(null);
  #isUndone = $state(false);

  get phase(): OpenPhase {
    return this.#phase;
  }
  get file(): File | null {
    return this.#file;
  }
  get passphrase(): string {
    return this.#passphrase;
  }
  set passphrase(next: string) {
    this.#passphrase = next;
    this.#passphraseError = null;
  }
  get passphraseError(): string | null {
    return this.#passphraseError;
  }
  get summary(): BundleSummary | null {
    return this.#summary;
  }
  get accepted(): boolean {
    return this.#accepted;
  }
  set accepted(next: boolean) {
    this.#accepted = next;
  }
  get result(): TakenIn | null {
    return this.#result;
  }
  get canSaveReceipt(): boolean {
    return this.#ledgerId !== null;
  }
  get isUndone(): boolean {
    return this.#isUndone;
  }

  /** A sender who is not known has to be accepted by the person first. */
  readonly needsAcceptance: boolean = $derived(
    this.#summary !== null && ['unknown', 'changed'].includes(this.#summary.sender.standing),
  );
  readonly canTakeIn: boolean = $derived(
    this.#summary?.takenInAt === null &&
      !this.#summary.isExpired &&
      this.#summary.senderEnded === null &&
      (!this.needsAcceptance || this.#accepted),
  );

  start(): () => void {
    return () => {
      this.#passphrase = '';
      void this.#close();
    };
  }

  async choose(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'bundle' });
    if (file !== null) await this.open(file);
  }

  /** Checks a file and shows what it is. */
  async open(file: File): Promise<void> {
    if (this.job.isRunning) return;
    await this.restart();
    this.#file = file;
    await this.#check(null);
  }

  async unlock(): Promise<void> {
    if (this.#passphrase === '') return;
    await this.#check(secret(this.#passphrase));
  }

  async takeIn(): Promise<void> {
    const [jobId, summary] = [this.#jobId, this.#summary];
    if (jobId === null || summary === null || !this.canTakeIn) return;
    this.#phase = 'taking';
    const [acceptSender, { erased }] = [this.needsAcceptance, this];
    const isDone = await this.job.run(
      { kind: 'takeIn', name: summary.fileName, jobId },
      async () => {
        this.#result = await call('bundle/take-in', { jobId, acceptSender, erased });
      },
      () => ({ text: t('jobs.done.takeIn', { name: summary.fileName }), kind: 'success' }),
    );
    // Until the work has ended its progress is shown, so that the window need not say it as well.
    this.#phase = isDone ? 'done' : 'summary';
    if (isDone) await this.#findReceipt(summary.bundleId);
  }

  /** What is known of the sender may have changed, e.g. because the fingerprint was compared meanwhile. */
  learn(cards: readonly KnownCard[]): void {
    const summary = this.#summary;
    const known = cards.find((card) => card.personId === summary?.sender.personId);
    if (summary === null || known?.fingerprint.code !== summary.sender.fingerprint.code) return;
    const standing = known.checked === null ? 'unchecked' : 'checked';
    if (standing !== summary.sender.standing)
      this.#summary = { ...summary, sender: { ...summary.sender, standing } };
  }

  async saveReceipt(): Promise<void> {
    const ledgerId = this.#ledgerId;
    if (ledgerId === null) return;
    const suggestedName = t('handover.open.receiptFile', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'receipt', suggestedName });
    if (place === null) return;
    try {
      await call('ledger/save-receipt', { ledgerId, save: place.ticket });
      toasts.show({ text: t('handoverRecords.ledger.receiptSaved'), kind: 'success' });
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  async undo(): Promise<void> {
    const batchId = this.#result?.batchId;
    if (batchId === null || batchId === undefined) return;
    const { state } = await jobs.run(
      { kind: 'mergeUndo' },
      () => call('merge/undo', { batchId }),
      () => ({ text: t('jobs.done.mergeUndo'), kind: 'success' }),
    );
    if (state === 'done' && this.#result?.batchId === batchId) this.#isUndone = true;
  }

  /** Lets the vault forget the file, and waits for another. */
  async restart(): Promise<void> {
    await this.#close();
    this.job.forget();
    this.#phase = 'file';
    this.#file = null;
    this.#passphrase = '';
    this.#passphraseError = null;
    this.#summary = null;
    this.#accepted = false;
    this.erased = 'leave-out';
    this.#result = null;
    this.#ledgerId = null;
    this.#isUndone = false;
  }

  async #check(passphrase: Uint8Array<ArrayBuffer> | null): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    this.#phase = 'checking';
    let phaseAfter: OpenPhase = 'file';
    const jobId = newId();
    await this.job.run(
      { kind: 'openBundle', name: file.name, jobId },
      async () => {
        this.#summary = await call('bundle/open', { jobId, file: file.ticket, passphrase });
        this.#jobId = jobId;
        this.#passphrase = '';
        phaseAfter = 'summary';
      },
      () => ({ text: t('jobs.done.openBundle', { name: file.name }), kind: 'success' }),
      (error) => {
        const isAsked = this.#isAboutPassphrase(error);
        if (isAsked) phaseAfter = 'passphrase';
        return isAsked;
      },
    );
    this.#phase = phaseAfter;
  }

  #isAboutPassphrase(error: CallError): boolean {
    const { code } = error;
    if (code !== 'bundle/passphrase-needed' && code !== 'bundle/wrong-passphrase') return false;
    this.#passphraseError = code === 'bundle/wrong-passphrase' ? textOf(error) : null;
    return true;
  }

  async #findReceipt(bundleId: string): Promise<void> {
    const list = await reply('ledger/list', { count: 20 });
    if (!list.ok) return;
    const own = list.value.entries.find((e) => e.bundleId === bundleId && e.direction === 'received');
    this.#ledgerId = own !== undefined && own.receipts.length > 0 ? own.id : null;
  }

  async #close(): Promise<void> {
    const jobId = this.#jobId;
    this.#jobId = null;
    if (jobId !== null) await reply('bundle/close', { jobId });
  }
}
