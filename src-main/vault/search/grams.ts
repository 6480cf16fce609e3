/** Longest gram, in characters (code points). */
export const gramLength = 3;

const space = 0x20;
/** Room for the entries of one customer, in UTF-16 units; grows when one needs more. */
let room = new Uint16Array(16_384);
/** For each UTF-16 unit, the last call that has written it as a gram. */
const writtenIn = new Uint32Array(0x1_0000);
let calls = 0;

/**
 * The index entries of normalised texts, parted by spaces: at every position the grams of one, two and three
 * characters. A query of up to three characters is then an entry, a longer one a set of entries. Longer grams may come
 * several times, which the index does not mind; written unit by unit, since an import makes 25 million.
 */
export function grams(texts: readonly string[]): string {
  // At each unit at most grams of 2, 4 and 6 units, each with its space.
  const needed = texts.reduce((sum, text) => sum + text.length * 15, 0);
  if (needed > room.length) room = new Uint16Array(needed * 2);
  calls += 1;
  let end = 0;
  for (const text of texts) {
    for (let one = 0; one < text.length;) {
      const two = next(text, one);
      const three = next(text, two);
      const four = next(text, three);
      const unit = text.charCodeAt(one);
      if (two - one > 1 || writtenIn[unit] !== calls) end = write(text, one, two, end);
      writtenIn[unit] = calls;
      if (three > two) end = write(text, one, three, end);
      if (four > three) end = write(text, one, four, end);
      one = two;
    }
  }
  return Buffer.from(room.buffer, 0, Math.max(0, end - 1) * 2).toString('utf16le');
}

/** Where the next character begins; at the end, the end. */
function next(text: string, at: number): number {
  const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800;
  return Math.min(text.length, at + (isPair ? 2 : 1));
}

function write(text: string, from: number, to: number, at: number): number {
  let end = at;
  for (let i = from; i < to; i++) room[end++] = text.charCodeAt(i);
  room[end++] = space;
  return end;
}

/**
 * The FTS5 expression that finds every text that may contain `word` (normalised): exact for one to three characters,
 * for longer ones to be verified on the text itself.
 */
export function gramQuery(word: string): string {
  const characters = [...word];
  if (characters.length <= gramLength) return `"${word}"`;
  const parts = new Set<string>();
  for (let i = 0; i + gramLength <= characters.length; i++)
    parts.add(`"${characters.slice(i, i + gramLength).join('')}"`);
  return [...parts].join(' AND ');
}
