import { t } from '../i18n/index.svelte.ts';
import { call, reply } from '../vault.ts';
import { toasts } from './toasts.svelte.ts';

/** Before there is a vault that could say otherwise. */
const secondsWithoutVault = 20;

/** Copies a value; the clipboard is cleared again after the time set in the vault. */
export async function copyText(text: string): Promise<void> {
  const settings = await reply('settings/get');
  const seconds = settings.ok ? settings.value.clipboardSeconds : secondsWithoutVault;
  await call('host/copy-text', { text, clearAfterSeconds: seconds });
  toasts.show({ text: t('common.copied', { seconds }), kind: 'info' });
}

/** What a person copies by the system's own command is text like any other: it goes the same way, and is cleared. */
export function copySelection(): void {
  const text = getSelection()?.toString() ?? '';
  if (text !== '') void copyText(text);
}
