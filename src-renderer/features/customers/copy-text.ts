import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call } from '../../vault.ts';

/** Copies a value; the clipboard is cleared again after the time set in the vault. */
export async function copyText(text: string): Promise<void> {
  const { clipboardSeconds } = await call('settings/get');
  await call('host/copy-text', { text, clearAfterSeconds: clipboardSeconds });
  toasts.show({ text: t('customers.point.copied', { seconds: clipboardSeconds }), kind: 'info' });
}
