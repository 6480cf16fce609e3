/** Letters that Unicode takes for whole ones, as they are typed where the keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  // Σ becomes ς only at the end of a word, which is not where a fragment ends.
  ς: 'σ',
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/** Nothing but ASCII and the usual Chinese characters, for which folding does nothing: so are most cells. */
// eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
const isPlain = /^[\x00-\x7f\u4e00-\u9fff]*$/;

/** Letters and digits of that kind alone, in lower case: many cells are normalised already. */
const isNormal = /^[0-9a-z\u4e00-\u9fff]*$/;

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

/**
 * The form in which text is searched: compatibility forms folded (full-width digits, ligatures), lower case, accents
 * off, and only letters and digits kept, so that `138-0013 8000` and `1380013` meet.
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
  return (isPlain.test(text) ? text : text.normalize('NFKC'))
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(normalise)
    .filter((word) => word !== '');
}
