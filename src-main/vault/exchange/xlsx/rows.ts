import { VaultError } from '../../errors.ts';
import { maxColumns, type CellMark, type RowSource, type SourceRow } from '../source.ts';
import { rangeOf, type Range } from './address.ts';
import type { CellContext } from './cell.ts';
import { linksOf, unsaidLink, type LinkedRange, type Links } from './links.ts';
import { mergeFiller } from './merges.ts';
import { externalTargets, workbookParts, type SheetPart } from './package.ts';
import { sheetReader, type SheetEvents, type SheetRow } from './sheet.ts';
import { sharedStrings } from './strings.ts';
import { cellStyles, type CellStyle } from './styles.ts';
import { partText, xmlReader } from './xml.ts';
import { openArchive, type Archive } from './zip.ts';

const maxSheetBytes = 1024 ** 3;
const maxMerged = 500_000;
/** The last one that may be taken has all that stands further out. */
const lastColumn = maxColumns - 1;

/** A sheet and what has to be known of it before its first row; plain data. */
export interface Sheet extends SheetPart {
  /** Columns up to the last that says something, of those that are taken as columns. */
  readonly width: number;
  /** Something stands beyond those. */
  readonly hasMore: boolean;
  /** Ranges of several rows, by their first. */
  readonly merged: readonly Range[];
  readonly links: Links;
}

export interface Workbook {
  /** Names, in the order of the tabs; hidden ones as well. */
  readonly sheets: readonly string[];
  readonly sheet: Sheet;
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
 * Reads a workbook up to what is needed for the rows of a sheet: the one of that name, or the first that is not hidden and not
 * empty.
 * @throws VaultError import/empty-file, import/too-large, import/too-many-columns, import/unreadable-spreadsheet,
 *   import/encrypted-spreadsheet
 */
export async function openWorkbook(path: string, wanted: string | undefined): Promise<Workbook> {
  await using archive = await openArchive(path);
  const reader = await workbookReader(archive);
  const named = reader.sheets.filter(({ name }) => name === wanted);
  const inOrder = [...reader.sheets].sort((a, b) => Number(a.isHidden) - Number(b.isHidden));
  for (const part of named.length > 0 ? named : inOrder) {
    const sheet = await surveyed(part, reader.read, (name) => externalTargets(archive, name));
    if (sheet !== null) return { sheets: reader.sheets.map(({ name }) => name), sheet };
  }
  throw new VaultError('import/empty-file');
}

/** The rows of a sheet that say something, some at a time, all of one length. */
export function sheetRows(path: string, { part, width, hasMore, merged, links }: Sheet): RowSource {
  return async function* () {
    await using archive = await openArchive(path);
    const reader = await workbookReader(archive);
    const fill = mergeFiller(merged);
    let rows: SourceRow[] = [];
    const events: SheetEvents = {
      row: (row) => {
        fill(row);
        if (row.cells.size > 0) rows.push(sourceRow(row, width, hasMore, links));
      },
      merged: () => undefined,
      linked: () => undefined,
    };
    for await (const _ of reader.read(part, events)) {
      if (rows.length > 0) yield rows;
      rows = [];
    }
  };
}

type ReadSheet = (part: string, events: SheetEvents) => AsyncGenerator<void>;

async function workbookReader(
  archive: Archive,
): Promise<{ readonly sheets: readonly SheetPart[]; readonly read: ReadSheet }> {
  const { sheets, strings, styles, dateSystem, isUnreckoned } = await workbookParts(archive);
  const context: CellContext = { strings: await sharedStrings(archive, strings), dateSystem, isUnreckoned };
  const styleOf: (s: number) => CellStyle = await cellStyles(archive, styles);
  return {
    sheets,
    /** Gives its turn to whoever takes the rows after each piece of the part. */
    async *read(part, events) {
      const reader = xmlReader(sheetReader(context, styleOf, events));
      for await (const text of partText(archive.read(part, maxSheetBytes))) {
        reader.push(text);
        yield;
      }
      reader.end();
    },
  };
}

/** Reads a sheet from end to end; `null` where it says nothing. */
async function surveyed(
  part: SheetPart,
  read: ReadSheet,
  targetsOf: (part: string) => Promise<ReadonlyMap<string, string>>,
): Promise<Sheet | null> {
  const extent = { width: 0, hasMore: false };
  const merged: Range[] = [];
  const linked: LinkedRange[] = [];
  const events: SheetEvents = {
    row: ({ cells }) => {
      // One cell far out is a slip of the hand, as in XFD1048576; so many are columns.
      if (cells.size > maxColumns)
        throw new VaultError('import/too-many-columns', { columns: cells.size, maxColumns });
      for (const column of cells.keys()) {
        if (column >= lastColumn) extent.hasMore = true;
        else if (column >= extent.width) extent.width = column + 1;
      }
    },
    merged: (ref) => {
      const range = rangeOf(ref);
      if (range === null || range.firstLine >= range.lastLine || range.column >= lastColumn) return;
      if (merged.push(range) > maxMerged)
        throw new VaultError('import/too-large', { merged: merged.length, maxMerged });
    },
    linked: (range) => {
      if (linked.push(range) > maxMerged)
        throw new VaultError('import/too-large', { links: linked.length, maxLinks: maxMerged });
    },
  };
  for await (const _ of read(part.part, events));
  if (extent.width === 0 && !extent.hasMore) return null;
  merged.sort((a, b) => a.firstLine - b.firstLine);
  const targets = linked.length === 0 ? new Map<string, string>() : await targetsOf(part.part);
  return { ...part, ...extent, merged, links: linksOf(linked, targets) };
}

/** What stands beyond the columns that are taken has one more of its own, since nothing is to be lost. */
function sourceRow(
  { line, cells: filled }: SheetRow,
  width: number,
  hasMore: boolean,
  allLinks: Links,
): SourceRow {
  const cells = Array.from({ length: hasMore ? width + 1 : width }, () => '');
  const marks = new Map<number, CellMark>();
  const links = new Map<number, string>();
  const targets = allLinks.get(line);
  for (const [column, { text, mark }] of filled) {
    const at = Math.min(column, width);
    cells[at] = column < width || cells[at] === '' ? text : `${cells[at] ?? ''}\n${text}`;
    if (mark !== null) marks.set(at, mark);
    const target = targets?.get(column);
    const link = target === undefined ? null : unsaidLink(text, target);
    if (link !== null) links.set(at, link);
  }
  return { line, cells, fault: null, ...(marks.size > 0 && { marks }), ...(links.size > 0 && { links }) };
}
