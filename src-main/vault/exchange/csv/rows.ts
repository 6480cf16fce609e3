import { restoreDefused } from './formula.ts';
import { decodedText } from './encoding.ts';
import { csvTokeniser } from './tokenise.ts';
import type { CsvDialect, RowSource, SourceRow } from '../source.ts';

/** Reads the rows of a CSV file, blank lines left out, formula-defused cells as they were. */
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
  return kept.map((row) =>
    row.cells.some(startsDefused) ? { ...row, cells: row.cells.map(restoreDefused) } : row,
  );
}

function startsDefused(cell: string): boolean {
  return cell.startsWith("'");
}
