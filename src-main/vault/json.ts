/** Reading JSON that anybody wrote, within bounds. What has a form is read by json-by-schema.ts, the database's own rows too: any member can write them. */

/** Characters that the longest text from outside may have: more than a customer's fields, all of them full, come to. */
export const mostJsonLength = 16 * 1024 * 1024;
/** Values and members in it: a customer with a hundred thousand cells has as many, and their objects take some 100 MB. */
const mostValues = 1_000_000;
/** A roster, the deepest of what we read, has a third of it. What walks through JSON does so by calling itself. */
const mostDepth = 32;
/** Whatever stands in so short a text costs little: record lines are mostly shorter. */
const shortLength = 4096;

/** JSON that is too large to be made into objects. */
export class JsonTooLarge extends SyntaxError {}

/** Where the string ends that begins before `at`; the text's end where it does not. */
function stringEnd(text: string, at: number): number {
  for (let end = text.indexOf('"', at); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/**
 * Counts what a parser would make of a text before it makes any of it: a character of JSON can cost fifty bytes of memory.
 * @throws JsonTooLarge
 */
export function assertJsonBounded(text: string): void {
  if (text.length <= shortLength) return;
  if (text.length > mostJsonLength) throw new JsonTooLarge('length');
  let depth = 0;
  let values = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = stringEnd(text, i + 1);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > mostDepth) throw new JsonTooLarge('depth');
      values++;
    } else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x2c) values++;
    if (values > mostValues) throw new JsonTooLarge('values');
  }
}

/** @throws SyntaxError for what is no JSON, or too large ({@link JsonTooLarge}) */
export function outsideJson(text: string): unknown {
  assertJsonBounded(text);
  return JSON.parse(text);
}
