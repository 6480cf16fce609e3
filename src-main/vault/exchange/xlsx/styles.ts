/** The number format of each cell style of a workbook (ECMA-376 18.8). */
import { builtInCode, parsedFormat, type NumberFormat } from './number-format.ts';
import { isTrue, readPart } from './package.ts';
import type { Archive } from './zip.ts';

const maxBytes = 64 * 1024 ** 2;

export interface CellStyle {
  readonly format: NumberFormat;
  /** What was typed began with an apostrophe, so that it stays text. */
  readonly isQuoted: boolean;
}

interface Xf {
  readonly formatId: number | null;
  readonly parent: number;
  readonly isQuoted: boolean;
}

const plain: CellStyle = { format: parsedFormat(''), isQuoted: false };

/** Gives the style of a number in a cell's `s`. Without a styles part, or beyond its end, there is none. */
export async function cellStyles(archive: Archive, part: string | null): Promise<(s: number) => CellStyle> {
  if (part === null) return () => plain;
  const codes = new Map<number, string>();
  const parents: Xf[] = [];
  const cells: Xf[] = [];
  let list: Xf[] | null = null;
  await readPart(archive, part, maxBytes, {
    open: (name, attribute, depth) => {
      if (depth === 2) list = name === 'cellXfs' ? cells : name === 'cellStyleXfs' ? parents : null;
      // Those of conditional formats are numbered alike and say nothing of a cell.
      if (name === 'numFmt' && depth === 3)
        codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      if (name !== 'xf' || depth !== 3) return;
      const formatId = attribute('numFmtId');
      list?.push({
        formatId: formatId === null ? null : Number(formatId),
        parent: Number(attribute('xfId') ?? -1),
        isQuoted: isTrue(attribute('quotePrefix')),
      });
    },
    text: () => undefined,
    close: () => undefined,
  });
  const formats = new Map<number, NumberFormat>();
  const formatOf = (id: number): NumberFormat => {
    const known = formats.get(id) ?? parsedFormat(codes.get(id) ?? builtInCode(id));
    formats.set(id, known);
    return known;
  };
  const styles = cells.map(({ formatId, parent, isQuoted }) => ({
    format: formatOf(formatId ?? parents[parent]?.formatId ?? 0),
    isQuoted,
  }));
  return (s) => styles[s] ?? plain;
}
