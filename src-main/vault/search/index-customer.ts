import type { WriteTx } from '../store/store.ts';
import { partSeparator, type IndexEntries } from './index-entries.ts';

/**
 * Customers whose entries wait to be written. Many at once go in several times faster than one between other writes:
 * the index's tables stay in the processor's cache, and names come in their order.
 */
const waiting = new WeakMap<WriteTx, Map<number, IndexEntries>>();
const waitingAtMost = 200;

function writeWaiting(tx: WriteTx, customers: Map<number, IndexEntries>): void {
  const names: [key: string, row: number][] = [];
  for (const [row, { text, nameKeys, grams }] of customers) {
    for (const key of nameKeys) names.push([key, row]);
    const keys = nameKeys.join(partSeparator);
    tx.run('INSERT INTO search_text (customer, text, name_keys) VALUES (?, ?, ?)', row, text, keys);
    tx.run('INSERT INTO search (rowid, grams) VALUES (?, ?)', row, grams);
  }
  customers.clear();
  names.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  for (const [key, row] of names) tx.run('INSERT INTO name_lookup (key, customer) VALUES (?, ?)', key, row);
}

/** Puts a customer, which must not be in it, into the search index: it is found once the write has ended. */
export function indexCustomer(tx: WriteTx, row: number, entries: IndexEntries): void {
  let customers = waiting.get(tx);
  if (customers === undefined) {
    const own = new Map<number, IndexEntries>();
    customers = own;
    waiting.set(tx, own);
    tx.beforeCommit(() => {
      writeWaiting(tx, own);
    });
  }
  customers.set(row, entries);
  if (customers.size >= waitingAtMost) writeWaiting(tx, customers);
}

/** Takes a customer out of the search index; one that is not in it is left alone. */
export function unindexCustomer(tx: WriteTx, row: number): void {
  waiting.get(tx)?.delete(row);
  const keys = tx.value<string>('SELECT name_keys FROM search_text WHERE customer = ?', row);
  if (keys === undefined) return;
  for (const key of keys.split(partSeparator)) {
    tx.run('DELETE FROM name_lookup WHERE key = ? AND customer = ?', key, row);
  }
  tx.run('DELETE FROM search_text WHERE customer = ?', row);
  tx.run('DELETE FROM search WHERE rowid = ?', row);
}
