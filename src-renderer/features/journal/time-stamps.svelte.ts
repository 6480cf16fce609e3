import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { formatDateTime, formatNumber, t } from '../../i18n/index.svelte.ts';
import { call, CallError, textOf } from '../../vault.ts';
import { isoDay } from '../handover/content-rules.ts';

type List = OutputOf<'time-stamp/list'>;
type Stamp = List['stamps'][number];

/** An answer in order, whose authority nobody has accepted yet. */
interface Unknown {
  readonly name: string;
  readonly root: string;
  readonly fingerprint: string;
  readonly at: number;
}

/** In groups, to be compared by eye. */
export const grouped = (fingerprint: string): string =>
  fingerprint.toUpperCase().replace(/(.{4})(?!$)/g, '$1 ');

/** "The log up to entry n existed at …, says …". */
export function stampText({ size, at, authority }: Stamp): string {
  if (at === null) return t('journal.stamps.broken', { size: formatNumber(size) });
  return t('journal.stamps.existed', { size: formatNumber(size), date: formatDateTime(at), authority });
}

/** The time stamps on the log: saving a query, and bringing the answer. */
export class TimeStamps {
  #list = $state.raw<List | null>(null);
  #failure = $state<string | null>(null);
  #done = $state<string | null>(null);
  #unknown = $state.raw<Unknown | null>(null);
  #isBusy = $state(false);
  /** The answer that lacks certificates, or somebody's decision. */
  #file = $state<string | null>(null);
  #certificates: string | null = null;

  get list(): List | null {
    return this.#list;
  }
  get failure(): string | null {
    return this.#failure;
  }
  /** What was just done, and what is next. */
  get done(): string | null {
    return this.#done;
  }
  get unknown(): Unknown | null {
    return this.#unknown;
  }
  get isBusy(): boolean {
    return this.#isBusy;
  }
  /** Whether an answer waits for certificates that did not come along. */
  get wantsCertificates(): boolean {
    return this.#file !== null;
  }

  async load(): Promise<void> {
    await this.#trying(async () => {
      this.#list = await call('time-stamp/list');
    });
  }

  async ask(): Promise<void> {
    this.#file = null;
    const suggestedName = t('journal.stamps.fileName', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'time-stamp-query', suggestedName });
    if (place === null) return;
    await this.#trying(async () => {
      const { size } = await call('time-stamp/ask', { save: place.ticket });
      this.#done = t('journal.stamps.asked', { name: place.name, size: formatNumber(size) });
      this.#list = await call('time-stamp/list');
    });
  }

  async bring(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'time-stamp' });
    if (file === null) return;
    this.#certificates = null;
    await this.#answer(file.ticket, null);
  }

  async giveCertificates(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'certificate' });
    if (file === null || this.#file === null) return;
    this.#certificates = file.ticket;
    await this.#answer(this.#file, null);
  }

  async accept(): Promise<void> {
    if (this.#file !== null && this.#unknown !== null)
      await this.#answer(this.#file, this.#unknown.fingerprint);
  }

  dismiss(): void {
    this.#unknown = null;
    this.#file = null;
  }

  async #answer(file: string, accept: string | null): Promise<void> {
    this.#file = null;
    await this.#trying(async () => {
      try {
        const certificates = this.#certificates;
        await call('time-stamp/answer', { file, certificates, accept });
        this.#unknown = null;
        this.#done = t('journal.stamps.kept');
        this.#list = await call('time-stamp/list');
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        if (error.code === 'time-stamp/no-certificate' || error.code === 'time-stamp/bad-certificate')
          this.#file = file;
        // It stays open where the decision failed.
        if (error.code !== 'time-stamp/unknown-authority') throw error;
        const { name, root, fingerprint, at } = error.details;
        this.#unknown = {
          name: String(name),
          root: String(root),
          fingerprint: String(fingerprint),
          at: Number(at),
        };
        this.#file = file;
      }
    });
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    this.#failure = null;
    this.#done = null;
    this.#isBusy = true;
    try {
      await work();
    } catch (error) {
      this.#failure = textOf(error);
    } finally {
      this.#isBusy = false;
    }
  }
}
