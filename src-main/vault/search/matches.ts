/** Why a customer was found: the part of its name, or the excerpt of another text, that matches the query. */
import type { CustomerRow } from '../../../src-preload/contract/customers.ts';
import { normalise } from './normalise.ts';
import { nameReadings } from './pinyin.ts';

type Range = NonNullable<CustomerRow['nameMatch']>;

/** A text's normalised form with, for each of its UTF-16 units, the range of the text that it came from. */
interface Mapped {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function mapped(text: string): Mapped {
  let out = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = normalise(character);
    for (let left = plain.length; left > 0; left--) {
      starts.push(at);
      ends.push(at + character.length);
    }
    out += plain;
    at += character.length;
  }
  return { text: out, starts, ends };
}

function rangeIn(map: Mapped, word: string): Range | null {
  const at = map.text.indexOf(word);
  const start = map.starts[at];
  const end = map.ends[at + word.length - 1];
  return at < 0 || start === undefined || end === undefined ? null : { start, end };
}

/** Where the syllables, or their initials, spell the word. */
function rangeByPinyin(name: string, word: string): Range | null {
  const characters = [...name];
  const offsets: number[] = [];
  let at = 0;
  for (const character of characters) {
    offsets.push(at);
    at += character.length;
  }
  for (const { syllables } of nameReadings(name)) {
    for (const forms of [
      syllables.map(normalise),
      syllables.map((syllable) => normalise([...syllable][0] ?? '')),
    ]) {
      const joined = forms.join('');
      const found = joined.indexOf(word);
      if (found < 0) continue;
      let length = 0;
      let first = -1;
      let last = -1;
      for (const [index, form] of forms.entries()) {
        if (first < 0 && length + form.length > found) first = index;
        if (length < found + word.length) last = index;
        length += form.length;
      }
      const start = offsets[first];
      const end = (offsets[last] ?? 0) + (characters[last]?.length ?? 0);
      if (start !== undefined && last >= first) return { start, end };
    }
  }
  return null;
}

/** The range of a name (UTF-16) that one of the words matches, as written or by pinyin; `null` when none does. */
export function nameMatch(name: string, words: readonly string[]): Range | null {
  const whole = words.join('');
  const map = mapped(name.slice(0, 300));
  for (const word of [whole, ...words]) {
    const range = rangeIn(map, word) ?? rangeByPinyin(name.slice(0, 60), word);
    if (range !== null) return range;
  }
  return null;
}

const before = 24;
const excerptLength = 120;

/** The first of the texts that a word matches, cut to its surroundings. */
export function excerptOf(
  texts: readonly { field: string; text: string }[],
  words: readonly string[],
): CustomerRow['match'] {
  for (const { field, text } of texts) {
    // A cheap look first: mapping a long note costs far more than normalising it.
    const plain = normalise(text);
    const word = words.find((each) => plain.includes(each));
    if (word === undefined) continue;
    const range = rangeIn(mapped(text), word);
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
