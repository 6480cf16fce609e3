import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';

export type Overview = OutputOf<'secrets/overview'>;
export type Standing = Overview['items'][number];
export type Sort = 'weak' | 'reused' | 'old';
export const sorts: readonly Sort[] = ['weak', 'reused', 'old'];

/** What is weak, reused or old: found when asked for, and no longer true after a change. */
export class SecretsOverview {
  #found = $state.raw<Overview | null>(null);
  #sort = $state<Sort>('weak');
  #isRunning = $state(false);
  #progress = $state.raw<Progress | null>(null);
  #notice = $state('');
  #failure = $state<string | null>(null);
  #hasSecretFields = $state<boolean | null>(null);
  #jobId: string | null = null;

  get found(): Overview | null {
    return this.#found;
  }
  get sort(): Sort {
    return this.#sort;
  }
  set sort(next: Sort) {
    this.#sort = next;
  }
  get isRunning(): boolean {
    return this.#isRunning;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get notice(): string {
    return this.#notice;
  }
  get failure(): string | null {
    return this.#failure;
  }
  /** `null` until it is known. */
  get hasSecretFields(): boolean | null {
    return this.#hasSecretFields;
  }

  get items(): readonly Standing[] {
    const items = this.#found?.items ?? [];
    switch (this.#sort) {
      case 'weak':
        return items.filter(({ isWeak }) => isWeak).sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
      case 'reused':
        return items
          .filter(({ sharedBy }) => sharedBy > 1)
          .sort((a, b) => b.sharedBy - a.sharedBy || (a.group ?? 0) - (b.group ?? 0));
      default:
        return items.filter(({ isOld }) => isOld).sort((a, b) => a.setAt - b.setAt);
    }
  }

  /** Follows progress and fields; returns the function that ends it, and what runs. */
  start(): () => void {
    void this.#look();
    const ends = [
      on('job/progress', (progress) => {
        if (progress.jobId === this.#jobId) this.#progress = progress;
      }),
      on('changed/fields', () => void this.#look()),
    ];
    return () => {
      for (const end of ends) end();
      void this.cancel();
    };
  }

  async #look(): Promise<void> {
    const { fields } = await call('fields/list');
    this.#hasSecretFields = fields.some(({ type }) => type === 'secret');
  }

  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#notice = '';
    this.#failure = null;
    this.#progress = null;
    this.#jobId = newId();
    try {
      const found = await call('secrets/overview', { jobId: this.#jobId });
      this.#found = found;
      this.#sort = sorts.find((sort) => found[sort] > 0) ?? 'weak';
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === 'secrets/cancelled') this.#notice = t('secrets.overview.cancelled');
      else this.#failure = textOf(error);
    } finally {
      this.#isRunning = false;
      this.#jobId = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#jobId !== null) await call('secrets/cancel', { jobId: this.#jobId });
  }
}
