/** Ranges of cells that are one (ECMA-376 18.3.1.55): each row of one says what its first cell says. */
import type { Range } from './address.ts';
import type { CellText } from './cell.ts';
import type { SheetRow } from './sheet.ts';

/**
 * Gives a function that fills in the rows of a sheet, from the first to the last, in place. A row with nothing of its own stays
 * empty, and a cell with something of its own keeps it. Over columns nothing is repeated: a title is said once.
 * @param ranges by their first row
 */
export function mergeFiller(ranges: readonly Range[]): (row: SheetRow) => void {
  const current = new Map<number, { readonly lastLine: number; readonly said: CellText }>();
  let next = 0;
  return ({ line, cells }) => {
    for (const [column, { lastLine, said }] of current) {
      if (line > lastLine) current.delete(column);
      else if (cells.size > 0 && !cells.has(column))
        cells.set(column, { text: said.text, mark: said.mark ?? 'merged' });
    }
    for (; next < ranges.length; next++) {
      const range = ranges[next];
      if (range === undefined || range.firstLine > line) return;
      const said = cells.get(range.column);
      if (range.firstLine === line && said !== undefined)
        current.set(range.column, { lastLine: range.lastLine, said });
    }
  };
}
