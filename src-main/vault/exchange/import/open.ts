import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Encoding, ImportSource } from '../../../../src-preload/contract/exchange.ts';
import { fromFileError, VaultError } from '../../errors.ts';
import { withoutTrailingBlanks } from '../blank-rows.ts';
import { detectDialect } from '../csv/dialect.ts';
import { decodedText, detectEncoding } from '../csv/encoding.ts';
import { csvRows } from '../csv/rows.ts';
import { vcardTable } from '../vcard/rows.ts';
import {
  maxColumns,
  maxFileBytes,
  type CsvDialect,
  type Delimiter,
  type RowSource,
  type SourceRow,
} from '../source.ts';
import {
  isEncryptedPackage,
  readSpreadsheet,
  sheetRows,
  spreadsheetKind,
  type Workbook,
} from '../xlsx/rows.ts';
import { pace } from '../../pace.ts';
import { columnLetters, looksLikeHeader } from './header.ts';
import { recogniseLayout, type Layout } from './headings.ts';
import { emptySurvey, surveyRow, surveyedOrder, type Survey } from './survey.ts';
import type { DateOrder } from './dates.ts';

const headRows = 50;
const previewRows = 20;
const previewLength = 300;

/** A file that was opened for import, as far as it can be known without the vault. */
export interface OpenedFile {
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly format: ImportSource['format'];
  readonly workbook: Workbook | null;
  readonly sheet: string | null;
  readonly dialect: CsvDialect | null;
  /** `null` for a spreadsheet. */
  readonly encoding: Encoding | null;
  /** Pictures that are not taken. */
  readonly photos: number;
  readonly hasHeader: boolean;
  /** The rows with the heading row, if there is one. */
  readonly rows: RowSource;
  readonly headings: readonly string[];
  readonly layout: Layout;
  readonly survey: Survey;
  readonly dateOrder: DateOrder;
  readonly preview: string[][];
}

/** What a person chose instead of what was detected. */
export interface Reading {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly hasHeader?: boolean | undefined;
  readonly sheet?: string | undefined;
}

/**
 * Finds out what a file is and reads it once from end to end.
 * @throws VaultError import/empty-file, import/unknown-format, import/too-large, import/too-many-columns,
 *   import/unreadable-spreadsheet, import/encrypted-spreadsheet and the codes of files
 */
export async function openFile(path: string): Promise<OpenedFile> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size === 0) throw new VaultError('import/empty-file');
    if (size > maxFileBytes)
      throw new VaultError('import/too-large', { bytes: size, maxBytes: maxFileBytes });
    const kind = spreadsheetKind(await headOf(path));
    if (kind === 'ole') throw await oleError(path, size);
    const base = { path, fileName: basename(path), sizeBytes: size, modifiedMs: mtimeMs };
    if (kind === 'xlsx')
      return await read({ ...base, format: 'xlsx', workbook: await readSpreadsheet(path) }, {});
    const format = (await isCards(path)) ? 'vcard' : 'csv';
    return await read({ ...base, format, workbook: null }, {});
  } catch (error) {
    throw fromFileError(error);
  }
}

/** Reads an opened file again with other settings. Its contents must be the same as before. */
export async function rereadFile(file: OpenedFile, reading: Reading): Promise<OpenedFile> {
  try {
    await expectUnchanged(file);
    const { path, fileName, sizeBytes, modifiedMs, format, workbook } = file;
    const kept: Reading = { sheet: file.sheet ?? undefined, encoding: file.encoding ?? undefined };
    return await read({ path, fileName, sizeBytes, modifiedMs, format, workbook }, { ...kept, ...reading });
  } catch (error) {
    throw fromFileError(error);
  }
}

/** @throws VaultError import/changed-file, file/missing */
export async function expectUnchanged(
  file: Pick<OpenedFile, 'path' | 'sizeBytes' | 'modifiedMs' | 'fileName'>,
): Promise<void> {
  const { size, mtimeMs } = await stat(file.path).catch((error: unknown) => {
    throw fromFileError(error);
  });
  if (size !== file.sizeBytes || mtimeMs !== file.modifiedMs)
    throw new VaultError('import/changed-file', { fileName: file.fileName });
}

type Base = Pick<OpenedFile, 'path' | 'fileName' | 'sizeBytes' | 'modifiedMs' | 'format' | 'workbook'>;

