import type { CustomField, FieldClass } from '../../../src-preload/contract/fields.ts';
import { t } from '../../i18n/index.svelte.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';
import { step } from '../../shell/undo.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call } from '../../vault.ts';

export type ClassedField = Pick<CustomField, 'id' | 'name' | 'type' | 'class'>;

export interface PendingChange {
  readonly field: ClassedField;
  readonly to: FieldClass;
}

/** What a change does to the values and to who sees them. */
export type Effect = 'raise' | 'raiseRestricted' | 'mask' | 'unmask' | 'lower' | 'plain';

const isSealed = (fieldClass: FieldClass): boolean =>
  fieldClass === 'confidential' || fieldClass === 'restricted';

export function effectOf({ field, to }: PendingChange): Effect {
  if (isSealed(field.class) && isSealed(to)) return to === 'restricted' ? 'mask' : 'unmask';
  if (isSealed(to)) return to === 'restricted' ? 'raiseRestricted' : 'raise';
  return isSealed(field.class) ? 'lower' : 'plain';
}

/** A change of classes from the wish to its end: asked about, run with progress, cancelled or done. */
export class ClassChange {
  readonly #job = new ScreenJob();
  #pending = $state.raw<readonly PendingChange[] | null>(null);

  get pending(): readonly PendingChange[] | null {
    return this.#pending;
  }
  get isRunning(): boolean {
    return this.#job.isRunning;
  }
  get progress(): ScreenJob['progress'] {
    return this.#job.progress;
  }
  get failure(): string | null {
    return this.#job.failure;
  }

  ask(changes: readonly PendingChange[]): void {
    const real = changes.filter(({ field, to }) => field.class !== to);
    if (real.length === 0 || this.isRunning) return;
    this.#job.forget();
    this.#pending = real;
  }

  /** Closes the question. A change that runs goes on, and is shown by the window. */
  dismiss(): void {
    this.#pending = null;
  }

  async confirm(): Promise<void> {
    const changes = this.#pending;
    if (changes === null || this.isRunning) return;
    toasts.retractOffers();
    await this.#job.run(
      { kind: 'classes' },
      async (jobId) => {
        const done = await call('classes/set', {
          changes: changes.map(({ field, to }) => ({ fieldId: field.id, class: to })),
          jobId,
        });
        this.#pending = null;
        return done;
      },
      ({ values }) => ({
        text: values === 0 ? t('classes.donePlain') : t('classes.done', { count: values }),
        kind: 'success',
        action: { label: t('fields.undo'), run: () => void step('undo/undo') },
      }),
    );
    if (this.#job.wasCancelled) this.#pending = null;
  }

  cancel(): Promise<void> {
    return this.#job.cancel();
  }
}
