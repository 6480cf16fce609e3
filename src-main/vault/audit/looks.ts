/** The looks that answers are: what is the same look, whom it names, and what is written of it. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import type { JournalDetails } from '../../../src-preload/contract/journal.ts';
import { attachmentCellOf } from '../attachments/attachments.ts';
import type { OpenVault } from '../context.ts';
import { queryMark } from '../crypto/derive.ts';
import { customerOf } from '../customers/selection.ts';
import type { Look } from './gathering.ts';

export type { Look } from './gathering.ts';

/** A customer on screen, or their history. */
export function opened(id: string, action: 'opened' | 'history-opened' = 'opened'): Look {
  return { key: `${action} ${id}`, customers: [id], entry: () => ({ action, details: {} }) };
}

/** Content of an attachment that is not hidden, in a preview. */
export function attachmentRead(vault: OpenVault, customerId: string, id: string): Look {
  const { db } = vault.store;
  const { name, class: fieldClass } = attachmentCellOf(db, customerOf(vault, db, customerId), id);
  return {
    key: `shown ${customerId} ${id}`,
    customers: [customerId],
    entry: () => ({ action: 'shown', details: { attachment: name, class: fieldClass } }),
  };
}

/** Whatever else names customers one below the other. */
export function list(
  what: JournalDetails<'listed'>['list'],
  customers: readonly string[],
  count = customers.length,
): Look | null {
  if (customers.length === 0) return null;
  return {
    key: `listed ${what} ${[...new Set(customers)].join(' ')}`,
    customers,
    entry: () => ({ action: 'listed', details: { list: what, count } }),
  };
}

/**
 * The list of customers: one look for all of its windows, in whatever order. What was asked is kept as a mark that only who has the vault's key can
 * compare with a question; a list of everybody has none.
 */
export function listed(
  vault: OpenVault,
  query: ListQuery,
  customers: readonly string[],
  count: number,
): Look | null {
  const { sort: _, text, ...rest } = query;
  const isOfAll = text === '' && rest.kind === null && rest.tagIds.length + rest.filters.length === 0;
  if (count === 0 && isOfAll) return null;
  const asked = JSON.stringify([text, rest.bin, rest.kind, rest.tagIds, rest.tagMode, rest.filters]);
  const mark = (): string => queryMark(vault.keys.vaultKey, asked);
  return {
    key: `listed customers ${asked}`,
    customers,
    entry: () =>
      count === 0
        ? { action: 'searched-none', details: { query: mark() } }
        : { action: 'listed', details: { list: 'customers', count, ...(isOfAll ? {} : { query: mark() }) } },
    ...(text === '' ? {} : { typed: { text, rest: JSON.stringify(rest) } }),
  };
}

/** Entries of the journal. Each log is one look, however far it is read. */
export function fromLog(
  log: JournalDetails<'log-read'>['log'],
  of: { readonly customers?: readonly string[]; readonly person?: string } = {},
): Look {
  const { customers = [], person } = of;
  return {
    key: `log-read ${log} ${person ?? ''} ${log === 'customer' ? customers.join(' ') : ''}`,
    customers,
    entry: () => ({ action: 'log-read', details: { log, ...(person === undefined ? {} : { person }) } }),
  };
}

/** A call that the person's role does not allow. */
export function refused(call: string, need: string): Look {
  return {
    key: `refused ${call} ${need}`,
    customers: [],
    entry: () => ({ action: 'refused', details: { call, need } }),
  };
}
