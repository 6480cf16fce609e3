import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../temporary.ts';
import { openWorkbook, sheetRows } from '../../../../src-main/vault/exchange/xlsx/rows.ts';
import { collected } from './collected.ts';
import { bookOf, type BookParts } from './xlsx-file.ts';

/** A cell as it is read: its text, with its mark where it has one. */
export type ReadCell = string | { readonly text: string; readonly mark: string };

/** What is read of a workbook's first sheet that says something, row by row. */
export async function readBook(book: BookParts | Buffer): Promise<ReadCell[][]> {
  const folder = newFolder('book');
  try {
    const path = join(folder, 'book.xlsx');
    writeFileSync(path, Buffer.isBuffer(book) ? book : bookOf(book));
    const { sheet } = await openWorkbook(path, undefined);
    return (await collected(sheetRows(path, sheet)())).flat().map(({ cells, marks }) =>
      cells.map((text, at) => {
        const mark = marks?.get(at);
        return mark === undefined ? text : { text, mark };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The one cell of a workbook whose sheet has it alone. */
export async function readCell(cell: string, book: Omit<BookParts, 'sheets'> = {}): Promise<ReadCell | null> {
  const head =
    '<row><c t="inlineStr"><is><t>Name</t></is></c><c t="inlineStr"><is><t>Value</t></is></c></row>';
  const rows = await readBook({
    ...book,
    sheets: { S: `${head}<row><c t="inlineStr"><is><t>Ann</t></is></c>${cell}</row>` },
  });
  return rows[1]?.[1] ?? null;
}
