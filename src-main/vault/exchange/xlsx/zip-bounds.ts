import { createInflateRaw } from 'node:zlib';
import { VaultError } from '../../errors.ts';

const maxPackedBytes = 100 * 1024 ** 2;
const maxUnpackedBytes = 200 * 1024 ** 2;
const maxRatio = 200;
const maxEntries = 10_000;

/** Sizes in the directory of a ZIP archive (APPNOTE 4.3.12 and 4.3.16). */
interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly headerAt: number;
}

/**
 * Refuses an archive that would unpack to more than 200 MB or to more than 200 times its size. What the directory says
 * comes first; then every entry is unpacked to nowhere and counted, because a directory can lie. One that says another size
 * than it has is refused: whoever believes it reads megabytes of nothing after the text, which took a minute.
 * @throws VaultError import/too-large, import/unreadable-spreadsheet
 */
export async function checkZipBounds(archive: Buffer): Promise<void> {
  if (archive.length > maxPackedBytes) throw tooLarge(archive.length);
  const entries = directory(archive);
  checkTotal(
    entries.reduce((sum, entry) => sum + entry.unpacked, 0),
    archive.length,
  );
  let total = 0;
  for (const entry of entries) {
    const size = await unpackedSize(archive, entry, maxUnpackedBytes - total);
    total += size;
    checkTotal(total, archive.length);
    if (size !== entry.unpacked || !saysSize(archive, entry.headerAt, size)) throw unreadable();
  }
}

function checkTotal(unpacked: number, packed: number): void {
  // A small file may repeat itself a lot; the ratio matters once there is something to fear.
  if (unpacked > maxUnpackedBytes || (unpacked > 4 * 1024 ** 2 && unpacked > packed * maxRatio))
    throw tooLarge(unpacked);
}

function directory(archive: Buffer): Entry[] {
  const endAt = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (endAt < 0 || endAt + 22 > archive.length) throw unreadable();
  const count = archive.readUInt16LE(endAt + 10);
  let at = archive.readUInt32LE(endAt + 16);
  if (count > maxEntries) throw tooLarge(count);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== 0x02014b50) throw unreadable();
    const entry = {
      method: archive.readUInt16LE(at + 10),
      packed: archive.readUInt32LE(at + 20),
      unpacked: archive.readUInt32LE(at + 24),
      headerAt: archive.readUInt32LE(at + 42),
    };
    // ZIP64 is for archives far beyond the bounds here.
    if (entry.packed === 0xffffffff || entry.unpacked === 0xffffffff) throw tooLarge(entry.unpacked);
    entries.push(entry);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackedSize(archive: Buffer, entry: Entry, allowed: number): Promise<number> {
  const at = entry.headerAt;
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== 0x04034b50) throw unreadable();
  const from = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const packed = archive.subarray(from, from + entry.packed);
  if (entry.method === 0) return packed.length;
  if (entry.method !== 8) throw unreadable();
  const inflate = createInflateRaw();
  let size = 0;
  inflate.end(packed);
  try {
    for await (const piece of inflate) {
      size += piece instanceof Uint8Array ? piece.length : 0;
      if (size > allowed) throw tooLarge(size);
    }
  } catch (error) {
    throw error instanceof VaultError ? error : unreadable(error);
  } finally {
    inflate.destroy();
  }
  return size;
}

/** Whether an entry's own header has its size, or leaves that to what follows the entry (APPNOTE 4.4.4, bit 3). */
function saysSize(archive: Buffer, headerAt: number, size: number): boolean {
  const said = archive.readUInt32LE(headerAt + 22);
  const isLeftOut = said === 0 && (archive.readUInt16LE(headerAt + 6) & 8) !== 0;
  return said === size || isLeftOut;
}

function tooLarge(bytes: number): VaultError {
  return new VaultError('import/too-large', { bytes, maxBytes: maxUnpackedBytes });
}

function unreadable(cause?: unknown): VaultError {
  return new VaultError('import/unreadable-spreadsheet', {}, cause);
}
