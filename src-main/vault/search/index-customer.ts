import { insertRows } from '../store/insert-rows.ts';
import type { WriteTx } from '../store/store.ts';
import { partSeparator, type IndexEntries } from './index-entries.ts';

/**
 * Customers whose entries wait to be written. Many at once go in several times faster than one between other writes:
 * the index's tables stay in the processor's cache, and names come in their order.
 */
const waiting = new WeakMap<WriteTx, Map<number, Waiting>>();

interface Waiting {
  readonly entries: IndexEntries;
  /** Beginnings of names that are in the table already, and stay. */
  readonly keptKeys: readonly string[];
  /** Whether entries that these take the place of are in the index still. */
  readonly isReplacing: boolean;
}

const waitingAtMost = 400;

function writeWaiting(tx: WriteTx, customers: Map<number, Waiting>): void {
  const names: [key: string, row: number][] = [];
  const texts: [row: number, text: string, keys: string][] = [];
  // By row: FTS5 writes out what it has gathered whenever a row comes after a later one.
  // For the same reason a customer's old entries go right before its new ones.
  const inOrder = [...customers].sort(([one], [other]) => one - other);
  customers.clear();
  // Table by table: the index fills the processor's cache with its own.
  for (const [row, { entries, keptKeys, isReplacing }] of inOrder) {
    if (isReplacing) tx.run('DELETE FROM search_text WHERE customer = ?', row);
    const { text, nameKeys } = entries;
    for (const key of nameKeys) if (!keptKeys.includes(key)) names.push([key, row]);
    const keys = nameKeys.join(partSeparator);
    texts.push([row, text, keys]);
  }
  insertRows(tx, 'search_text (customer, text, name_keys)', texts);
  insertRows(
    tx,
    'name_lookup (key, customer)',
    names.sort(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );
  for (const [row, { entries, isReplacing }] of inOrder) {
    if (isReplacing) tx.run('DELETE FROM search WHERE rowid = ?', row);
    tx.run('INSERT INTO search (rowid, grams) VALUES (?, ?)', row, entries.grams);
  }
}

function removeEntries(tx: WriteTx, row: number): void {
  tx.run('DELETE FROM search_text WHERE customer = ?', row);
  tx.run('DELETE FROM search WHERE rowid = ?', row);
}

/** Puts a customer, which must not be in it, into the search index: it is found once the write has ended. */
export function indexCustomer(tx: WriteTx, row: number, entries: IndexEntries): void {
  keepWaiting(tx, row, { entries, keptKeys: [], isReplacing: false });
}

function keepWaiting(tx: WriteTx, row: number, customer: Waiting): void {
  let customers = waiting.get(tx);
  if (customers === undefined) {
    const own = new Map<number, Waiting>();
    customers = own;
    waiting.set(tx, own);
    tx.beforeCommit(() => {
      writeWaiting(tx, own);
    });
  }
  customers.set(row, customer);
  if (customers.size >= waitingAtMost) writeWaiting(tx, customers);
}

/** Takes a customer out of the search index; one that is not in it is left alone. */
export function unindexCustomer(tx: WriteTx, row: number): void {
  if (takeOut(tx, row, new Set()).isReplacing) removeEntries(tx, row);
}

/** Takes out what waits, and names. @returns which of the keys that are wanted again are left, and whether entries are */
function takeOut(
  tx: WriteTx,
  row: number,
  wanted: ReadonlySet<string>,
): Pick<Waiting, 'keptKeys' | 'isReplacing'> {
  const pending = waiting.get(tx)?.get(row);
  const written =
    pending === undefined
      ? tx.value<string>('SELECT name_keys FROM search_text WHERE customer = ?', row)?.split(partSeparator)
      : undefined;
  const keptKeys: string[] = [];
  for (const key of pending?.keptKeys ?? written ?? [])
    if (wanted.has(key)) keptKeys.push(key);
    else tx.run('DELETE FROM name_lookup WHERE key = ? AND customer = ?', key, row);
  waiting.get(tx)?.delete(row);
  return { keptKeys, isReplacing: pending?.isReplacing ?? written !== undefined };
}

/** Brings a customer's entries up to date: mostly its names are what they were, and often everything is. */
export function reindexCustomer(tx: WriteTx, row: number, entries: IndexEntries): void {
  const isSame =
    waiting.get(tx)?.has(row) !== true &&
    tx.value(
      'SELECT 1 FROM search_text WHERE customer = ? AND text = ? AND name_keys = ?',
      row,
      entries.text,
      entries.nameKeys.join(partSeparator),
    ) !== undefined;
  if (isSame) return;
  keepWaiting(tx, row, { entries, ...takeOut(tx, row, new Set(entries.nameKeys)) });
}
