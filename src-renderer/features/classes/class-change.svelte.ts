import type { CustomField, FieldClass } from '../../../src-preload/contract/fields.ts';
import { t } from '../../i18n/index.svelte.ts';
import { Job } from '../../shell/job.svelte.ts';
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
  readonly #job = new Job('classes');
  #pending = $state.raw<readonly PendingChange[] | null>(null);

  get pending(): readonly PendingChange[] | null {
    return this.#pending;
  }
  get isRunning(): boolean {
    return this.#job.isRunning;
  }
  get progress(): Job['progress'] {
    return this.#job.progress;
  }
  get failure(): string | null {
    return this.#job.failure;
  }

  /** Follows the progress; returns the function that ends it. */
  start(): () => void {
    return this.#job.start();
  }

  ask(changes: readonly PendingChange[]): void {
    const real = changes.filter(({ field, to }) => field.class !== to);
    if (real.length === 0 || this.isRunning) return;
    this.#job.forget();
    this.#pending = real;
  }

  dismiss(): void {
    if (!this.isRunning) this.#pending = null;
  }

  async confirm(): Promise<void> {
    const changes = this.#pending;
    if (changes === null || this.isRunning) return;
    toasts.retractOffers();
    await this.#job.run(async (jobId) => {
      const { values } = await call('classes/set', {
        changes: changes.map(({ field, to }) => ({ fieldId: field.id, class: to })),
        jobId,
      });
      this.#pending = null;
      toasts.show({
        text: values === 0 ? t('classes.donePlain') : t('classes.done', { count: values }),
        kind: 'success',
        action: { label: t('fields.undo'), run: () => void step('undo/undo') },
      });
    });
    if (!this.#job.wasCancelled) return;
    this.#pending = null;
    toasts.show({ text: t('classes.cancelled'), kind: 'info' });
  }

  cancel(): Promise<void> {
    return this.#job.cancel();
  }
}
