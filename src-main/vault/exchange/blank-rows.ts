import type { RowSource, SourceRow } from './source.ts';

/** Leaves out the empty rows at the end of a file, which spreadsheets write by the hundred; others are given on. */
export function withoutTrailingBlanks(source: RowSource): RowSource {
  return async function* () {
    let held: SourceRow[] = [];
    for await (const rows of source()) {
      const given: SourceRow[] = [];
      for (const row of rows) {
        if (isBlank(row)) {
          held.push(row);
          continue;
        }
        given.push(...held, row);
        held = [];
      }
      if (given.length > 0) yield given;
    }
  };
}

export function isBlank(row: SourceRow): boolean {
  return row.fault === null && row.cells.every((cell) => cell.trim() === '');
}
