import type { CustomField, FieldClass } from '../../../src-preload/contract/fields.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { t } from '../../i18n/index.svelte.ts';
import { step } from '../../shell/undo.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';

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
  #pending = $state.raw<readonly PendingChange[] | null>(null);
  #isRunning = $state(false);
  #progress = $state.raw<Progress | null>(null);
  #failure = $state<string | null>(null);
  #jobId: string | null = null;

  get pending(): readonly PendingChange[] | null {
    return this.#pending;
  }
  get isRunning(): boolean {
    return this.#isRunning;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get failure(): string | null {
    return this.#failure;
  }

  /** Follows the progress; returns the function that ends it. */
  start(): () => void {
    return on('job/progress', (progress) => {
      if (progress.jobId === this.#jobId) this.#progress = progress;
    });
  }

  ask(changes: readonly PendingChange[]): void {
    const real = changes.filter(({ field, to }) => field.class !== to);
    if (real.length === 0 || this.#isRunning) return;
    this.#failure = null;
    this.#pending = real;
  }

  dismiss(): void {
    if (!this.#isRunning) this.#pending = null;
  }

  async confirm(): Promise<void> {
    const changes = this.#pending;
    if (changes === null || this.#isRunning) return;
    this.#isRunning = true;
    this.#failure = null;
    this.#progress = null;
    this.#jobId = newId();
    toasts.retractOffers();
    try {
      const { values } = await call('classes/set', {
        changes: changes.map(({ field, to }) => ({ fieldId: field.id, class: to })),
        jobId: this.#jobId,
      });
      this.#pending = null;
      toasts.show({
        text: values === 0 ? t('classes.donePlain') : t('classes.done', { count: values }),
        kind: 'success',
        action: { label: t('fields.undo'), run: () => void step('undo/undo') },
      });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === 'classes/cancelled') {
        this.#pending = null;
        toasts.show({ text: t('classes.cancelled'), kind: 'info' });
      } else this.#failure = textOf(error);
    } finally {
      this.#isRunning = false;
      this.#jobId = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#jobId !== null) await call('classes/cancel', { jobId: this.#jobId });
  }
}
