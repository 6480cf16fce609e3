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
const nameKeyLength = 40;
/** Parts texts in `search_text`, so that a match cannot run from one into the next. */
export const partSeparator = '\n';

/** Ways to type a Chinese name: whole pinyin and initials, for each of its readings. */
function typedForms(name: string): string[] {
  return nameReadings(name).flatMap(({ syllables }) => [
    normalise(syllables.join('')),
    normalise(syllables.map((syllable) => [...syllable][0] ?? '').join('')),
  ]);
}

/** The beginnings by which a name is found first: as written, from each of its words on, pinyin and initials. */
function nameKeys(names: readonly string[]): Set<string> {
  const keys = new Set<string>();
  for (const name of names) {
    const head = name.slice(0, 200);
    keys.add(normalise(head).slice(0, nameKeyLength));
    const parts = words(head);
    for (let i = 1; i < Math.min(parts.length, 4); i++)
      keys.add(parts.slice(i).join('').slice(0, nameKeyLength));
    for (const form of typedForms(head)) keys.add(form.slice(0, nameKeyLength));
  }
  keys.delete('');
  return keys;
}

/** Puts a new customer into the search index. */
export function indexCustomer(tx: WriteTx, row: number, text: IndexedText): void {
  for (const key of nameKeys(text.names)) {
    tx.run('INSERT OR IGNORE INTO name_lookup (key, customer) VALUES (?, ?)', key, row);
  }
  const parts = new Set<string>();
  for (const name of text.names) {
    const head = name.slice(0, indexedLength);
    parts.add(normalise(head));
    for (const form of typedForms(head.slice(0, 200))) parts.add(form);
  }
  for (const each of text.texts) parts.add(normalise(each.slice(0, indexedLength)));
  parts.delete('');
  const list = [...parts];
  tx.run('INSERT INTO search_text (customer, text) VALUES (?, ?)', row, list.join(partSeparator));
  tx.run('INSERT INTO search (rowid, grams) VALUES (?, ?)', row, grams(list));
}

/** Takes a customer out of the search index; one that is not in it is left alone. */
export function unindexCustomer(tx: WriteTx, row: number): void {
  tx.run('DELETE FROM name_lookup WHERE customer = ?', row);
  const { changes } = tx.run('DELETE FROM search_text WHERE customer = ?', row);
  if (changes > 0) tx.run('DELETE FROM search WHERE rowid = ?', row);
}
