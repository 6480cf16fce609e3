import { t } from '../i18n/index.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, textOf } from '../vault.ts';
import { savePendingEdits } from './pending-edits.ts';

/** Takes the last change back, or does it again, after what is being typed is saved; and says so. */
export async function step(name: 'undo/undo' | 'undo/redo'): Promise<void> {
  try {
    await savePendingEdits();
    toasts.retractOffers();
    const { skipped } = await call(name);
    const text = name === 'undo/undo' ? t('common.undo.undone') : t('common.undo.redone');
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
