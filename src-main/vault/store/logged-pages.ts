/**
 * Which pages of a database file its write-ahead log is going to change. Numbers of pages lie open in the log, whatever
 * the pages are encrypted with (The SQLite Database File Format, section 4).
 */
import { HeldFile } from '../../files/held-file.ts';
import { pageBytes } from './page-sum.ts';

const headerBytes = 32;
const frameHeaderBytes = 24;
export const frameBytes = frameHeaderBytes + pageBytes;
/** Of the log's header: what it begins with, but for the last bit, and where the salts are that each frame repeats. */
const magic = 0x377f0682;
const saltsAt = { header: 16, frame: 8 };

export interface LoggedPages {
  /** More than will be changed, where the log has what was never committed; never fewer of those that SQLite takes from it. */
  readonly numbers: ReadonlySet<number>;
  /** How many pages the file will have by the log's last commit; `null` where it has none. */
  readonly pages: number | null;
}

/** @throws the system's errors, WrongFile */
export function readLoggedPages(databaseFile: string): LoggedPages {
  const numbers = new Set<number>();
  let pages: number | null = null;
  const log = HeldFile.openIfThere(`${databaseFile}-wal`);
  if (log === null) return { numbers, pages };
  try {
    const header = Buffer.alloc(frameHeaderBytes);
    if (log.readSync(header, 0) < header.length || (header.readUInt32BE(0) & ~1) >>> 0 !== magic)
      return { numbers, pages };
    const salts = header.readBigUInt64BE(saltsAt.header);
    for (let at = headerBytes; log.readSync(header, at) === header.length; at += frameBytes) {
      // From here on it is of an earlier round.
      if (header.readBigUInt64BE(saltsAt.frame) !== salts) break;
      numbers.add(header.readUInt32BE(0));
      const size = header.readUInt32BE(4);
      if (size > 0) pages = size;
    }
    return { numbers, pages };
  } finally {
    log.release();
  }
}
