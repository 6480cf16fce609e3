/** Why a customer was found: the part of its name, or the excerpt of another text, that matches the query. */
import type { CustomerRow } from '../../../src-preload/contract/customers.ts';
import { remembered } from '../remembered.ts';
import { normalise } from './normalise.ts';
import { nameReadings, type Reading } from './pinyin.ts';

type Range = NonNullable<CustomerRow['nameMatch']>;

/** A text's normalised form with, for each of its UTF-16 units, the range of the text that it came from. */
interface Mapped {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const normalisedCharacter = remembered(20_000, normalise);

function mapped(text: string): Mapped {
  let out = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = normalisedCharacter(character);
    for (let left = plain.length; left > 0; left--) {
      starts.push(at);
      ends.push(at + character.length);
    }
    out += plain;
    at += character.length;
  }
  return { text: out, starts, ends };
}

/** Where a text has a word, normalised, or a sign, which has no normal form. */
function rangeOf(text: string, word: string): Range | null {
  if (normalise(word) !== '') return rangeIn(mapped(text), word);
  const start = text.indexOf(word);
  return start < 0 ? null : { start, end: start + word.length };
}

function rangeIn(map: Mapped, word: string): Range | null {
  const at = map.text.indexOf(word);
  const start = map.starts[at];
  const end = map.ends[at + word.length - 1];
  return at < 0 || start === undefined || end === undefined ? null : { start, end };
}

interface Spelling {
  /** For each character, what it is typed as. */
  readonly forms: readonly string[];
  readonly whole: string;
}

const spellings = new WeakMap<Reading, readonly Spelling[]>();

/** A reading as it is typed: by whole syllables and by their initials. */
function spellingsOf(reading: Reading): readonly Spelling[] {
  let known = spellings.get(reading);
  if (known === undefined) {
    known = [
      reading.syllables.map(normalise),
      reading.syllables.map((syllable) => normalise([...syllable][0] ?? '')),
    ].map((forms) => ({ forms, whole: forms.join('') }));
    spellings.set(reading, known);
  }
  return known;
}

/** Where the syllables, or their initials, spell the word. */
function rangeByPinyin(text: string, word: string): Range | null {
  // Pinyin is typed in Latin letters.
  if (!/[a-z]/.test(word)) return null;
  for (const reading of nameReadings(text)) {
    for (const { forms, whole } of spellingsOf(reading)) {
      const found = whole.indexOf(word);
      if (found >= 0) return charactersSpelt([...text], forms, found, found + word.length);
    }
  }
  return null;
}

/** The range of the characters whose `forms`, one after the other, hold the letters from `from` to `to`. */
function charactersSpelt(
  characters: readonly string[],
  forms: readonly string[],
  from: number,
  to: number,
): Range {
  let letters = 0;
  let units = 0;
  let start = -1;
  let end = 0;
  for (const [index, form] of forms.entries()) {
    const next = letters + form.length;
    const length = characters[index]?.length ?? 0;
    if (form !== '' && next > from && letters < to) {
      if (start < 0) start = units;
      end = units + length;
    }
    letters = next;
    units += length;
  }
  return { start: Math.max(start, 0), end };
}

/** Names are longer than this only by mistake. */
const nameLength = 200;

/** The range of a name (UTF-16) that one of the words matches, as written or by pinyin; `null` when none does. */
export function nameMatch(name: string, words: readonly string[]): Range | null {
  const short = name.slice(0, 300);
  // Mapping costs far more than normalising.
  const plain = normalise(short);
  for (const word of words.length === 1 ? words : [words.join(''), ...words]) {
    const range =
      (plain.includes(word) || short.includes(word) ? rangeOf(short, word) : null) ??
      rangeByPinyin(name.slice(0, nameLength), word);
    if (range !== null) return range;
  }
  return null;
}

function byPinyin(text: string, words: readonly string[]): Range | null {
  for (const word of words) {
    const range = rangeByPinyin(text.slice(0, nameLength), word);
    if (range !== null) return range;
  }
  return null;
}

const before = 24;
const excerptLength = 120;

/** The first of the texts that a word matches, cut to its surroundings. */
export function excerptOf(
  texts: readonly { readonly field: string; readonly text: string }[],
  words: readonly string[],
): CustomerRow['match'] {
  for (const { field, text } of texts) {
    // A cheap look first: mapping a long note costs far more than normalising it.
    const plain = normalise(text);
    const word = words.find((each) => plain.includes(each) || text.includes(each));
    const range =
      word !== undefined
        ? rangeOf(text, word)
        : field === 'organisation' || field === 'contact'
          ? byPinyin(text, words)
          : null;
    if (range === null) continue;
    const from = Math.max(0, range.start - before);
    const cut = text.slice(from, from + excerptLength).replace(/\s/g, ' ');
    const lead = from > 0 ? '…' : '';
    const tail = from + excerptLength < text.length ? '…' : '';
    const shift = lead.length - from;
    return {
      field,
      excerpt: lead + cut + tail,
      start: range.start + shift,
      end: Math.min(range.end + shift, lead.length + cut.length),
    };
  }
  return null;
}
