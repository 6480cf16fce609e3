import type { Selection } from '../../../src-preload/contract/customers.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, textOf } from '../../vault.ts';

/** Takes the last change back and says so. */
export async function undo(): Promise<void> {
  await takeBack('undo/undo', 'customers.undo.undone', 'customers.undo.nothing');
}

export async function redo(): Promise<void> {
  await takeBack('undo/redo', 'customers.undo.redone', 'customers.undo.nothingToRedo');
}

async function takeBack(
  name: 'undo/undo' | 'undo/redo',
  done: 'customers.undo.undone' | 'customers.undo.redone',
  nothing: 'customers.undo.nothing' | 'customers.undo.nothingToRedo',
): Promise<void> {
  try {
    const { skipped } = await call(name);
    const kept = skipped > 0 ? `. ${t('customers.undo.skipped', { count: skipped })}` : '';
    toasts.show({ text: t(done) + kept, kind: 'info' });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    toasts.show({ text: error.code === 'undo/nothing' ? t(nothing) : textOf(error), kind: 'info' });
  }
}

const undoAction = () => ({ label: t('customers.bulk.undo'), run: () => void undo() });

export async function moveToBin(selection: Selection): Promise<void> {
  const { count } = await call('customers/delete', { selection });
  toasts.show({ text: t('customers.bulk.deleted', { count }), kind: 'info', action: undoAction() });
}

export async function restoreFromBin(selection: Selection): Promise<void> {
  const { count } = await call('customers/restore', { selection });
  toasts.show({ text: t('customers.bulk.restored', { count }), kind: 'info', action: undoAction() });
}

export async function setTag(selection: Selection, tagId: string, isOn: boolean): Promise<void> {
  const { count } = await call('customers/bulk-tag', { selection, tagId, add: isOn });
  toasts.show({
    text: t(isOn ? 'customers.bulk.tagged' : 'customers.bulk.untagged', { count }),
    kind: 'info',
    action: undoAction(),
  });
}
