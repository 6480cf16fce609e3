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

/** Bytes that one byte of text may take: a letter before a character of four bytes, alone and with it, and two spaces. */
const growth = 8;

/** The grams written last, by their hash: most of those that a text has twice are found here. */
const recent = 4096;
const recentCall = new Uint32Array(recent);
const recentStart = new Uint32Array(recent);
const recentEnd = new Uint32Array(recent);
let calls = 0;
let end = 0;

/**
 * The index entries of normalised texts as UTF-8, parted by spaces: at every position one character, and the longest that is
 * needed to find more of them. That is three in ASCII, whose pairs are too common to tell customers apart, and otherwise two.
 * A pair in ASCII is an entry only where no third one follows: {@link gramQuery} asks for all that may.
 * A gram may come twice, which the index does not mind; written byte by byte, since an import makes 19 million.
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
    let hash = mixed(0, characters[i] ?? 0);
    writeGram(i, 1, hash);
    if (i + 1 >= count) continue;
    const length = i + 2 < count && isAscii(i) && isAscii(i + 1) && isAscii(i + 2) ? 3 : 2;
    for (let at = i + 1; at < i + length; at++) hash = mixed(hash, characters[at] ?? 0);
    writeGram(i, length, hash);
  }
}

function isAscii(at: number): boolean {
  return (characters[at] ?? 0) < 0x80;
}

function mixed(hash: number, character: number): number {
  return Math.imul(hash ^ character, 0x9e3779b1) ^ (hash >>> 15);
}

/** Writes a gram, unless it was lately written for the same customer. */
function writeGram(at: number, length: number, hash: number): void {
  const from = starts[at] ?? 0;
  const to = starts[at + length] ?? 0;
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
  if (gram.length < 2 || !areAscii(gram)) return gram.join('');
  const hash = gram.reduce((before, character) => mixed(before, character.charCodeAt(0)), 0);
  return gram.join('') + String.fromCharCode(sign(hash));
}

function areAscii(characters: readonly string[]): boolean {
  return characters.every((character) => character <= '\u007f');
}

/** What is ASCII in a normalised text. */
const lettersAndDigits = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');

/** Whether {@link gramQuery} finds just the texts that contain `word` (normalised), and not some more. */
export function isFoundExactly(word: string): boolean {
  const letters = [...word];
  return letters.length <= (areAscii(letters) ? 3 : 2);
}

/**
 * The FTS5 expression that finds every text that contains `word` (normalised), and maybe some that have its grams apart: those
 * are told by the text itself, unless {@link isFoundExactly}.
 */
export function gramQuery(word: string): string {
  const letters = [...word];
  const quoted = (gram: readonly string[]): string => `"${entryOf(gram)}"`;
  if (letters.length === 1) return quoted(letters);
  if (letters.length === 2 && areAscii(letters))
    return [letters, ...lettersAndDigits.map((third) => [...letters, third])].map(quoted).join(' OR ');
  const parts = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i++) {
    const [pair, three] = [letters.slice(i, i + 2), letters.slice(i, i + 3)];
    if (three.length === 3 && areAscii(three)) parts.add(quoted(three));
    // A pair in ASCII that ends the word may go on in the text, where it is no entry then.
    else if (three.length === 3 || !areAscii(pair)) parts.add(quoted(pair));
  }
  return [...parts].join(' AND ');
}
