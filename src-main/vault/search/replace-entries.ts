import type { WriteTx } from '../store/store.ts';
import { reindexCustomer } from './index-customer.ts';
import { indexEntries, partSeparator, writtenNames, type IndexedText } from './index-entries.ts';

interface Written {
  readonly customer: number;
  readonly text: string;
  readonly name_keys: string;
}

function replaceNames(tx: WriteTx, row: number, before: readonly string[], after: readonly string[]): void {
  for (const key of before)
    if (!after.includes(key)) tx.run('DELETE FROM name_lookup WHERE key = ? AND customer = ?', key, row);
  for (const key of after)
    if (!before.includes(key)) tx.run('INSERT INTO name_lookup (key, customer) VALUES (?, ?)', key, row);
}

/** What can be searched of a customer now. */
export interface ChangedText extends IndexedText {
  /** Whether the names are what they were when the entries were written. */
  readonly namesStand: boolean;
}

/**
 * Brings the entries of customers up to date, by row. They have to come in the order of their rows: FTS5 writes out what
 * it has gathered whenever a row comes after a later one, which takes longer than the rows themselves.
 */
export function replaceEntries(tx: WriteTx, customers: ReadonlyMap<number, ChangedText>): void {
  const rows = [...customers.keys()].sort((one, other) => one - other);
  const written = new Map(
    tx
      .all<Written>(
        'SELECT customer, text, name_keys FROM search_text WHERE customer IN (SELECT value FROM json_each(?))',
        JSON.stringify(rows),
      )
      .map((each) => [each.customer, each]),
  );
  for (const row of rows) {
    const changed = customers.get(row);
    if (changed === undefined) continue;
    const before = written.get(row);
    if (before === undefined) {
      reindexCustomer(tx, row, indexEntries(changed));
      continue;
    }
    const known = changed.namesStand ? writtenNames(before.text, before.name_keys) : null;
    const { text, nameKeys, grams } = indexEntries(changed, known);
    const keys = nameKeys.join(partSeparator);
    if (before.text === text && before.name_keys === keys) continue;
    if (before.name_keys !== keys)
      replaceNames(tx, row, before.name_keys.split(partSeparator).filter(Boolean), nameKeys);
    tx.run('UPDATE search_text SET text = ?, name_keys = ? WHERE customer = ?', text, keys, row);
    tx.run('INSERT OR REPLACE INTO search (rowid, grams) VALUES (?, ?)', row, grams);
  }
}
