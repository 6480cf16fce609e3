import type { OutputOf } from '../../src-preload/contract/index.ts';
import { hasMessage, t, tDynamic } from '../i18n/index.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, textOf } from '../vault.ts';
import { jobs } from './jobs.svelte.ts';
import { savePendingEdits } from './pending-edits.ts';

/** What a change is called, from the vault's word for it. */
export function nameOfChange(word: string | null): string | null {
  const key = `common.undo.what.${word ?? ''}`;
  return hasMessage(key) ? tDynamic(key) : null;
}

type Step = 'undo/undo' | 'undo/redo';

/** Takes the last change back, or does it again, after what is being typed is saved; and says so. */
export async function step(name: Step): Promise<void> {
  try {
    await savePendingEdits();
    toasts.retractOffers();
    const before = await call('undo/state');
    const text = name === 'undo/undo' ? undoneText(before.undo) : redoneText(before.redo);
    await jobs.run(
      { kind: name === 'undo/undo' ? 'undo' : 'redo' },
      (job) => takeStep(name, job.id),
      (done) =>
        done === null
          ? { text: nothingText(name) }
          : { text: withSkipped(text, done.skipped), kind: 'success' },
    );
  } catch (error) {
    toasts.show({ text: textOf(error), kind: 'danger' });
  }
}

/** @returns `null` when there was nothing to take back */
async function takeStep(name: Step, jobId: string): Promise<OutputOf<Step> | null> {
  try {
    return await call(name, { jobId });
  } catch (error) {
    if (error instanceof CallError && error.code === 'undo/nothing') return null;
    throw error;
  }
}

function nothingText(name: Step): string {
  return name === 'undo/undo' ? t('common.undo.nothing') : t('common.undo.nothingToRedo');
}

function withSkipped(text: string, skipped: number): string {
  return skipped === 0 ? text : `${text}. ${t('common.undo.skipped', { count: skipped })}`;
}

function undoneText(word: string | null): string {
  const what = nameOfChange(word);
  return what === null ? t('common.undo.undone') : t('common.undo.undoneWhat', { what });
}

function redoneText(word: string | null): string {
  const what = nameOfChange(word);
  return what === null ? t('common.undo.redone') : t('common.undo.redoneWhat', { what });
}
