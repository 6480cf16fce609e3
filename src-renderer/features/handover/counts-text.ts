import type { LedgerEntry } from '../../../src-preload/contract/handover.ts';
import { formatBytes, t } from '../../i18n/index.svelte.ts';

/** How many customers and attachments, one text each. */
export function countTexts(counts: LedgerEntry['counts']): string[] {
  const customers = t('handover.customers', { count: counts.customers });
  if (counts.attachments === 0) return [customers];
  const size = formatBytes(counts.attachmentBytes);
  return [customers, t('handover.attachments', { count: counts.attachments, size })];
}

/** Names of the first customers, and how many more there are. */
export function nameList(names: readonly string[], all: number): string {
  const list = names.join(t('handoverRecords.ledger.separator'));
  const rest = all - names.length;
  return rest > 0 ? t('handover.content.namesAndMore', { names: list, count: rest }) : list;
}
