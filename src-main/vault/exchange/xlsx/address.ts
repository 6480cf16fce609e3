/** Addresses of cells (ECMA-376 18.18.7, ST_CellRef): `A1`, and ranges of them (ST_Ref). */

/** Of a sheet, XFD. */
const mostColumns = 16_384;

/** Counts from 0; `null` for what is no address. */
export function columnIndex(address: string): number | null {
  let index = 0;
  let at = address.startsWith('$') ? 1 : 0;
  for (; at < address.length; at++) {
    const letter = (address.charCodeAt(at) | 0x20) - 0x60;
    if (letter < 1 || letter > 26) break;
    index = index * 26 + letter;
    if (index > mostColumns) return null;
  }
  return index === 0 ? null : index - 1;
}

export interface Range {
  readonly column: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** The first column of a range and its rows. */
export function rangeOf(ref: string): Range | null {
  const found = /^(\$?[a-z]{1,3})\$?(\d{1,7}):\$?[a-z]{1,3}\$?(\d{1,7})$/i.exec(ref.trim());
  const [, letters = '', first, last] = found ?? [];
  const column = columnIndex(letters);
  return column === null ? null : { column, firstLine: Number(first), lastLine: Number(last) };
}
