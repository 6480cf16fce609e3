import type { CopiedThing } from '../../src-preload/contract/audit.ts';
import { t } from '../i18n/index.svelte.ts';
import { call, reply } from '../vault.ts';
import { toasts } from './toasts.svelte.ts';

/** Before there is a vault that could say otherwise. */
const secondsWithoutVault = 20;

/** The attribute by which an element says whose data stand in it. */
const ofCustomer = 'data-customer-id';

/**
 * Whose a text is: a customer's, which the vault notes before it leaves; one that the vault noted when it gave it out to be copied; or nothing of any
 * customer.
 */
export type CopySource =
  | { readonly customerId: string; readonly what: CopiedThing }
  | 'noted'
  | 'of-no-customer';

/** Copies a value; the clipboard is cleared again after the time set in the vault. */
export async function copyText(text: string, source: CopySource): Promise<void> {
  if (typeof source === 'object') await call('audit/copied', source);
  await putOnClipboard(text);
}

async function putOnClipboard(text: string): Promise<void> {
  const settings = await reply('settings/get');
  const seconds = settings.ok ? settings.value.clipboardSeconds : secondsWithoutVault;
  await call('host/copy-text', { text, clearAfterSeconds: seconds });
  toasts.show({ text: t('common.copied', { seconds }), kind: 'info' });
}

/** The customers of whom something is selected: text in the page, or in the field that has the caret. */
function selectedCustomers(selection: Selection): ReadonlySet<string> {
  const within = [...document.querySelectorAll(`[${ofCustomer}]`)].filter((element) =>
    selection.containsNode(element, true),
  );
  const around = [document.activeElement, selection.anchorNode?.parentElement].flatMap(
    (element) => element?.closest(`[${ofCustomer}]`) ?? [],
  );
  return new Set([...within, ...around].map((element) => element.getAttribute(ofCustomer) ?? ''));
}

async function copySelected(text: string, customers: ReadonlySet<string>): Promise<void> {
  for (const customerId of customers) await call('audit/copied', { customerId, what: { cell: 'selection' } });
  await putOnClipboard(text);
}

/** What a person copies by the system's own command is text like any other: it goes the same way, and is cleared. */
export function copySelection(): void {
  const selection = getSelection();
  const text = selection?.toString() ?? '';
  if (selection === null || text === '') return;
  void copySelected(text, selectedCustomers(selection));
}
