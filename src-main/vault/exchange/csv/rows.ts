import { decodedText } from './encoding.ts';
import { markedCell } from './marks.ts';
import { csvTokeniser } from './tokenise.ts';
import type { CellMark, CsvDialect, RowSource, SourceRow } from '../source.ts';

/** Reads the rows of a CSV file, blank lines left out, each cell without its text marker. */
export function csvRows(path: string, dialect: CsvDialect): RowSource {
  return async function* () {
    const tokeniser = csvTokeniser(dialect.delimiter, dialect.newline);
    for await (const text of decodedText(path, dialect.encoding))
      yield cleaned(tokeniser.push(text), dialect);
    yield cleaned(tokeniser.end(), dialect);
  };
}

function cleaned(rows: SourceRow[], dialect: CsvDialect): SourceRow[] {
  const kept = dialect.linesToSkip > 0 ? rows.filter((row) => row.line > dialect.linesToSkip) : rows;
  return kept.map(marked);
}

function marked(row: SourceRow): SourceRow {
  let cells: string[] | null = null;
  let marks: Map<number, CellMark> | null = null;
  for (let at = 0; at < row.cells.length; at++) {
    const cell = row.cells[at] ?? '';
    const { text, mark } = markedCell(cell);
    if (text !== cell) (cells ??= [...row.cells])[at] = text;
    if (mark !== null) (marks ??= new Map()).set(at, mark);
  }
  if (marks === null) return cells === null ? row : { ...row, cells };
  return { ...row, cells: cells ?? row.cells, marks };
}
