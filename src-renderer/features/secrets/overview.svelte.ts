import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';
import { call, on } from '../../vault.ts';

export type Overview = OutputOf<'secrets/overview'>;
export type Standing = Overview['items'][number];
export type Sort = 'weak' | 'reused' | 'old';
export const sorts: readonly Sort[] = ['weak', 'reused', 'old'];

/** What is weak, reused or old: found when asked for, and no longer true after a change. */
export class SecretsOverview {
  readonly #job = new ScreenJob();
  #found = $state.raw<Overview | null>(null);
  #sort = $state<Sort>('weak');
  #hasSecretFields = $state<boolean | null>(null);

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
    return this.#job.isRunning;
  }
  get progress(): ScreenJob['progress'] {
    return this.#job.progress;
  }
  get notice(): string {
    return this.#job.wasCancelled ? t('secrets.overview.cancelled') : '';
  }
  get failure(): string | null {
    return this.#job.failure;
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
    const ends = [on('changed/fields', () => void this.#look())];
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
    if (this.isRunning) return;
    await this.#job.run(
      { kind: 'secrets' },
      async (jobId) => {
        const found = await call('secrets/overview', { jobId });
        this.#found = found;
        this.#sort = sorts.find((sort) => found[sort] > 0) ?? 'weak';
      },
      () => null,
    );
  }

  cancel(): Promise<void> {
    return this.#job.cancel();
  }
}
