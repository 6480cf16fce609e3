/** Rows as an .xlsx workbook of one sheet (ECMA-376). Every cell is a string, so no program takes one for a formula. */
import { Zip, ZipDeflate } from 'fflate';
import { VaultError } from '../../errors.ts';
import { writeNewFile, type NewFile } from '../../new-file.ts';

/** What a sheet and a cell of it hold at most; programs call a file that holds more damaged. */
const mostRows = 1_048_576;
const mostCharacters = 32_767;
/** Larger parts of an archive need ZIP64, which not every program reads. */
const mostBytes = 0xffff_0000;

/** The sheet is packed in pieces of about this many characters. */
const pieceLength = 64 * 1024;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Cell formats: 1 is text, so that a cell edited later stays text; 2 is text in bold; 3 is text that shows its lines. */
const styles =
  `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>' +
  '</styleSheet>';

const smallParts: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `<Types xmlns="${packages}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${packages}/relationships">` +
    `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${main}" xmlns:r="${relations}">` +
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${packages}/relationships">` +
    `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': styles,
};

/** Cells of so many lines show them all; a long note would make its row fill the screen. */
const mostLinesShown = 6;

const sheetStart =
  `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  '<sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>';
const sheetEnd = '</sheetData></worksheet>';

/**
 * Writes the headings and the rows into a new file beside `path`, and puts it in its place once it is on disk. Gives the
 * number of characters left out: those that XML does not have, and those beyond what a cell holds.
 * @throws VaultError export/too-large, vault/disk-full, vault/read-only, vault/io-failed, file/missing; whatever `rows` throws
 */
export async function writeXlsx(
  path: NewFile,
  headings: readonly string[],
  rows: () => AsyncIterable<readonly string[]>,
): Promise<{ leftOut: number; sha256: string }> {
  let leftOut = 0;
  const cellXml = (cell: string, name: string, style: number): string => {
    if (cell === '') return '';
    const text = cell.replace(/\r\n?/g, '\n');
    const held = storable(text);
    leftOut += text.length - held.length;
    const shown = style === 1 && showsLines(held) ? 3 : style;
    return `<c r="${name}" s="${String(shown)}" t="inlineStr"><is><t xml:space="preserve">${escaped(held)}</t></is></c>`;
  };
  const columns = headings.map((_, index) => columnName(index));
  const rowXml = (cells: readonly string[], number: number, style: number): string => {
    const filled = cells.map((cell, x) => cellXml(cell, `${columns[x] ?? ''}${String(number)}`, style));
    return `<row r="${String(number)}">${filled.join('')}</row>`;
  };

  const sha256 = await writeNewFile(path, async (file) => {
    let packed: Uint8Array[] = [];
    let failure: Error | null = null;
    const zip = new Zip((error, bytes) => {
      if (error !== null) failure = error;
      else packed.push(bytes);
    });
    const flush = async () => {
      if (failure !== null) throw failure;
      const bytes = Buffer.concat(packed);
      packed = [];
      if (bytes.length > 0) await file.writeFile(bytes);
    };
    for (const [name, content] of Object.entries(smallParts)) {
      const part = new ZipDeflate(name);
      zip.add(part);
      part.push(Buffer.from(head + content), true);
    }
    const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 1 });
    zip.add(sheet);
    let number = 1;
    let size = 0;
    const push = (text: string, isLast: boolean) => {
      const bytes = Buffer.from(text);
      size += bytes.length;
      if (size > mostBytes || number > mostRows)
        throw new VaultError('export/too-large', { rows: number, size });
      sheet.push(bytes, isLast);
    };
    let piece = head + sheetStart + rowXml(headings, number, 2);
    for await (const cells of rows()) {
      number++;
      piece += rowXml(cells, number, 1);
      if (piece.length < pieceLength) continue;
      push(piece, false);
      piece = '';
      await flush();
    }
    push(piece + sheetEnd, true);
    zip.end();
    await flush();
  });
  return { leftOut, sha256 };
}

function showsLines(text: string): boolean {
  return text.includes('\n') && text.split('\n').length <= mostLinesShown;
}

/** The part of a text that a cell can hold: what XML 1.0 allows, and never half a surrogate pair. */
function storable(text: string): string {
  const allowed = text.replace(/(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '');
  const cut = allowed.slice(0, mostCharacters);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** `_x0041_` in a text would be read as the character of that number (ST_Xstring), were its first mark not one itself. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A to Z, then AA and so on. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
