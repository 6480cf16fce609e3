/** Longest gram, in characters (code points). */
export const gramLength = 3;

const space = 0x20;
const zero = 0x30;
const letterA = 0x61;
/** Room for the entries of one customer, in bytes, and for one text; both grow when more is needed. */
let room = new Uint8Array(32_768);
let encoded = Buffer.allocUnsafe(4096);
/** Where the characters of the text begin in `encoded`, and which they are. */
let starts = new Uint32Array(4096);
let characters = new Uint32Array(4096);
const utf8 = new TextEncoder();

/** Bytes that one byte of text may take: in grams of one, two and three characters, with their signs and spaces. */
const growth = 6 + 2 + 3;

/** The grams written last, by their hash: most of those that a text has twice are found here. */
const recent = 4096;
const recentCall = new Uint32Array(recent);
const recentStart = new Uint32Array(recent);
const recentEnd = new Uint32Array(recent);
let calls = 0;
let end = 0;

/**
 * The index entries of normalised texts as UTF-8, parted by spaces: at every position the grams of one, two and three
 * characters. A query of up to three characters is then an entry, a longer one a set of entries. A gram may come
 * twice, which the index does not mind; written byte by byte, since an import makes 30 million.
 */
export function grams(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  calls += 1;
  end = 0;
  for (const text of texts) writeGrams(read(text));
  return kept(Math.max(0, end - 1));
}

/** Entries of many customers lie in one piece of memory: a piece for each would have V8 look for garbage all the time. */
const slabLength = 262_144;
let slab = new Uint8Array(0);
let slabUsed = 0;

/** A copy of what is written in `room`. */
function kept(length: number): Uint8Array<ArrayBuffer> {
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(Math.max(slabLength, length));
    slabUsed = 0;
  }
  const copy = slab.subarray(slabUsed, slabUsed + length);
  copy.set(room.subarray(0, length));
  slabUsed += length;
  return copy;
}

/** Takes a text apart into `encoded`, `starts` and `characters`. @returns how many characters it has */
function read(text: string): number {
  const most = text.length * 3;
  if (most > encoded.length) encoded = Buffer.allocUnsafe(most * 2);
  if (text.length >= starts.length) {
    starts = new Uint32Array(text.length * 2);
    characters = new Uint32Array(text.length * 2);
  }
  const { written } = utf8.encodeInto(text, encoded);
  if (end + written * growth > room.length) {
    const larger = new Uint8Array((end + written * growth) * 2);
    larger.set(room.subarray(0, end));
    room = larger;
  }
  let count = 0;
  for (let at = 0; at < written; count++) {
    const first = encoded[at] ?? 0;
    starts[count] = at;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let character = first;
    for (let i = 1; i < length; i++) character = (character << 8) | (encoded[at + i] ?? 0);
    characters[count] = character;
    at += length;
  }
  starts[count] = written;
  return count;
}

function writeGrams(count: number): void {
  for (let i = 0; i < count; i++) {
    let hash = 0;
    for (let length = 1; length <= gramLength && i + length <= count; length++) {
      hash = mixed(hash, characters[i + length - 1] ?? 0);
      write(starts[i] ?? 0, starts[i + length] ?? 0, length, hash);
    }
  }
}

function mixed(hash: number, character: number): number {
  return Math.imul(hash ^ character, 0x9e3779b1) ^ (hash >>> 15);
}

/** Writes a gram, unless it was lately written for the same customer. */
function write(from: number, to: number, length: number, hash: number): void {
  const slot = (hash ^ (hash >>> 16)) & (recent - 1);
  if (recentCall[slot] === calls && isWritten(recentStart[slot] ?? 0, recentEnd[slot] ?? 0, from, to)) return;
  recentCall[slot] = calls;
  recentStart[slot] = end;
  for (let i = from; i < to; i++) room[end++] = encoded[i] ?? 0;
  recentEnd[slot] = end;
  if (length > 1 && to - from === length) room[end++] = sign(hash);
  room[end++] = space;
}

function isWritten(start: number, stop: number, from: number, to: number): boolean {
  if (stop - start !== to - from) return false;
  for (let i = from; i < to; i++) if (room[start + i - from] !== encoded[i]) return false;
  return true;
}

/**
 * A letter or digit that ends the entry of several ASCII characters, worked out of them. FTS5 gathers entries in a hash
 * table, and its hash of three such bytes has so few values that entries lie in rows behind one another; with a
 * fourth byte an import spends a third less time in the index.
 */
function sign(hash: number): number {
  const value = (hash >>> 8) % 36;
  return value < 10 ? zero + value : letterA + value - 10;
}

/** The entry of a gram. */
function entryOf(gram: readonly string[]): string {
  if (gram.length < 2 || gram.some((character) => character > '\u007f')) return gram.join('');
  const hash = gram.reduce((before, character) => mixed(before, character.charCodeAt(0)), 0);
  return gram.join('') + String.fromCharCode(sign(hash));
}

/**
 * The FTS5 expression that finds every text that may contain `word` (normalised): exact for one to three characters,
 * for longer ones to be verified on the text itself.
 */
export function gramQuery(word: string): string {
  const letters = [...word];
  if (letters.length <= gramLength) return `"${entryOf(letters)}"`;
  const parts = new Set<string>();
  for (let i = 0; i + gramLength <= letters.length; i++)
    parts.add(`"${entryOf(letters.slice(i, i + gramLength))}"`);
  return [...parts].join(' AND ');
}
