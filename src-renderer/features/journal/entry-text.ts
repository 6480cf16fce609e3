import { formatBytes, formatNumber, hasMessage, t, tDynamic } from '../../i18n/index.svelte.ts';
import { errorText } from '../../vault.ts';
import type { JournalEntry } from './journal.svelte.ts';

/** Details that are for machines: ids, and what the action already says. */
const unsaid = ['id', 'customerId', 'fieldId', 'batchId', 'slotId', 'backupId', 'vaultId'];

function valueText(name: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value === 'number') return name === 'sizeBytes' ? formatBytes(value) : formatNumber(value);
  const reason = `journal.reason.${value}`;
  if (name === 'reason' && hasMessage(reason)) return tDynamic(reason);
  if (name === 'code') return errorText(value);
  return value;
}

/** The details of a journal entry in words, one line each. */
export function detailTexts(entry: JournalEntry): string[] {
  return Object.entries(entry.details)
    .filter(([name, value]) => !unsaid.includes(name) && value !== '')
    .flatMap(([name, value]) => {
      const key = `journal.detail.${name}`;
      return hasMessage(key) ? [tDynamic(key, { value: valueText(name, value) })] : [];
    });
}

/** The customer that an entry is about, if it is about one. */
export function customerOf(entry: JournalEntry): string | null {
  const id = entry.details['customerId'];
  return typeof id === 'string' ? id : null;
}
