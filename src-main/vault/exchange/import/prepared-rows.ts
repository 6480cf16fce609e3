/** The rows of a file, prepared: here, or in a thread of its own where there are many. */
import type { OpenedFile } from './open.ts';
import { preparer, type Preparation, type PreparedBatch } from './prepare.ts';
import type { PreparingThread } from './preparing-thread.ts';

/** Rows that are prepared in one go, so that others get their turn in between. */
export const rowsAtOnce = 50;
/** Below this, a thread would take longer to start than the rows take. */
const rowsForThread = 2000;

/**
 * Gives the rows after the heading, in order. Without a thread, everything is done in this one.
 * @throws VaultError the codes of reading the file
 */
export function preparedRows(
  file: OpenedFile,
  preparation: Preparation,
  thread: PreparingThread | null,
): AsyncIterable<PreparedBatch> {
  const { path, dialect, hasHeader } = file;
  if (thread === null || dialect === null || file.survey.rowCount < rowsForThread)
    return preparedHere(file, preparation);
  return thread.rows({ path, dialect, hasHeader, preparation });
}

/** Prepares the rows that come from `source`, without the heading. */
export async function* preparedHere(
  { rows: source, hasHeader }: Pick<OpenedFile, 'rows' | 'hasHeader'>,
  preparation: Preparation,
): AsyncGenerator<PreparedBatch> {
  const prepare = preparer(preparation);
  let toSkip = hasHeader ? 1 : 0;
  for await (const rows of source()) {
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at + toSkip, at + rowsAtOnce);
      toSkip = 0;
      if (some.length > 0) yield prepare(some);
    }
  }
}
