import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call } from '../../vault.ts';

/** Saves what was seen of a vault, and what is there instead, where the person wants it. */
export async function saveEvidence(name: string): Promise<void> {
  const suggestedName = t('session.unlock.evidenceName', { name });
  const place = await call('host/pick-save', { purpose: 'evidence', suggestedName });
  if (place === null) return;
  await call('vault/save-evidence', { save: place.ticket });
  toasts.show({ text: t('session.unlock.evidenceSaved', { name: place.name }), kind: 'success' });
}