async function read(base: Base, reading: Reading): Promise<OpenedFile> {
  let rows: RowSource;
  let dialect: CsvDialect | null = null;
  let sheet: string | null = null;
  let encoding: Encoding | null = null;
  let photos = 0;
  let wantsHeader = reading.hasHeader;
  if (base.workbook !== null) {
    const sheets = base.workbook.sheets;
    const chosen =
      sheets.find(({ name }) => name === reading.sheet) ?? sheets.find((one) => one.rows.length > 0);
    if (chosen === undefined) throw new VaultError('import/empty-file');
    sheet = chosen.name;
    rows = sheetRows(chosen.rows);
  } else {
    encoding = reading.encoding ?? (await detectEncoding(base.path));
    if (base.format === 'vcard') {
      const table = await vcardTable(base.path, encoding);
      if (table.cards === 0) throw new VaultError('import/empty-file');
      ({ rows, photos } = table);
      wantsHeader = true;
    } else {
      dialect = await detectDialect(base.path, encoding, reading.delimiter);
      rows = csvRows(base.path, dialect);
    }
  }
  const facts = await lookThrough(withoutTrailingBlanks(rows), wantsHeader);
  return { ...base, dialect, encoding, photos, sheet, rows: withoutTrailingBlanks(rows), ...facts };
}

type Facts = Pick<OpenedFile, 'hasHeader' | 'headings' | 'layout' | 'survey' | 'dateOrder' | 'preview'>;

async function lookThrough(source: RowSource, wantsHeader: boolean | undefined): Promise<Facts> {
  const rest = pace();
  const survey = emptySurvey();
  const preview: string[][] = [];
  let head: SourceRow[] | null = [];
  let decided: { first: SourceRow; hasHeader: boolean } | null = null;
  const take = (row: SourceRow) => {
    if (preview.length < previewRows)
      preview.push(row.cells.slice(0, maxColumns).map((cell) => cell.slice(0, previewLength)));
    surveyRow(survey, row);
  };
  const decide = (rows: readonly SourceRow[]) => {
    const [first] = rows;
    if (first === undefined) throw new VaultError('import/empty-file');
    const hasHeader = wantsHeader ?? looksLikeHeader(rows);
    survey.width = hasHeader ? first.cells.length : usualWidth(rows);
    if (survey.width > maxColumns)
      throw new VaultError('import/too-many-columns', { columns: survey.width, maxColumns });
    for (const row of hasHeader ? rows.slice(1) : rows) take(row);
    return { first, hasHeader };
  };
  for await (const rows of source()) {
    for (const row of rows) {
      if (head === null) take(row);
      else if (head.push(row) === headRows) {
        decided = decide(head);
        head = null;
      }
      const turn = rest();
      if (turn !== undefined) await turn;
    }
  }
  decided ??= decide(head ?? []);
  const { first, hasHeader } = decided;
  const headings = headingsOf(hasHeader ? first : null, survey.width);
  const layout = hasHeader ? recogniseLayout(headings) : 'unknown';
  const fallback: DateOrder = layout === 'salesforce' || layout === 'outlook' ? 'mdy' : 'ymd';
  return { hasHeader, headings, layout, survey, dateOrder: surveyedOrder(survey, fallback), preview };
}

function headingsOf(row: SourceRow | null, width: number): string[] {
  return Array.from(
    { length: width },
    (_, index) => (row?.cells[index] ?? '').trim().slice(0, 300) || columnLetters(index),
  );
}

function usualWidth(rows: readonly SourceRow[]): number {
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
  return [...widths].reduce(
    (best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best),
    [0, 0],
  )[0];
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(16);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function oleError(path: string, sizeBytes: number): Promise<VaultError> {
  if (sizeBytes > 200 * 1024 ** 2)
    return new VaultError('import/too-large', { bytes: sizeBytes, maxBytes: 200 * 1024 ** 2 });
  return new VaultError(
    isEncryptedPackage(await readFile(path))
      ? 'import/encrypted-spreadsheet'
      : 'import/unreadable-spreadsheet',
  );
}

/**
 * Whether a text file holds vCards. Text has hardly any control characters; a picture, a program or an archive is full of them.
 * @throws VaultError import/unknown-format for what is neither cards nor a table
 */
async function isCards(path: string): Promise<boolean> {
  for await (const text of decodedText(path, await detectEncoding(path))) {
    if (/^\s*BEGIN:VCARD\s/i.test(text)) return true;
    if (/^\s*(?:%PDF-|\{\\rtf|<!doctype|<html|<\?xml)/i.test(text))
      throw new VaultError('import/unknown-format', { fileName: basename(path) });
    let controls = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 32 && code !== 9 && code !== 10 && code !== 13) controls++;
    }
    if (controls > Math.max(8, text.length / 100))
      throw new VaultError('import/unknown-format', { fileName: basename(path) });
    return false;
  }
  return false;
}
