import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import { openFile } from '../../../files/open-file.ts';
import { likeliestEncoding } from './plausible.ts';

/** Small enough that working through one piece holds nobody up. */
const chunkBytes = 64 * 1024;
const sampleBytes = 512 * 1024;
const legacySampleBytes = 64 * 1024;
const chanceBytes = 1024;

/** A damaged place in a file of UTF-8 does not make it another encoding; its cells are named when they are read. */
const leastUtf8 = 0.7;

/**
 * Which encoding a file is in: the byte order mark, then UTF-16 by where its zero bytes stand, then UTF-8 by its share of whole
 * characters, then the one of the old encodings whose letters are the most plausible.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const file = await openFile(path, 'followed');
  try {
    const head = Buffer.alloc(sampleBytes);
    const { bytesRead } = await file.read(head, 0, sampleBytes, 0);
    const sample = head.subarray(0, bytesRead);
    const marked = byMark(sample) ?? utf16ByZeros(sample);
    if (marked !== null) return marked;
    if (await isStrictUtf8(file, bytesRead))
      return looksLikeChance(sample) ? likeliestEncoding(sample) : 'utf-8';
    const foreign = await foreignLines(file);
    if (utf8Share(Buffer.concat(foreign)) >= leastUtf8) return 'utf-8';
    return likeliestEncoding(Buffer.concat(foreign.filter((line) => !isUtf8(line))));
  } finally {
    await file.close();
  }
}

function byMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * Delimiters, digits and line ends have one zero byte each in UTF-16, all on the same side. Of a few Chinese lines only the line ends
 * may have one.
 */
function utf16ByZeros(bytes: Uint8Array): Encoding | null {
  const length = Math.min(bytes.length, 65_536);
  let even = 0;
  let odd = 0;
  let feeds = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
    if (bytes[at % 2 === 0 ? at + 1 : at - 1] === 10) feeds++;
  }
  const needed = Math.max(3, length / 100);
  const isEnough = (some: number, others: number): boolean =>
    (some >= needed && others <= some / 4) ||
    (others === 0 && feeds > 0 && bytes.length % 2 === 0 && !isUtf8(bytes));
  if (odd > even && isEnough(odd, even)) return 'utf-16le';
  if (even > odd && isEnough(even, odd)) return 'utf-16be';
  return null;
}

/** Two bytes of another encoding may be a character of UTF-8, though hardly one that people write. */
function looksLikeChance(bytes: Buffer): boolean {
  if (bytes.length > chanceBytes) return false;
  const foreign = bytes.toString('utf8').match(/[\u0080-\u{10ffff}]/gu) ?? [];
  const odd = foreign.filter((character) =>
    /[\u0080-\u009f\u0250-\u036f\u0500-\u058f\u0700-\u07ff]/u.test(character),
  );
  return odd.length > foreign.length / 2;
}

async function isStrictUtf8(file: FileHandle, sampleLength: number): Promise<boolean> {
  const chunk = Buffer.alloc(Math.min(chunkBytes, Math.max(sampleLength, 16)));
  let kept = 0;
  let position = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, kept, chunk.length - kept, position);
    position += bytesRead;
    const length = kept + bytesRead;
    const whole = bytesRead === 0 ? length : wholeCharacters(chunk, length);
    if (!isUtf8(chunk.subarray(0, whole))) return false;
    if (bytesRead === 0) return true;
    chunk.copyWithin(0, whole, length);
    kept = length - whole;
  }
}

/** Where the last character that may be cut off begins, at most three bytes before the end. */
function wholeCharacters(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > back ? length - back : length;
    }
  }
  return length;
}

/** Lines that are not plain ASCII, wherever they stand in the file, up to some 64 KB: whole ones, so that no character is cut. */
async function foreignLines(file: FileHandle): Promise<Buffer[]> {
  const lines: Buffer[] = [];
  let length = 0;
  let kept = Buffer.alloc(0);
  for (let position = 0; length < legacySampleBytes;) {
    const chunk = Buffer.alloc(chunkBytes);
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
    position += bytesRead;
    const bytes = Buffer.concat([kept, chunk.subarray(0, bytesRead)]);
    let at = 0;
    for (let end = lineEnd(bytes, 0); end > 0 || bytesRead === 0; end = lineEnd(bytes, at)) {
      const line = bytes.subarray(at, end > 0 ? end : bytes.length);
      if (line.some((byte) => byte >= 0x80)) {
        lines.push(line);
        length += line.length;
      }
      if (end <= 0) break;
      at = end;
    }
    if (bytesRead === 0) break;
    // A line without end is judged in pieces.
    kept = bytes.length - at > sampleBytes ? Buffer.alloc(0) : bytes.subarray(at);
    if (bytes.length - at > sampleBytes) {
      lines.push(bytes.subarray(at));
      length += bytes.length - at;
    }
  }
  return lines;
}

