/**
 * The filled cells of a row, and which of them were put somewhere. What nobody takes is not lost: `remains` gives it for the notes,
 * so that a new kind of column, or a second one for a place that holds one, cannot let anything vanish.
 */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { DraftField } from './field-value.ts';
import type { DecimalMark } from '../../../../src-preload/contract/numbers.ts';

/** A column with everything needed to read its cells. */
export interface PlannedColumn {
  readonly heading: string;
  readonly target: Target;
  readonly field: DraftField | null;
  /** Of a sealed field: the one of texts of the same class for what it cannot hold, since notes are not sealed. */
  readonly overflow?: DraftField | null;
  readonly decimalMark: DecimalMark;
  /** Its long numbers lost their last digits in a spreadsheet. */
  readonly isRounded?: boolean;
  /** Its heading, or its field, says that its dates have been. */
  readonly isOfPast: boolean;
}

export interface Cell {
  /** The place of its column. */
  readonly at: number;
  readonly column: PlannedColumn;
  readonly text: string;
  /** Where its file keeps several things in it apart: each as it is written. */
  readonly parts: readonly string[] | null;
  /** Its value is not what somebody typed, and must not stand where its column goes. */
  readonly isSpoilt: boolean;
  /** What is to be known beside another cell's value, for the notes. */
  readonly isRemark: boolean;
}

export class Ledger {
  readonly #cells: readonly Cell[];
  /** Whatever else is asked for, nobody has: a row fills a few of all places there are. */
  readonly #places: ReadonlySet<Target['to']>;
  /** Of cells that were looked at: the part of them that has no place yet. */
  readonly #remains = new Map<Cell, string>();

  /** `cells`: in the order of their columns. */
  constructor(cells: readonly Cell[]) {
    this.#cells = cells;
    this.#places = new Set(cells.map(({ column }) => column.target.to));
  }

  /** The cells for one of these that nobody has taken. */
  of(...to: readonly Target['to'][]): Cell[] {
    if (!to.some((each) => this.#places.has(each))) return [];
    return this.#cells.filter(
      (cell) =>
        to.includes(cell.column.target.to) && !cell.isSpoilt && !cell.isRemark && !this.#remains.has(cell),
    );
  }

  /** Cells for one of these whose value is not what somebody typed, and that nobody has taken. */
  spoilt(...to: readonly Target['to'][]): Cell[] {
    return this.#cells.filter(
      (cell) => to.includes(cell.column.target.to) && cell.isSpoilt && !this.#remains.has(cell),
    );
  }

  /** What those cells say together. */
  text(to: Target['to'], separator = ' '): string {
    return this.of(to)
      .map(({ text }) => text)
      .join(separator);
  }

  /** They have a place, but for what of them remains. */
  take(cells: readonly Cell[], remains = ''): void {
    for (const cell of cells) this.#remains.set(cell, remains);
  }

  /** Takes the cells if their text is no longer than that. Otherwise all of it remains as well. */
  takeUpTo(longest: number, cells: readonly Cell[], text: string): string {
    if (text.length <= longest) this.take(cells);
    return text.slice(0, longest);
  }

  remains(): { cell: Cell; text: string }[] {
    return this.#cells
      .map((cell) => ({ cell, text: this.#remains.get(cell) ?? cell.text }))
      .filter(({ text }) => text !== '');
  }
}
