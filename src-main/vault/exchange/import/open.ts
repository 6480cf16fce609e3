import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Encoding, ImportSource, Target } from '../../../../src-preload/contract/exchange.ts';
import { openFile as openForReading, readFile } from '../../../files/open-file.ts';
import { fromFileError, VaultError } from '../../errors.ts';
import { withoutTrailingBlanks } from '../blank-rows.ts';
import { detectDialect } from '../csv/dialect.ts';
import { decodedText, detectEncoding } from '../csv/encoding.ts';
import { csvRows } from '../csv/rows.ts';
import { vcardTable } from '../vcard/rows.ts';
import { maxFileBytes, type CsvDialect, type RowSource } from '../source.ts';
import { isEncryptedPackage, openWorkbook, sheetRows, spreadsheetKind, type Workbook } from '../xlsx/rows.ts';
import { lookThrough, type Reading, type TableFacts } from './look-through.ts';
import { tableRows } from './table.ts';

/** A file that was opened for import, as far as it can be known without the vault. Plain data, which can be sent to a thread. */
export interface OpenedFile extends TableFacts {
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly format: ImportSource['format'];
  readonly workbook: Workbook | null;
  readonly dialect: CsvDialect | null;
  /** `null` for a spreadsheet. */
  readonly encoding: Encoding | null;
  /** What a person chose so far. */
  readonly reading: Reading;
  /** Pictures that are not taken. */
  readonly photos: number;
  /** Columns of which the file says what they are of, by their place. */
  readonly declared: ReadonlyMap<number, Target>;
}

/**
 * Finds out what a file is and reads it once from end to end.
 * @throws VaultError import/empty-file, import/unknown-format, import/too-large, import/too-many-columns,
 *   import/unreadable-spreadsheet, import/encrypted-spreadsheet and the codes of files
 */
export async function openFile(path: string): Promise<OpenedFile> {
  try {
    const { size, mtimeMs, head } = await lookAt(path);
    if (size === 0) throw new VaultError('import/empty-file');
    if (size > maxFileBytes)
      throw new VaultError('import/too-large', { bytes: size, maxBytes: maxFileBytes });
    const kind = spreadsheetKind(head);
    if (kind === 'ole') throw await oleError(path, size);
    const base = { path, fileName: basename(path), sizeBytes: size, modifiedMs: mtimeMs };
    const format = kind ?? ((await hasCards(path)) ? 'vcard' : 'csv');
    return await read({ ...base, format }, {});
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

/** Reads an opened file again with other settings. Its contents must be the same as before. */
export async function rereadFile(file: OpenedFile, reading: Reading): Promise<OpenedFile> {
  try {
    await expectUnchanged(file);
    const { path, fileName, sizeBytes, modifiedMs, format } = file;
    // Where the headings are, is another question in another sheet.
    const { hasHeader, headingLine, ...others } = file.reading;
    const isAnswered = [reading.sheet, reading.hasHeader, reading.headingLine].some(
      (one) => one !== undefined,
    );
    const heading: Reading = isAnswered ? {} : { hasHeader, headingLine };
    const found: Reading = { sheet: file.workbook?.sheet.name, encoding: file.encoding ?? undefined };
    const base = { path, fileName, sizeBytes, modifiedMs, format };
    return await read(base, { ...found, ...others, ...heading, ...reading });
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

/** @throws VaultError import/changed-file, file/missing */
export async function expectUnchanged(
  file: Pick<OpenedFile, 'path' | 'sizeBytes' | 'modifiedMs' | 'fileName'>,
): Promise<void> {
  const { size, mtimeMs } = await stat(file.path).catch((error: unknown) => {
    throw fromFileError(error, 'outside');
  });
  if (size !== file.sizeBytes || mtimeMs !== file.modifiedMs)
    throw new VaultError('import/changed-file', { fileName: file.fileName });
}

type Base = Pick<OpenedFile, 'path' | 'fileName' | 'sizeBytes' | 'modifiedMs' | 'format'>;
type Contents = Pick<OpenedFile, 'path' | 'workbook' | 'dialect' | 'encoding'>;

async function read(base: Base, reading: Reading): Promise<OpenedFile> {
  const { path, format } = base;
  const workbook = format === 'xlsx' ? await openWorkbook(path, reading.sheet) : null;
  const cards = format === 'vcard' ? await vcardTable(path, reading.encoding) : null;
  const encoding =
    format === 'csv' ? (reading.encoding ?? (await detectEncoding(path))) : (cards?.encoding ?? null);
  const dialect =
    format === 'csv' && encoding !== null ? await detectDialect(path, encoding, reading.delimiter) : null;
  if (cards?.cards === 0) throw new VaultError('import/empty-file');
  const contents = { path, workbook, dialect, encoding };
  const rows = cards === null ? allRows(contents) : withoutTrailingBlanks(cards.rows);
  const facts = await lookThrough(rows, cards === null ? reading : 'cards');
  return {
    ...base,
    ...contents,
    reading,
    photos: cards?.photos ?? 0,
    declared: cards?.declared ?? new Map(),
    ...facts,
  };
}

/** The rows of the table in a file, with the heading row, if there is one. Each reading reads the file anew. */
export function rowsOf(file: Contents & Pick<OpenedFile, 'form'>): RowSource {
  const isTable = file.workbook !== null || file.dialect !== null;
  return isTable ? tableRows(allRows(file), file.form) : allRows(file);
}

function allRows({ path, workbook, dialect, encoding }: Contents): RowSource {
  if (workbook !== null) return withoutTrailingBlanks(sheetRows(path, workbook.sheet));
  if (dialect !== null) return withoutTrailingBlanks(csvRows(path, dialect));
  return async function* () {
    if (encoding === null) throw new Error('a file that is neither cards nor a table');
    const { rows } = await vcardTable(path, encoding);
    yield* withoutTrailingBlanks(rows)();
  };
}

/** How long a file is, from when, and how it begins. */
async function lookAt(path: string): Promise<{ size: number; mtimeMs: number; head: Buffer }> {
  await using file = await openForReading(path, 'followed');
  const { size, mtimeMs } = await file.stat();
  const head = Buffer.alloc(16);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  return { size, mtimeMs, head: head.subarray(0, bytesRead) };
}

const maxOleBytes = 200 * 1024 ** 2;

async function oleError(path: string, sizeBytes: number): Promise<VaultError> {
  const tooLarge = new VaultError('import/too-large', { bytes: sizeBytes, maxBytes: maxOleBytes });
  if (sizeBytes > maxOleBytes) return tooLarge;
  const content = await readFile(path, sizeBytes, 'followed');
  if (content === null) return tooLarge;
  return new VaultError(
    isEncryptedPackage(content) ? 'import/encrypted-spreadsheet' : 'import/unreadable-spreadsheet',
  );
}

/**
 * Whether a text file holds vCards. Text has hardly any control characters; a picture, a program or an archive is full of them.
 * @throws VaultError import/unknown-format for what is neither cards nor a table
 */
async function hasCards(path: string): Promise<boolean> {
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
