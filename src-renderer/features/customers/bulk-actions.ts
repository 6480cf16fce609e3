import type { Selection } from '../../../src-preload/contract/customers.ts';
import { t } from '../../i18n/index.svelte.ts';
import { step } from '../../shell/undo.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, textOf } from '../../vault.ts';
import { colleagues } from '../people/colleagues.svelte.ts';

const undoAction = () => ({ label: t('customers.bulk.undo'), run: () => void step('undo/undo') });

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

/** Gives customers to a person, or to nobody. `says`: whether that is said, as where it cannot be seen. */
export async function assign(selection: Selection, personId: string | null, says: boolean): Promise<void> {
  try {
    const { count } = await call('customers/assign', { selection, personId });
    if (!says) return;
    const text =
      personId === null
        ? t('customers.assignee.taken', { count })
        : t('customers.assignee.given', { count, name: colleagues.nameOf(personId) });
    toasts.show({ text, kind: 'info', action: undoAction() });
  } catch (error) {
    toasts.show({ text: textOf(error), kind: 'danger' });
  }
}
