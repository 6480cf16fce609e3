import { hasMessage, t, tDynamic } from '../i18n/index.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, textOf } from '../vault.ts';
import { savePendingEdits } from './pending-edits.ts';
import { undoProgress } from './undo-progress.svelte.ts';

/** What a change is called, from the vault's word for it. */
export function nameOfChange(word: string | null): string | null {
  const key = `common.undo.what.${word ?? ''}`;
  return hasMessage(key) ? tDynamic(key) : null;
}

/** Takes the last change back, or does it again, after what is being typed is saved; and says so. */
export async function step(name: 'undo/undo' | 'undo/redo'): Promise<void> {
  try {
    await savePendingEdits();
    toasts.retractOffers();
    const before = await call('undo/state');
    const { skipped } = await undoProgress.during((jobId) => call(name, { jobId }));
    const text = name === 'undo/undo' ? undoneText(before.undo) : redoneText(before.redo);
    toasts.show({
      text: skipped === 0 ? text : `${text}. ${t('common.undo.skipped', { count: skipped })}`,
      kind: 'success',
    });
  } catch (error) {
    const isEmpty = error instanceof CallError && error.code === 'undo/nothing';
    const nothing = name === 'undo/undo' ? t('common.undo.nothing') : t('common.undo.nothingToRedo');
    toasts.show(isEmpty ? { text: nothing } : { text: textOf(error), kind: 'danger' });
  }
}

function undoneText(word: string | null): string {
  const what = nameOfChange(word);
  return what === null ? t('common.undo.undone') : t('common.undo.undoneWhat', { what });
}

function redoneText(word: string | null): string {
  const what = nameOfChange(word);
  return what === null ? t('common.undo.redone') : t('common.undo.redoneWhat', { what });
}
