import type { AuditReport } from '../../../src-preload/contract/audit-file.ts';
import type { Picked } from '../../../src-preload/contract/host.ts';
import { t } from '../../i18n/index.svelte.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';
import { call, secret, textOf, type CallError } from '../../vault.ts';

/** What a check is given: the file, and what it is held against. */
export const checkInputs = ['audit', 'card', 'note'] as const;
export type CheckInput = (typeof checkInputs)[number];

/** One audit file or proof from choosing it to what was found. */
export class AuditCheck {
  readonly job = new ScreenJob();
  #files = $state.raw<Readonly<Record<CheckInput, Picked | null>>>({ audit: null, card: null, note: null });
  #report = $state.raw<AuditReport | null>(null);
  #needsPassphrase = $state(false);
  #passphrase = $state('');
  #passphraseError = $state<string | null>(null);
  #failure = $state<string | null>(null);

  get files(): Readonly<Record<CheckInput, Picked | null>> {
    return this.#files;
  }
  get report(): AuditReport | null {
    return this.#report;
  }
  get needsPassphrase(): boolean {
    return this.#needsPassphrase;
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
  get failure(): string | null {
    return this.#failure ?? this.job.failure;
  }
  get canCheck(): boolean {
    return this.#files.audit !== null && (!this.#needsPassphrase || this.#passphrase !== '');
  }

  async choose(input: CheckInput): Promise<void> {
    this.#forgetFailure();
    try {
      const picked = await call('host/pick-file', { purpose: input });
      if (picked !== null) this.#set(input, picked);
    } catch (error) {
      this.#failure = textOf(error);
    }
  }

  /** Goes without what the file was to be held against. */
  leaveOut(input: CheckInput): void {
    this.#forgetFailure();
    this.#set(input, null);
  }

  async check(): Promise<void> {
    const { audit, card, note } = this.#files;
    if (audit === null || !this.canCheck) return;
    this.#forgetFailure();
    const { name } = audit;
    await this.job.run(
      { kind: 'auditCheck', name },
      async (jobId) => {
        this.#report = await call('audit-file/verify', {
          jobId,
          file: audit.ticket,
          passphrase: this.#needsPassphrase ? secret(this.#passphrase) : null,
          card: card?.ticket ?? null,
          note: note?.ticket ?? null,
        });
      },
      () => ({ text: t('jobs.done.auditCheck', { name }), kind: 'success' }),
      (error) => this.#asksForPassphrase(error),
    );
    if (this.#report !== null) this.forget();
  }

  /** Begins anew with another file. */
  restart(): void {
    this.forget();
    this.#forgetFailure();
    this.#files = { audit: null, card: null, note: null };
    this.#needsPassphrase = false;
    this.#report = null;
  }

  /** What was typed is not kept. */
  forget(): void {
    this.passphrase = '';
  }

  #set(input: CheckInput, picked: Picked | null): void {
    this.#files = { ...this.#files, [input]: picked };
    if (input !== 'audit') return;
    this.#needsPassphrase = false;
    this.forget();
  }

  #forgetFailure(): void {
    this.#failure = null;
    this.job.forget();
  }

  #asksForPassphrase(error: CallError): boolean {
    if (error.code === 'audit-file/wrong-passphrase') this.#passphraseError = textOf(error);
    else if (error.code !== 'audit-file/passphrase-needed') return false;
    this.#needsPassphrase = true;
    return true;
  }
}
