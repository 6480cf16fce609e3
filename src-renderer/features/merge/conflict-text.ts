import type { CustomField } from '../../../src-preload/contract/fields.ts';
import type { Conflict } from '../../../src-preload/contract/merge.ts';
import { formatAmount, formatDay, t } from '../../i18n/index.svelte.ts';

const plainFields = ['kind', 'name', 'organisation', 'jobTitle', 'notes'] as const;
const longestShown = 600;

/** What the conflict is about. */
export function fieldName({ field, key, kind }: Conflict, fields: readonly CustomField[]): string {
  if (kind === 'deletion') return t('merge.deletion');
  const plain = plainFields.find((name) => name === field);
  if (plain !== undefined) return t(`customers.detail.${plain}`);
  if (field === 'value') return fields.find((known) => known.id === key)?.name ?? t('merge.goneField');
  if (field === 'tag') return t('customers.column.tags');
  if (field === 'contact') return t('customers.detail.contacts');
  if (field === 'attachment') return t('handover.content.part.attachments');
  return t('customers.detail.contactData');
}

/** One side's value in words; `null` where it is hidden or there is none. */
export function versionText(
  conflict: Conflict,
  text: string | null,
  fields: readonly CustomField[],
): string | null {
  // Of a deletion, the side that deleted says when.
  if (conflict.kind === 'deletion') return text === null ? t('merge.stays') : t('merge.inBin');
  if (conflict.masked || text === null || text === '') return null;
  if (conflict.field === 'kind' && (text === 'person' || text === 'company')) return t(`customers.${text}`);
  const type =
    conflict.field === 'value' ? fields.find((field) => field.id === conflict.key)?.type : undefined;
  const [, amount, currency] = /^(-?[\d.]+) ([A-Z]{3})$/.exec(text) ?? [];
  if (type === 'money' && amount !== undefined && currency !== undefined)
    return `${formatAmount(amount)} ${currency}`;
  if (type === 'date') return formatDay(text);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
