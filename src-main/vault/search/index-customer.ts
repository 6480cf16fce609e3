import type { WriteTx } from '../store/store.ts';
import { grams } from './grams.ts';
import { normalise, words } from './normalise.ts';
import { nameReadings } from './pinyin.ts';

/** What of a customer can be searched: nothing that is sealed or masked. */
export interface IndexedText {
  /** The customer's name, organisation and contacts' names. */
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** Longest text of one value that is indexed, in UTF-16 units: a novel in the notes must not swell the index. */
const indexedLength = 20_000;
const nameLength = 200;
const nameKeyLength = 40;
/** Parts texts in `search_text`, so that a match cannot run from one into the next; and the keys in `name_keys`. */
const partSeparator = '\n';

/** The beginning of a text that is long enough for a key; no character is cut in two. */
function keyOf(text: string): string {
  return text.slice(0, nameKeyLength).replace(/[\ud800-\udbff]$/, '');
}

interface Entries {
  readonly parts: Set<string>;
  readonly keys: Set<string>;
}

/** A name as written, from each of its first words on, in pinyin and by its initials. */
function addName(name: string, { parts, keys }: Entries): void {
  const head = name.slice(0, nameLength);
  const whole = normalise(head);
  const written = words(head);
  parts.add(name.length > nameLength ? normalise(name.slice(0, indexedLength)) : whole);
  keys.add(keyOf(whole));
  for (let i = 1; i < Math.min(written.length, 4); i++) {
    keys.add(keyOf(written.slice(i).join('')));
  }
  for (const { syllables } of nameReadings(head)) {
    const forms = [syllables.join(''), syllables.map((syllable) => [...syllable][0] ?? '').join('')];
    for (const form of forms.map(normalise)) {
      parts.add(form);
      keys.add(keyOf(form));
    }
  }
}

function entriesOf({ names, texts }: IndexedText): { readonly parts: string[]; readonly keys: string[] } {
  const entries: Entries = { parts: new Set(), keys: new Set() };
  for (const name of names) addName(name, entries);
  for (const text of texts) entries.parts.add(normalise(text.slice(0, indexedLength)));
  entries.parts.delete('');
  entries.keys.delete('');
  return { parts: [...entries.parts], keys: [...entries.keys] };
}

/**
 * Customers whose entries wait to be written. Many at once go in several times faster than one between other writes:
 * the index's tables stay in the processor's cache, and names come in their order.
 */
const waiting = new WeakMap<WriteTx, Map<number, IndexedText>>();
const waitingAtMost = 200;

function writeWaiting(tx: WriteTx, customers: Map<number, IndexedText>): void {
  const names: [key: string, row: number][] = [];
  for (const [row, text] of customers) {
    const { parts, keys } = entriesOf(text);
    for (const key of keys) names.push([key, row]);
    tx.run(
      'INSERT INTO search_text (customer, text, name_keys) VALUES (?, ?, ?)',
      row,
      parts.join(partSeparator),
      keys.join(partSeparator),
    );
    tx.run('INSERT INTO search (rowid, grams) VALUES (?, ?)', row, grams(parts));
  }
  customers.clear();
  names.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  for (const [key, row] of names) tx.run('INSERT INTO name_lookup (key, customer) VALUES (?, ?)', key, row);
}

/** Puts a customer, which must not be in it, into the search index: it is found once the write has ended. */
export function indexCustomer(tx: WriteTx, row: number, text: IndexedText): void {
  let customers = waiting.get(tx);
  if (customers === undefined) {
    const own = new Map<number, IndexedText>();
    customers = own;
    waiting.set(tx, own);
    tx.beforeCommit(() => {
      writeWaiting(tx, own);
    });
  }
  customers.set(row, text);
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
