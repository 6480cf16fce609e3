import type { SourceRow } from '../source.ts';
import type { Reading } from './look-through.ts';
import { openFile, rereadFile, type OpenedFile } from './open.ts';
import type { Preparation, PreparedBatch } from './prepare.ts';
import { preparedRows, rowsAt } from './prepared-rows.ts';

/** Whoever reads the files of one import, for one task at a time. All throw the codes of reading files. */
export interface FileReader {
  readonly open: (path: string) => Promise<OpenedFile>;
  readonly reread: (file: OpenedFile, reading: Reading) => Promise<OpenedFile>;
  /** The rows after the heading, in order. */
  readonly prepared: (file: OpenedFile, preparation: Preparation) => AsyncIterable<PreparedBatch>;
  /** The rows that begin at these lines. */
  readonly rowsAt: (file: OpenedFile, lines: ReadonlySet<number>) => AsyncIterable<readonly SourceRow[]>;
  /** Lets go of what reading needs. In a thread, what is under way throws import/cancelled. */
  readonly end: () => Promise<void>;
}

/** Reads in the thread of whoever asks. */
export function readerHere(): FileReader {
  return { open: openFile, reread: rereadFile, prepared: preparedRows, rowsAt, end: () => Promise.resolve() };
}
