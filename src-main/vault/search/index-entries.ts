/** What the search index holds of a customer. Pure: an import works it out in a thread of its own. */
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
/** Parts texts, so that a match cannot run from one into the next; and the keys in the tables. */
export const partSeparator = '\n';

/** The beginning of a text that is long enough for a key; no character is cut in two. */
function keyOf(text: string): string {
  return text.slice(0, nameKeyLength).replace(/[\ud800-\udbff]$/, '');
}

function firstCharacter(text: string): string {
  return text.slice(0, (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}

interface Gathered {
  readonly parts: Set<string>;
  readonly keys: Set<string>;
}

/** A name as written, from each of its first words on, in pinyin and by its initials. */
function addName(name: string, { parts, keys }: Gathered): void {
  const head = name.slice(0, nameLength);
  const whole = normalise(head);
  const written = words(head);
  parts.add(name.length > nameLength ? normalise(name.slice(0, indexedLength)) : whole);
  keys.add(keyOf(whole));
  for (let i = 1; i < Math.min(written.length, 4); i++) {
    keys.add(keyOf(written.slice(i).join('')));
  }
  for (const { syllables } of nameReadings(head)) {
    const forms = [syllables.join(''), syllables.map(firstCharacter).join('')];
    for (const form of forms.map(normalise)) {
      parts.add(form);
      keys.add(keyOf(form));
    }
  }
}

/** What comes of names alone. */
export interface NameEntries {
  readonly parts: readonly string[];
  readonly keys: readonly string[];
}

/** As the tables have it. */
export interface IndexEntries {
  /** The normalised texts, one a line; an empty one parts those of names from the others. */
  readonly text: string;
  readonly nameKeys: readonly string[];
  /** UTF-8, parted by spaces. */
  readonly grams: Uint8Array<ArrayBuffer>;
}

const endOfNames = partSeparator + partSeparator;

/** The names' share of what was written of a customer; `null` where the text does not tell it. */
export function writtenNames(text: string, nameKeys: string): NameEntries | null {
  const end = text.indexOf(endOfNames);
  if (end < 0) return null;
  const lines = (all: string): string[] => all.split(partSeparator).filter(Boolean);
  return { parts: lines(text.slice(0, end)), keys: lines(nameKeys) };
}

function nameEntries(names: readonly string[]): NameEntries {
  const gathered: Gathered = { parts: new Set(), keys: new Set() };
  for (const name of names) addName(name, gathered);
  gathered.parts.delete('');
  gathered.keys.delete('');
  return { parts: [...gathered.parts], keys: [...gathered.keys] };
}

/** `known`: what comes of the names, where that was worked out before: readings of Chinese names take a while. */
export function indexEntries({ names, texts }: IndexedText, known?: NameEntries | null): IndexEntries {
  const ofNames = known ?? nameEntries(names);
  const parts = new Set(ofNames.parts);
  const fromNames = parts.size;
  for (const text of texts) parts.add(normalise(text.slice(0, indexedLength)));
  parts.delete('');
  const all = [...parts];
  return {
    text: ofNames.parts.join(partSeparator) + endOfNames + all.slice(fromNames).join(partSeparator),
    nameKeys: ofNames.keys,
    grams: grams(all),
  };
}
