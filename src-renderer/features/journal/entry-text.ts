import {
  formatBytes,
  formatDateTime,
  formatNumber,
  hasMessage,
  t,
  tDynamic,
} from '../../i18n/index.svelte.ts';
import { errorText } from '../../vault.ts';
import type { JournalEntry } from './journal.svelte.ts';

/** The words under `journal.<area>` for a value that is a code, or the value itself. */
function wordFor(area: 'reason' | 'with' | 'setting' | 'work' | 'keys' | 'how', value: string): string {
  const key = `journal.${area}.${value}`;
  return hasMessage(key) ? tDynamic(key) : value;
}

function classWord(fieldClass: string): string {
  const key = `customers.class.${fieldClass}`;
  return hasMessage(key) ? tDynamic(key) : fieldClass;
}

function listText(value: string, wordOf: (code: string) => string): string {
  return value.split(', ').map(wordOf).join(t('journal.listSeparator'));
}

function valueText(name: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (name === 'sizeBytes') return formatBytes(Number(value));
  if (name === 'attemptAt') return formatDateTime(Number(value));
  if (typeof value === 'number') return formatNumber(value);
  if (name === 'reason' || name === 'with' || name === 'work' || name === 'keys' || name === 'how')
    return wordFor(name, value);
  if (name === 'code') return errorText(value);
  if (name === 'class' || name === 'from') return classWord(value);
  if (name === 'settings') return listText(value, (setting) => wordFor('setting', setting));
  if (name === 'classes') return listText(value, classWord);
  return value;
}

/** The details of a journal entry in words, one line each. Ids and counts of nothing are left out. */
export function detailTexts(entry: JournalEntry): string[] {
  return Object.entries(entry.details).flatMap(([name, value]) => {
    const key = `journal.detail.${name}`;
    const saysNothing =
      value === '' ||
      (value === 0 &&
        ['failed', 'restrictedLeftOut', 'leftOut', 'others', 'values', 'customers'].includes(name));
    return saysNothing || !hasMessage(key) ? [] : [tDynamic(key, { value: valueText(name, value) })];
  });
}

/** The customer that an entry is about, if it is about one. */
export function customerOf(entry: JournalEntry): string | null {
  const id = entry.details['customer'];
  return typeof id === 'string' ? id : null;
}
