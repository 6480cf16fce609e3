/** The rows of a file after its heading: prepared for the vault, or as they are. */
import type { SourceRow } from '../source.ts';
import { rowsOf, type OpenedFile } from './open.ts';
import { preparer, type Preparation, type PreparedBatch } from './prepare.ts';

/** Rows that are prepared in one go, so that others get their turn in between. */
const rowsAtOnce = 50;

export async function* preparedRows(
  file: OpenedFile,
  preparation: Preparation,
): AsyncGenerator<PreparedBatch> {
  const prepare = preparer(preparation);
  for await (const rows of dataRows(file))
    for (let at = 0; at < rows.length; at += rowsAtOnce) yield prepare(rows.slice(at, at + rowsAtOnce));
}

/** The rows that begin at these lines, without what only cards have. */
export async function* rowsAt(
  file: OpenedFile,
  lines: ReadonlySet<number>,
): AsyncGenerator<readonly SourceRow[]> {
  for await (const rows of dataRows(file)) {
    const some = rows.filter(({ line }) => lines.has(line));
    if (some.length > 0) yield some.map(({ line, cells, fault }) => ({ line, cells, fault }));
  }
}

async function* dataRows(file: OpenedFile): AsyncGenerator<readonly SourceRow[]> {
  let isHeading = file.hasHeader;
  for await (const rows of rowsOf(file)()) {
    if (rows.length === 0) continue;
    const some = isHeading ? rows.slice(1) : rows;
    isHeading = false;
    if (some.length > 0) yield some;
  }
}
