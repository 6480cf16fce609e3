import { readFile } from 'node:fs/promises';
import readWorkbook from 'read-excel-file/node';
import { VaultError } from '../../errors.ts';
import { maxCellLength, type RowSource, type SourceRow } from '../source.ts';
import { checkZipBounds } from './zip-bounds.ts';

const rowsAtOnce = 500;

export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly rows: readonly SourceRow[] }[];
}

/** What a file's first bytes say of spreadsheets. OLE holds old .xls files and encrypted .xlsx ones. */
export function spreadsheetKind(head: Uint8Array): 'xlsx' | 'ole' | null {
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return 'xlsx';
  const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  return ole.every((byte, at) => head[at] === byte) ? 'ole' : null;
}

/** An OLE file with an EncryptedPackage stream is an .xlsx file under a password (MS-OFFCRYPTO 1.3). */
export function isEncryptedPackage(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}

/**
 * Reads a workbook as text: numbers in their shortest form, dates as `YYYY-MM-DD` (with ` HH:mm` where there is a time),
 * yes and no as TRUE and FALSE. The whole of it is in memory, which the bounds on its unpacked size keep small.
 * @throws VaultError import/too-large, import/unreadable-spreadsheet
 */
export async function readSpreadsheet(path: string): Promise<Workbook> {
  const archive = await readFile(path);
  await checkZipBounds(archive);
  let sheets: Awaited<ReturnType<typeof readWorkbook>>;
  try {
    sheets = await readWorkbook(archive, { trim: false });
  } catch (error) {
    throw new VaultError('import/unreadable-spreadsheet', {}, error);
  }
  return { sheets: sheets.map(({ sheet, data }) => ({ name: sheet, rows: textRows(data) })) };
}

function textRows(data: readonly (readonly unknown[])[]): SourceRow[] {
  const rows: SourceRow[] = [];
  data.forEach((values, index) => {
    const cells = values.map(asText);
    if (cells.every((cell) => cell === '')) return;
    while (cells.at(-1) === '') cells.pop();
    rows.push({ line: index + 1, cells, fault: null });
  });
  // Every row of a sheet has every column; short ones are only empty at their end.
  const width = rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
  return rows.map((row) => ({
    ...row,
    cells: [...row.cells, ...Array.from({ length: width - row.cells.length }, () => '')],
  }));
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ');
  }
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? value.slice(0, maxCellLength + 1).replaceAll('\r\n', '\n') : '';
}

/** Spreadsheets hold 15 digits; what lies beyond is noise of binary fractions (0.1 + 0.2). */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  return String(Number(value.toPrecision(15)));
}

/** The rows of one sheet, some at a time. */
export function sheetRows(rows: readonly SourceRow[]): RowSource {
  return async function* () {
    for (let at = 0; at < rows.length; at += rowsAtOnce) yield rows.slice(at, at + rowsAtOnce);
  };
}