/** The place after the next line end; 0 where there is none. */
function lineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) if (bytes[at] === 10 || bytes[at] === 13) return at + 1;
  return 0;
}

/** How much of what is not ASCII are whole characters of UTF-8, 0 to 1. Text in another encoding has few by chance. */
function utf8Share(bytes: Uint8Array): number {
  let whole = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead >= 0xc2 && lead <= 0xf4 && isUtf8(bytes.subarray(at, at + size)) && at + size <= bytes.length) {
      whole += size;
      at += size;
    } else {
      broken++;
      at++;
    }
  }
  return whole + broken === 0 ? 1 : whole / (whole + broken);
}

/** A line longer than this is decoded in pieces, and by the file's encoding. */
const longestLine = 1_000_000;

/**
 * The text of a file, a piece at a time, without its byte order mark. Where files of several encodings were put together, each line is
 * read in its own: whole characters of UTF-8 hardly stand in a line of another encoding by chance. Bytes that mean nothing come as U+FFFD.
 */
export async function* decodedText(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const decode = (bytes: Buffer): string =>
    isWide ? decoder.write(bytes) : byParts(bytes, encoding, decoder);
  const file = await openFile(path, 'followed');
  try {
    let kept: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes);
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      const bytes =
        kept.length === 0
          ? chunk.subarray(0, bytesRead)
          : Buffer.concat([kept, chunk.subarray(0, bytesRead)]);
      const end = isWide ? bytes.length : Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1;
      if (end === 0 && bytes.length < longestLine) {
        kept = bytes;
        continue;
      }
      yield end === 0 ? decoder.write(bytes) : decode(bytes.subarray(0, end));
      kept = end === 0 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(end));
    }
    yield decode(kept) + (decoder.end() ?? '');
  } finally {
    await file.close();
  }
}

/** Decodes whole lines, each in the encoding of the file or, where it clearly is in another, in that one. */
function byParts(
  bytes: Buffer,
  encoding: Exclude<Encoding, 'utf-16le' | 'utf-16be'>,
  decoder: iconv.DecoderStream,
): string {
  if (encoding === 'utf-8' && isUtf8(bytes)) return decoder.write(bytes);
  const isForeign = encoding === 'utf-8' ? isNoUtf8 : (line: Buffer) => isSurelyUtf8(line, encoding);
  const runs: { isForeign: boolean; start: number; end: number }[] = [];
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(10, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    const isOther = isForeign(bytes.subarray(at, end));
    const last = runs.at(-1);
    if (last?.isForeign === isOther) last.end = end;
    else runs.push({ isForeign: isOther, start: at, end });
    at = end;
  }
  const others = runs.filter((run) => run.isForeign).map(({ start, end }) => bytes.subarray(start, end));
  const other =
    encoding === 'utf-8' && others.length > 0 ? likeliestEncoding(Buffer.concat(others)) : 'utf-8';
  return runs
    .map((run) => {
      const part = bytes.subarray(run.start, run.end);
      return run.isForeign ? iconv.decode(part, other) : decoder.write(part);
    })
    .join('');
}

function isNoUtf8(line: Buffer): boolean {
  return !isUtf8(line) && utf8Share(line) < 0.5;
}

/** In encodings with characters of two bytes, only those of three bytes in UTF-8 are certain. */
function isSurelyUtf8(line: Buffer, encoding: Encoding): boolean {
  if (!isUtf8(line)) return false;
  const certain = hasPairs(encoding) ? /[\u0800-\u{10ffff}]/gu : /[\u00c0-\u{10ffff}]/gu;
  return (line.toString('utf8').match(certain)?.length ?? 0) >= 2;
}

function hasPairs(encoding: Encoding): boolean {
  return ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'].includes(encoding);
}
