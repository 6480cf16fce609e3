/** What the part of a sheet says (ECMA-376 18.3), row by row. */
import { maxCellLength } from '../source.ts';
import { columnIndex } from './address.ts';
import { cellText, type CellContext, type CellText } from './cell.ts';
import type { LinkedRange } from './links.ts';
import { richText } from './strings.ts';
import type { CellStyle } from './styles.ts';
import type { XmlEvents } from './xml.ts';

/** A row's cells that say something, by their columns. */
export interface SheetRow {
  readonly line: number;
  readonly cells: Map<number, CellText>;
}

export interface SheetEvents {
  readonly row: (row: SheetRow) => void;
  /** A range of cells that are one (`A1:C3`); they come after the rows. */
  readonly merged: (ref: string) => void;
  /** A range that leads to the target of a relation; they come after the rows. */
  readonly linked: (range: LinkedRange) => void;
}

/** Rows and cells without an address follow the one before (18.3.1.4, 18.3.1.73). */
export function sheetReader(
  context: CellContext,
  styleOf: (s: number) => CellStyle,
  events: SheetEvents,
): XmlEvents {
  const inline = richText();
  let isInData = false;
  /** What the text belongs to. */
  let place: 'value' | 'inline' | null = null;
  let line = 0;
  let column = -1;
  let cells: SheetRow['cells'] = new Map();
  let type = 'n';
  let style = styleOf(0);
  let value: string | null = null;
  let isFormula = false;

  const openCell = (attribute: (name: string) => string | null): void => {
    column = columnIndex(attribute('r') ?? '') ?? column + 1;
    type = attribute('t') ?? 'n';
    style = styleOf(Number(attribute('s') ?? 0));
    value = null;
    isFormula = false;
  };
  const closeCell = (): void => {
    const said = cellText({ type, style, value, inline: inline.take(), isFormula }, context);
    if (said.mark !== null || said.text.trim() !== '') cells.set(column, said);
  };
  return {
    open: (name, attribute, depth) => {
      if (depth === 2) isInData = name === 'sheetData';
      else if (name === 'mergeCell' && depth === 3) events.merged(attribute('ref') ?? '');
      else if (name === 'hyperlink' && depth === 3)
        events.linked({ ref: attribute('ref') ?? '', id: attribute('id', 'prefixed') ?? '' });
      else if (!isInData) return;
      else if (place === 'inline') inline.open(name, attribute);
      else if (depth === 3 && name === 'row') {
        const said = Number(attribute('r'));
        line = Number.isSafeInteger(said) && said > 0 ? said : line + 1;
        column = -1;
        cells = new Map();
      } else if (depth === 4 && name === 'c') openCell(attribute);
      else if (depth === 5) {
        isFormula ||= name === 'f';
        place = name === 'is' ? 'inline' : name === 'v' ? 'value' : null;
        if (place === 'value') value = '';
      }
    },
    text: (piece) => {
      if (place === 'inline') inline.text(piece);
      else if (place === 'value' && value !== null && value.length <= maxCellLength)
        value += piece.slice(0, maxCellLength + 1 - value.length);
    },
    close: (name, depth) => {
      if (!isInData) return;
      if (depth === 5) place = null;
      else if (place === 'inline') inline.close(name);
      else if (depth === 4 && name === 'c') closeCell();
      else if (depth === 3 && name === 'row') events.row({ line, cells });
    },
  };
}
