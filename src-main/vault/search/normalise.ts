import { nfkc } from '../../../src-preload/contract/width.ts';

/** Letters that Unicode takes for whole ones, as they are typed where the keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  þ: 'th',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  // Σ becomes ς only at the end of a word, which is not where a fragment ends.
  ς: 'σ',
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/** ASCII, the usual Chinese characters and the signs of Chinese texts, which are letters in no form of Unicode. */
const isPlain =
  // eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
  /^[\x00-\x7f\u4e00-\u9fff\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c-\uff0f\uff1a\uff1b\uff1f\u2014\u2018-\u201d\u2026\u00b7]*$/;

/** Usual letters and digits alone, in lower case: many cells are normalised already. */
const isNormal = /^[0-9a-z\u4e00-\u9fff]*$/;

/** Letters by their class that are written as marks: the apostrophes of `OʼBrien` and `Hawaiʻi`, the stroke that draws a word out. */
const lettersAsMarks = /[\u02b9-\u02bf\u02c8-\u02cb\u0640\ua78b\ua78c]/gu;
const katakana = /[\u30a1-\u30f6]/gu;
/** From a katakana to the same hiragana. */
const kanaShift = 0x60;

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(lettersAsMarks, '')
    .normalize('NFKC')
    .replace(katakana, (letter) => String.fromCharCode(letter.charCodeAt(0) - kanaShift))
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

/**
 * The form in which text is searched: compatibility forms folded (full-width digits, ligatures), lower case, accents
 * off, katakana as hiragana, and only letters and digits kept, so that `138-0013 8000` and `1380013` meet.
 */
export function normalise(text: string): string {
  if (isNormal.test(text)) return text;
  if (isPlain.test(text)) return text.toLowerCase().replace(/[^0-9a-z\u4e00-\u9fff]+/g, '');
  return folded(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a text, each normalised: runs of letters and digits. */
export function words(text: string): string[] {
  if (isNormal.test(text)) return text === '' ? [] : [text];
  // Folded first: some signs (`㈱`, `№`) are letters in their plain form.
  return nfkc(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(normalise)
    .filter((word) => word !== '');
}
