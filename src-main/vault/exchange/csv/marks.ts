/** What a CSV file says of its cells: how spreadsheets and those who write for them mark a text, and what spoilt values look like. */
import type { CellMark } from '../source.ts';
import { restoreDefused } from './formula.ts';

export interface MarkedCell {
  readonly text: string;
  readonly mark: CellMark | null;
}

/** `="010020"`, which a spreadsheet shows as 010020; also without quotes. */
const quotedFormula = /^=\s*"((?:[^"]|"")*)"$/;
const digitFormula = /^=\s*(\d+)$/;
/** A tab before or after a number keeps a spreadsheet from taking it for one. */
const tabbed = /^\t+[\d+][^\t]*$|^[\d+][^\t]*\t+$/;
/** As spreadsheets show a number for which the cell is too narrow or too long: with a sign, and two digits or more. */
const exponent = /^[+-]?\d{1,3}(?:[.,]\d+[eE][+-]|[eE]\+)\d{2,3}$/;
/** `#N/A` in the languages of spreadsheets, LibreOffice's `Err:502`, and a number for which the column was too narrow. */
const failed =
  /^(?:#[¡¿]?[\p{Lu}/]{2}[\p{Lu}\d/]*[!?]|#(?:N\/A|NV|N\/D|N\/B|Н\/Д|GETTING_DATA)|Err:5\d\d|#{3,})$/u;
/** Takes a cell as it stands in the file. A text marker is taken away; `code` says that there was one. */
export function markedCell(cell: string): MarkedCell {
  const first = cell.charCodeAt(0);
  // Signs and digits; most cells begin with a letter. E: of Err:502.
  if (first > 61 && first !== 69) return { text: restoreDefused(cell), mark: null };
  if (cell.startsWith("'")) {
    const text = restoreDefused(cell);
    return { text, mark: text.length < cell.length && cell.endsWith(text) ? 'code' : null };
  }
  if (cell.startsWith('=')) {
    const text = quotedFormula.exec(cell)?.[1]?.replaceAll('""', '"') ?? digitFormula.exec(cell)?.[1];
    return text === undefined ? { text: cell, mark: null } : { text, mark: 'code' };
  }
  return { text: restoreDefused(cell), mark: tabbed.test(cell) ? 'code' : spoiltBy(cell.trim()) };
}

function spoiltBy(text: string): CellMark | null {
  if (failed.test(text)) return 'error';
  return exponent.test(text) ? 'exponent' : null;
}
