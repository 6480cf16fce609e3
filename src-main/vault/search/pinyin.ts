import { pinyin } from 'pinyin-pro';
import { remembered } from '../remembered.ts';
import { familyReadings } from './family-names.ts';

/** One reading of a text, character by character: syllables for Chinese, other characters as they are. */
export interface Reading {
  /** For each character of the text (by code point): its syllable without tone (`ü` is `v`), or the character itself. */
  readonly syllables: readonly string[];
}

const isHan = /\p{Script=Han}/u;
/** Longer texts are no names of persons. */
const personLength = 4;

/** Syllables as the library gives them, some 1,500: it takes tones off by nine patterns over each of them every time. */
const plainSyllables = new Map<string, string>();

/** Macron, acute, caron and grave: the tones, and not the dots of `ü`. */
const tones = /[\u0300\u0301\u0304\u030c]/g;

function plain(syllable: string): string {
  let known = plainSyllables.get(syllable);
  if (known === undefined) {
    known = syllable.normalize('NFD').replace(tones, '').normalize('NFC').replaceAll('ü', 'v').toLowerCase();
    plainSyllables.set(syllable, known);
  }
  return known;
}

/** All readings of one character. */
const readings = new Map<string, readonly string[]>();

function readingsOf(character: string): readonly string[] {
  let known = readings.get(character);
  if (known === undefined) {
    const all = pinyin(character, { multiple: true, type: 'array' });
    known = [...new Set(all.map(plain))];
    readings.set(character, known);
  }
  return known;
}

function byCharacter(characters: readonly string[]): string[] {
  return characters.map((character) =>
    isHan.test(character) ? (readingsOf(character)[0] ?? character) : character,
  );
}

/** The reading of the whole text, which knows words: `重庆` is chong qing, `银行` yin hang. */
function inContext(characters: readonly string[], asName: boolean): string[] {
  const text = characters.join('');
  const syllables = pinyin(text, {
    type: 'array',
    ...(asName ? { mode: 'surname', surname: 'head' } : {}),
  });
  // One syllable for each character, or the library has split the text otherwise than we do.
  if (syllables.length !== characters.length) return byCharacter(characters);
  return characters.map((character, index) =>
    isHan.test(character) ? plain(syllables[index] ?? character) : character,
  );
}

/** With what the library does not know of family names: a person's is at the beginning of a short text. */
function withFamilyName(characters: readonly string[], readings: readonly Reading[]): Reading[] {
  const [first] = readings;
  if (first === undefined || characters.length > personLength) return [...readings];
  const { own, rarer } = familyReadings(characters);
  const read = (syllables: readonly string[]): Reading => ({
    syllables: [...syllables, ...first.syllables.slice(syllables.length)],
  });
  const all = [...own.map(read), ...readings, ...rarer.map(read)];
  return all.filter(
    ({ syllables }, index) => all.findIndex((other) => other.syllables.join() === syllables.join()) === index,
  );
}

function readingsOfName(name: string): Reading[] {
  const characters = [...name];
  return withFamilyName(characters, readingsByLibrary(characters));
}

function readingsByLibrary(characters: readonly string[]): Reading[] {
  const han = characters.filter((character) => isHan.test(character));
  if (han.length === 0) return [];
  // Most names have one reading only, which needs no look at words.
  if (han.every((character) => readingsOf(character).length === 1))
    return [{ syllables: byCharacter(characters) }];
  const usual = inContext(characters, false);
  const isPerson = characters.length <= personLength;
  // A company may bear a family name, at its beginning. Where that has one reading, knowing it changes nothing but how the rest
  // falls into words: `成都` as a family name and `都` is no reading that anybody types.
  if (!isPerson && readingsOf(characters[0] ?? '').length === 1) return [{ syllables: usual }];
  const asName = inContext(characters, true);
  if (usual.join() === asName.join()) return [{ syllables: usual }];
  const both = isPerson ? [asName, usual] : [usual, asName];
  return both.map((syllables) => ({ syllables }));
}

/** `ü` is typed `v`, and by who has the letter itself `ü`, which is searched as `u`. */
function withPlainU(reading: Reading): Reading[] {
  const hasOwnU = (syllable: string): boolean => syllable.length > 1 && syllable.includes('v');
  if (!reading.syllables.some(hasOwnU)) return [reading];
  const syllables = reading.syllables.map((each) => (hasOwnU(each) ? each.replace('v', 'u') : each));
  return [reading, { syllables }];
}

/**
 * The readings by which a name can be typed, the likelier first: the family name's own reading (`曾` zeng) and the
 * usual one. Text without Chinese has none.
 */
export const nameReadings: (name: string) => readonly Reading[] = remembered(5000, (name) =>
  readingsOfName(name).flatMap(withPlainU),
);
