import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';

/** Small enough that working through one piece holds nobody up. */
const chunkBytes = 64 * 1024;
const sampleBytes = 512 * 1024;
const legacySampleBytes = 64 * 1024;

/**
 * Which encoding a file is in: the byte order mark, then strict UTF-8 over the whole file, then UTF-16 by where its
 * zero bytes stand, then the likeliest of the old Chinese, Japanese and western ones.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(sampleBytes);
    const { bytesRead } = await file.read(head, 0, sampleBytes, 0);
    const sample = head.subarray(0, bytesRead);
    const marked = byMark(sample) ?? utf16ByZeros(sample);
    if (marked !== null) return marked;
    if (await isStrictUtf8(file, bytesRead)) return 'utf-8';
    return isMostlyUtf8(sample) ? 'utf-8' : legacyEncoding(sample);
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

/** Delimiters, digits and line ends have one zero byte each in UTF-16, all on the same side. */
function utf16ByZeros(bytes: Uint8Array): Encoding | null {
  const length = Math.min(bytes.length, 65_536);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const needed = Math.max(3, length / 100);
  if (odd >= needed && even <= odd / 4) return 'utf-16le';
  if (even >= needed && odd <= even / 4) return 'utf-16be';
  return null;
}

async function isStrictUtf8(file: Awaited<ReturnType<typeof open>>, sampleLength: number): Promise<boolean> {
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

/** A long UTF-8 file with a few damaged places is still UTF-8; the damaged rows are named when they are read. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  let foreign = 0;
  let broken = 0;
  for (const character of text) {
    if (character === '\ufffd') broken++;
    else if (character > '\u007f') foreign++;
  }
  return foreign >= 20 && broken <= foreign / 50;
}

const legacy = ['gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;

/** Short Chinese text is told apart by how much of it is in each encoding's range of common characters. */
export function legacyEncoding(bytes: Buffer): Encoding {
  const sample = foreignLines(bytes);
  const opinions = new Map(
    analyse(sample).map((match) => [match.name.toLowerCase(), match.confidence / 100]),
  );
  let best: Encoding = 'windows-1252';
  let bestScore = 0;
  for (const encoding of legacy) {
    const opinion = opinions.get(encoding) ?? 0;
    const score = plausibility(iconv.decode(sample, encoding), encoding, sample) + opinion / 2;
    if (score > bestScore) [best, bestScore] = [encoding, score];
  }
  return best;
}

/** The lines that are not plain ASCII, up to some 64 KB: whole lines, so that no character is cut. */
function foreignLines(bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  let length = 0;
  for (let at = 0; at < bytes.length && length < legacySampleBytes;) {
    const newlineAt = bytes.indexOf(10, at);
    const isCut = newlineAt < 0 && bytes.length >= sampleBytes;
    const end = newlineAt < 0 ? bytes.length : newlineAt + 1;
    const line = bytes.subarray(at, end);
    if (line.some((byte) => byte >= 0x80) && !(isCut && lines.length > 0)) {
      lines.push(line);
      length += line.length;
    }
    at = end;
  }
  return Buffer.concat(lines);
}

/** 0 to 1: how much of what is not ASCII is what people write in that encoding's languages. */
function plausibility(text: string, encoding: (typeof legacy)[number], bytes: Buffer): number {
  let foreign = 0;
  let good = 0;
  let broken = 0;
  let before = '';
  for (const character of text) {
    if (character > '\u007f') {
      foreign++;
      if (character === '\ufffd') broken++;
      else if (encoding === 'windows-1252')
        good +=
          /[\p{Script=Latin}€£§°«»„“”‘’–…©®]/u.test(character) && /[\p{L}\s\d"(.,;-]/u.test(before || ' ')
            ? 1
            : 0;
      else if (encoding === 'shift_jis')
        good += /[\p{Script=Hiragana}\p{Script=Katakana}ー、。々]/u.test(character)
          ? 1.6
          : /\p{Script=Han}/u.test(character)
            ? 0.4
            : 0;
      else if (/[\u3000-\u303f\uff00-\uff5e“”‘’…—·]/u.test(character)) good += 0.5;
      else if (/\p{Script=Han}/u.test(character)) good += 0.1;
    }
    before = character;
  }
  if (foreign === 0) return 0;
  if (encoding === 'gb18030') good += 0.9 * commonPairs(bytes, 0xb0, 0xd7, 0xa1);
  if (encoding === 'big5') good += 0.9 * commonPairs(bytes, 0xa4, 0xc6, 0x40);
  if (encoding === 'windows-1252' && foreign > text.length / 3) good /= 4;
  return Math.max(0, Math.min(1, good / foreign) - (8 * broken) / foreign);
}

/** Pairs whose first byte is in the range that holds the everyday characters (GB 2312 level 1, Big5 level 1). */
function commonPairs(bytes: Uint8Array, first: number, last: number, lowestTrail: number): number {
  let found = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x81) continue;
    if (lead >= first && lead <= last && (bytes[at + 1] ?? 0) >= lowestTrail) found++;
    at++;
  }
  return found;
}

/** The text of a file, a piece at a time, without its byte order mark. Bytes that mean nothing come as U+FFFD. */
export async function* decodedText(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      yield decoder.write(chunk.subarray(0, bytesRead));
    }
    yield decoder.end() ?? '';
  } finally {
    await file.close();
  }
}
