/** Nothing but ASCII and the usual Chinese characters, which every form of Unicode leaves as they are: so are most cells. */
// eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
export const isUsual = /^[\x00-\x7f\u4e00-\u9fff]*$/;

/** A text in the form of Unicode in which what means the same is the same (NFKC). */
export function nfkc(text: string): string {
  return isUsual.test(text) ? text : text.normalize('NFKC');
}

/**
 * A text whose letters, digits and signs of another width are as they usually are: `１２` as `12`, `ｶ` as `カ`. Unlike NFKC it leaves the
 * rest: `10²` is not 102.
 */
export function halfWidth(text: string): string {
  return text.replace(/[\u3000\uff01-\uffee]+/g, (signs) => signs.normalize('NFKC'));
}
