/** ZIP archives (APPNOTE 6.3) as workbooks are: read entry by entry, as a stream, whatever the sizes are written as. */
import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { openFile } from '../../../files/open-file.ts';
import { VaultError } from '../../errors.ts';

const maxEntries = 10_000;
const maxDirectoryBytes = 16 * 1024 ** 2;
/** From here on, what unpacks to more than so many times its size is a bomb. Below, a sheet may repeat itself as it likes. */
const harmlessBytes = 64 * 1024 ** 2;
const maxRatio = 200;
const pieceBytes = 64 * 1024;
/** The archive's end with the longest comment, and before it where the end of a ZIP64 archive is. */
const endBytes = 22 + 0xffff + 20;

interface Entry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly headerAt: number;
}

export interface Archive extends AsyncDisposable {
  readonly has: (name: string) => boolean;
  /**
   * Unpacks an entry as it is read, `maxBytes` of it at most.
   * @throws VaultError import/too-large, import/unreadable-spreadsheet, import/encrypted-spreadsheet
   */
  readonly read: (name: string, maxBytes: number) => AsyncGenerator<Uint8Array>;
}

/** @throws VaultError import/too-large, import/unreadable-spreadsheet */
export async function openArchive(path: string): Promise<Archive> {
  const file = await openFile(path, 'followed');
  try {
    const entries = await directory(file);
    return {
      has: (name) => entries.has(entryKey(name)),
      read: (name, maxBytes) => {
        const entry = entries.get(entryKey(name));
        if (entry === undefined) throw unreadable();
        return unpacked(file, entry, maxBytes);
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Names of parts are the same in capitals (ECMA-376 part 2, 6.2.2.3); some programs write `\` or begin with `/`. */
function entryKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

async function directory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - endBytes), Math.min(size, endBytes));
  const endAt = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (endAt < 0 || endAt + 22 > tail.length) throw unreadable();
  let count = tail.readUInt16LE(endAt + 10);
  let length = tail.readUInt32LE(endAt + 12);
  let from = tail.readUInt32LE(endAt + 16);
  if (endAt >= 20 && tail.readUInt32LE(endAt - 20) === 0x07064b50) {
    const end = await bytesAt(file, long(tail, endAt - 12), 56);
    if (end.readUInt32LE(0) !== 0x06064b50) throw unreadable();
    [count, length, from] = [long(end, 32), long(end, 40), long(end, 48)];
  }
  if (count > maxEntries || length > maxDirectoryBytes) throw tooLarge(length, maxDirectoryBytes);
  const listing = await bytesAt(file, from, length);
  const entries = new Map<string, Entry>();
  for (let at = 0; entries.size < count && at + 46 <= listing.length;) {
    if (listing.readUInt32LE(at) !== 0x02014b50) throw unreadable();
    const nameEnd = at + 46 + listing.readUInt16LE(at + 28);
    const extraEnd = nameEnd + listing.readUInt16LE(at + 30);
    const name = listing.toString('utf8', at + 46, nameEnd);
    entries.set(entryKey(name), {
      method: listing.readUInt16LE(at + 10),
      isEncrypted: (listing.readUInt16LE(at + 8) & 1) !== 0,
      crc: listing.readUInt32LE(at + 16),
      ...sizes(listing, at, listing.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + listing.readUInt16LE(at + 32);
  }
  return entries;
}

/** What has no room in the directory stands in an extra field, in this order, and only what has none (4.5.3). */
function sizes(listing: Buffer, at: number, extra: Buffer): Pick<Entry, 'packed' | 'unpacked' | 'headerAt'> {
  let long64 = extra.subarray(0, 0);
  for (let each = 0; each + 4 <= extra.length; each += 4 + extra.readUInt16LE(each + 2))
    if (extra.readUInt16LE(each) === 1)
      long64 = extra.subarray(each + 4, each + 4 + extra.readUInt16LE(each + 2));
  const next = (said: number): number => {
    if (said !== 0xffffffff) return said;
    if (long64.length < 8) throw unreadable();
    const value = long(long64, 0);
    long64 = long64.subarray(8);
    return value;
  };
  const unpackedSize = next(listing.readUInt32LE(at + 24));
  const packed = next(listing.readUInt32LE(at + 20));
  return { unpacked: unpackedSize, packed, headerAt: next(listing.readUInt32LE(at + 42)) };
}

async function* unpacked(file: FileHandle, entry: Entry, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted) throw new VaultError('import/encrypted-spreadsheet');
  const check = (size: number): void => {
    if (size > maxBytes || (size > harmlessBytes && size > entry.packed * maxRatio))
      throw tooLarge(size, maxBytes);
  };
  check(entry.unpacked);
  const header = await bytesAt(file, entry.headerAt, 30);
  if (header.readUInt32LE(0) !== 0x04034b50 || !saysSize(header, entry.unpacked)) throw unreadable();
  const from = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  let size = 0;
  let crc = 0;
  for await (const piece of inflated(stored(file, from, entry.packed), entry.method)) {
    size += piece.length;
    check(size);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.unpacked || crc !== entry.crc) throw unreadable();
}

/** Whether an entry's own header has its size, or leaves it to what follows the entry or to an extra field (4.4.4, bit 3). */
function saysSize(header: Buffer, size: number): boolean {
  const said = header.readUInt32LE(22);
  return said === size || said === 0xffffffff || (said === 0 && (header.readUInt16LE(6) & 8) !== 0);
}

async function* stored(file: FileHandle, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += pieceBytes)
    yield await bytesAt(file, from + at, Math.min(pieceBytes, length - at));
}

async function* inflated(pieces: AsyncGenerator<Buffer>, method: number): AsyncGenerator<Buffer> {
  if (method === 0) {
    yield* pieces;
    return;
  }
  if (method !== 8) throw unreadable();
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  const feed = (async () => {
    for await (const piece of pieces)
      if (!inflate.write(piece)) await new Promise((resolve) => inflate.once('drain', resolve));
    inflate.end();
  })();
  // Reported by the loop below.
  feed.catch((error: unknown) => inflate.destroy(error instanceof Error ? error : undefined));
  try {
    for await (const piece of inflate) if (Buffer.isBuffer(piece)) yield piece;
  } catch (error) {
    throw error instanceof VaultError ? error : unreadable(error);
  } finally {
    inflate.destroy();
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw unreadable();
  return bytes;
}

function long(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unreadable();
  return Number(value);
}

function tooLarge(bytes: number, maxBytes: number): VaultError {
  return new VaultError('import/too-large', { bytes, maxBytes });
}

function unreadable(cause?: unknown): VaultError {
  return new VaultError('import/unreadable-spreadsheet', {}, cause);
}
