/**
 * The form in which text is searched: compatibility forms folded (full-width digits, ligatures), lower case, accents
 * off, and only letters and digits kept, so that `138-0013 8000` and `1380013` meet.
 */
export function normalise(text: string): string {
  // Most cells are plain ASCII, for which folding does nothing.
  // eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
  const folded = /^[\x00-\x7f]*$/.test(text)
    ? text
    : text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFKC');
  return folded.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a text, each normalised: runs of letters and digits. */
export function words(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(normalise)
    .filter((word) => word !== '');
}
