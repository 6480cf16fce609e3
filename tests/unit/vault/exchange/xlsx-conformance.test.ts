/** Workbooks as the standard (ECMA-376, 5th edition) lets them be written, and as programs are known to write them. */
import { describe, expect, test } from 'vitest';
import { bookOf, type BookParts } from './xlsx-file.ts';
import { readBook, readCell, type ReadCell } from './xlsx-book.ts';

const text = (value: string, r = ''): string =>
  `<c ${r === '' ? '' : `r="${r}" `}t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (...cells: string[]): string => `<row>${cells.join('')}</row>`;
const head = row(text('Name'), text('Phone'));
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const bela = [
  ['Name', 'Phone'],
  ['Bela Orosz', '+36 1 555'],
];
const belaRows = `${head}${row(text('Bela Orosz'), text('+36 1 555'))}`;
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le');

describe('a workbook is read the same', () => {
  const books: [string, BookParts][] = [
    [
      'rows and cells without r: each follows the one before (18.3.1.4, 18.3.1.73)',
      { sheets: { S: belaRows } },
    ],
    [
      'rows with r, cells without',
      { sheets: { S: belaRows.replace('<row>', '<row r="1">').replace(/<row>/, '<row r="7">') } },
    ],
    [
      'a dimension that says more than there is',
      {
        sheets: {
          S: `<worksheet xmlns="${main}"><dimension ref="A1:XFD1048576"/><sheetData>${belaRows}</sheetData></worksheet>`,
        },
      },
    ],
    [
      'a dimension that says less than there is',
      {
        sheets: {
          S: `<worksheet xmlns="${main}"><dimension ref="A1"/><sheetData>${belaRows}</sheetData></worksheet>`,
        },
      },
    ],
    [
      'elements with a prefix',
      {
        sheets: {
          S: `<x:worksheet xmlns:x="${main}"><x:sheetData>${belaRows.replace(/<(\/?)(\w)/g, '<$1x:$2')}</x:sheetData></x:worksheet>`,
        },
      },
    ],
    ['the strict namespaces of ISO 29500', { isStrict: true, sheets: { S: belaRows } }],
    ['parts in UTF-16 with a byte order mark', { encode: utf16, sheets: { S: belaRows } }],
    [
      'parts in UTF-16, big-endian, without one',
      { encode: (part) => Buffer.from(part, 'utf16le').swap16(), sheets: { S: belaRows } },
    ],
    [
      'parts in UTF-8 with a byte order mark',
      { encode: (part) => Buffer.from(`\ufeff${part}`), sheets: { S: belaRows } },
    ],
    ['targets from the root of the package', { target: (part) => `/${part}`, sheets: { S: belaRows } }],
    [
      'targets by way of another folder',
      { target: (part) => `../xl/./${part.slice(3)}`, sheets: { S: belaRows } },
    ],
    [
      'targets with backslashes',
      { target: (part) => part.slice(3).replaceAll('/', '\\'), sheets: { S: belaRows } },
    ],
    [
      'targets in percent codes',
      {
        entry: (part) => part.replace('sheet1', 'my sheet'),
        target: (part) => part.slice(3).replace('sheet1', 'my%20sheet'),
        sheets: { S: belaRows },
      },
    ],
    ['entries with backslashes', { entry: (part) => part.replaceAll('/', '\\'), sheets: { S: belaRows } }],
    ['entries in other capitals', { entry: (part) => part.replace('xl/w', 'XL/W'), sheets: { S: belaRows } }],
    ['no styles and no shared strings', { hasStyles: false, sheets: { S: belaRows } }],
    ['entries that are not packed', { form: { isStored: true }, sheets: { S: belaRows } }],
    ['entries whose sizes follow them', { form: { hasDescriptors: true }, sheets: { S: belaRows } }],
    ['an archive in the form of ZIP64', { form: { isZip64: true }, sheets: { S: belaRows } }],
    ['ZIP64 as a stream', { form: { isZip64: true, hasDescriptors: true }, sheets: { S: belaRows } }],
    [
      'comments and instructions between rows',
      { sheets: { S: belaRows.replaceAll('<row', '<!-- <row> --><?a b?><row') } },
    ],
    ['hidden rows', { sheets: { S: belaRows.replaceAll('<row', '<row hidden="1" ht="0"') } }],
    ['attributes in single quotes', { sheets: { S: belaRows.replaceAll('"', "'") } }],
    [
      'elements of extensions around and within',
      {
        sheets: {
          S: `<worksheet xmlns="${main}"><sheetData>${belaRows}</sheetData><extLst><ext><sheetData><row><c><v>9</v></c></row></sheetData></ext></extLst></worksheet>`,
        },
      },
    ],
    [
      'an empty row at the end, a million lines below',
      {
        sheets: {
          S: `${belaRows}<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>`,
        },
      },
    ],
    [
      'formats without values to the last column',
      { sheets: { S: `${belaRows}${row('<c r="XFC3" s="0"/><c s="0"/>')}` } },
    ],
  ];
  test.each(books)('with %s', async (_, book) => {
    expect(await readBook(book)).toEqual(bela);
  });
});

describe('sheets', () => {
  const of = (name: string): string => `${head}${row(text(name))}`;
  const named = async (book: BookParts): Promise<unknown> => (await readBook(book))[1]?.[0];

  test.each(['hidden', 'veryHidden'])('one that is %s is not what is chosen', async (state) => {
    const sheets = { first: of('Hidden'), second: of('Shown') };
    expect(await named({ sheets, states: { first: state } })).toBe('Shown');
    expect(await named({ sheets, states: { first: state, second: 'hidden' } })).toBe('Hidden');
    expect(await named({ sheets, states: { first: 'visible' } })).toBe('Hidden');
  });

  test('empty ones and charts are passed over', async () => {
    expect(await named({ sheets: { empty: '', blank: row(text(' ')), full: of('Full') } })).toBe('Full');
    const types = { chart: 'chartsheet', macro: 'xlMacrosheet' };
    expect(await named({ sheets: { chart: of('C'), macro: of('M'), full: of('Full') }, types })).toBe('Full');
  });

  test('a book without any says that it is empty', async () => {
    await expect(readBook({ sheets: { a: '', b: '' } })).rejects.toMatchObject({ code: 'import/empty-file' });
  });
});

describe('a cell', () => {
  const inline = (is: string): string => `<c t="inlineStr"><is>${is}</is></c>`;
  const shared = '<c t="s"><v>0</v></c>';
  const cells: [what: string, cell: string, is: ReadCell | null, book?: Omit<BookParts, 'sheets'>][] = [
    ['inline text', inline('<t>a</t>'), 'a'],
    [
      'rich text: runs are one text',
      inline('<r><rPr><b/></rPr><t>a</t></r><r><t xml:space="preserve"> b</t></r>'),
      'a b',
    ],
    [
      'readings are left out',
      inline('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>'),
      '東京',
    ],
    ['CDATA', inline('<t><![CDATA[a < b & ]]>c</t>'), 'a < b & c'],
    ['references', inline('<t>&lt;&amp;&#65;&#x1F600;&quot;&apos;&gt;</t>'), '<&A😀"\'>'],
    ['a reference that nothing defines stays', inline('<t>a&nbsp;b</t>'), 'a&nbsp;b'],
    ['white space at the ends, kept', inline('<t xml:space="preserve"> a </t>'), ' a '],
    ['white space at the ends, of the markup', inline('<t>\n  a\n</t>'), 'a'],
    ['characters by number (ST_Xstring)', inline('<t>a_x000A_b_x005F_x0041_</t>'), 'a\nb_x0041_'],
    ['line ends of Windows', inline('<t>a&#13;\nb_x000D_\nc</t>'), 'a\nb\nc'],
    ['a tag within a quoted attribute', `<c t="inlineStr" cm="a>b"><is><t>a</t></is></c>`, 'a'],
    ['a shared text', shared, 'Shared', { strings: ['<t>Shared</t>'] }],
    [
      'a shared text of runs and readings',
      shared,
      '東京都',
      { strings: ['<r><t>東京</t></r><r><t>都</t></r><rPh sb="0" eb="2"><t>と</t></rPh>'] },
    ],
    [
      'a shared text that is not there',
      '<c t="s"><v>7</v></c>',
      { text: '', mark: 'no-value' },
      { strings: ['<t>S</t>'] },
    ],
    ['shared texts that are not there', shared, { text: '', mark: 'no-value' }],
    ['a shared text without its number', '<c t="s"/>', ''],
    ['yes', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['yes as a word', '<c t="b"><v>true</v></c>', 'TRUE'],
    ['no', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['an error', '<c t="e"><v>#N/A</v></c>', { text: '#N/A', mark: 'error' }],
    ['an error of a formula', '<c t="e"><f>A1/0</f><v>#DIV/0!</v></c>', { text: '#DIV/0!', mark: 'error' }],
    ['an error that came as a text', inline('<t>#REF!</t>'), { text: '#REF!', mark: 'error' }],
    [
      'a number whose digits went before it came',
      inline('<t>1.38E+10</t>'),
      { text: '1.38E+10', mark: 'exponent' },
    ],
    ['a formula and its number', '<c><f>1+1</f><v>2</v></c>', '2'],
    ['a formula and its text', '<c t="str"><f>A1</f><v>a</v></c>', 'a'],
    ['a formula whose text is empty', '<c t="str"><f>A1</f><v></v></c>', ''],
    ['a formula that was not worked out', '<c><f>1+1</f></c>', { text: '', mark: 'no-value' }],
    ['a formula that openpyxl wrote', '<c><f>1+1</f><v></v></c>', { text: '', mark: 'no-value' }],
    [
      'a text of a formula that was not worked out',
      '<c t="str"><f>A1</f></c>',
      { text: '', mark: 'no-value' },
    ],
    ['a shared formula', '<c><f t="shared" si="0"/><v>3</v></c>', '3'],
    [
      'a formula that XlsxWriter wrote',
      '<c><f>1+1</f><v>0</v></c>',
      { text: '0', mark: 'no-value' },
      { calcPr: '<calcPr fullCalcOnLoad="1"/>' },
    ],
    ['a zero of a formula', '<c><f>1-1</f><v>0</v></c>', '0'],
    ['a day of the strict edition', '<c t="d"><v>2024-05-17</v></c>', '2024-05-17'],
    ['a moment of the strict edition', '<c t="d"><v>2024-05-17T09:30:00.000Z</v></c>', '2024-05-17 09:30'],
    ['midnight of the strict edition', '<c t="d"><v>2024-05-17T00:00:00</v></c>', '2024-05-17'],
    ['a time of the strict edition', '<c t="d"><v>T09:30:15</v></c>', '09:30:15'],
    ['a time on the day before the first', '<c t="d"><v>1899-12-30T09:30:00</v></c>', '09:30'],
    ['what is said to be a day and is none', '<c t="d"><v>soon</v></c>', 'soon'],
    ['what is said to be a number and is none', '<c><v>1,5</v></c>', '1,5'],
    ['not a number', '<c><v>NaN</v></c>', 'NaN'],
    ['beyond what a number can be', '<c><v>1e999</v></c>', '1e999'],
    ['a number with white space', '<c><v> 12 </v></c>', '12'],
    ['a style that is not there', '<c s="99"><v>12</v></c>', '12'],
    ['a style that is no number', '<c s="x"><v>12</v></c>', '12'],
    ['a text in place of a number', '<c t="n"><is><t>a</t></is></c>', 'a'],
    ['an inline text whose element is a value', '<c t="inlineStr"><v>a</v></c>', 'a'],
    ['a kind that the standard does not have', '<c t="q"><v>a</v></c>', 'a'],
    ['a cell with nothing', '<c/>', ''],
    ['an address in small letters', '<c r="b2"><v>5</v></c>', '5'],
    ['an address that is none', '<c r="?"><v>5</v></c>', '5'],
    ['an address beyond the last column', '<c r="XFE2"><v>5</v></c>', '5'],
  ];
  test.each(cells)('%s', async (_, cell, is, book) => {
    expect((await readCell(cell, book)) ?? '').toEqual(is ?? '');
  });
});

describe('what stands far out', () => {
  test('a cell beyond the columns has a column of its own, and nobody else is touched', async () => {
    const stray = `${belaRows}<row r="1048576">${text('x', 'XFD1048576')}</row>`;
    expect(await readBook({ sheets: { S: stray } })).toEqual([
      ['Name', 'Phone', ''],
      ['Bela Orosz', '+36 1 555', ''],
      ['', '', 'x'],
    ]);
    const inRow = `${head}<row>${text('Bela', 'A2')}${text('x', 'ABC2')}${text('y', 'XFD2')}</row>`;
    expect(await readBook({ sheets: { S: inRow } })).toEqual([
      ['Name', 'Phone', ''],
      ['Bela', '', 'x\ny'],
    ]);
  });

  test('as many columns as are taken, and a cell beyond', async () => {
    const cells = Array.from({ length: 499 }, (_, at) => text(`h${String(at)}`));
    const [first, second] = await readBook({
      sheets: {
        S: `${row(...cells, text('last'))}<row>${text('Bela')}${text('x', 'SG2')}${text('y', 'XFD2')}</row>`,
      },
    });
    expect([first?.length, first?.at(-1)]).toEqual([500, 'last']);
    expect([second?.length, second?.at(-1)]).toEqual([500, 'x\ny']);
    expect(second?.at(498)).toBe('');
  });

  test('more columns than are taken are refused as that', async () => {
    const wide = row(...Array.from({ length: 501 }, (_, at) => text(`h${String(at)}`)));
    await expect(readBook({ sheets: { S: wide } })).rejects.toMatchObject({
      code: 'import/too-many-columns',
      details: { columns: 501 },
    });
  });
});

describe('cells that are one', () => {
  const merged = (rows: string, ...refs: string[]): string =>
    `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData><mergeCells>${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells></worksheet>`;
  const again = (value: string, mark = 'merged'): ReadCell => ({ text: value, mark });

  test('each row says what the first says; titles are said once; empty rows stay empty', async () => {
    const rows = [
      row(text('制表：行政部')),
      row(text('公司'), text('联系人'), text('电话')),
      row(text('海棠'), text('张'), text('1')),
      row('<c/>', text('王')),
      row('<c/>', '<c/>', '<c/>'),
      row(text('梧桐'), text('李'), text('2')),
    ].join('');
    expect(await readBook({ sheets: { S: merged(rows, 'A1:C1', 'A3:A5', 'C3:C4') } })).toEqual([
      ['制表：行政部', '', ''],
      ['公司', '联系人', '电话'],
      ['海棠', '张', '1'],
      [again('海棠'), '王', again('1')],
      ['梧桐', '李', '2'],
    ]);
  });

  test('in two rows of headings', async () => {
    const rows =
      row(text('姓名'), text('电话'), '<c/>') +
      row('<c/>', text('手机'), text('座机')) +
      row(text('张'), text('1'), text('2'));
    expect((await readBook({ sheets: { S: merged(rows, 'A1:A2', 'B1:C1') } }))[1]).toEqual([
      again('姓名'),
      '手机',
      '座机',
    ]);
  });

  test('keep what else is to be known of the first, and what a row says of its own', async () => {
    const rows =
      row(text('n'), text('v')) +
      row(text('a'), '<c t="e"><v>#N/A</v></c>') +
      row(text('b')) +
      row(text('c'), text('own'));
    expect(await readBook({ sheets: { S: merged(rows, 'B2:B4') } })).toEqual([
      ['n', 'v'],
      ['a', again('#N/A', 'error')],
      ['b', again('#N/A', 'error')],
      ['c', 'own'],
    ]);
  });

  test('over the whole column cost nothing, nor do ranges that are none', async () => {
    const rows = row(text('n'), text('v')) + row(text('a'), text('x')) + row(text('b'));
    expect(
      await readBook({ sheets: { S: merged(rows, 'B2:B1048576', 'nonsense', 'B9:B2', 'XFD1:XFD9') } }),
    ).toEqual([
      ['n', 'v'],
      ['a', 'x'],
      ['b', again('x')],
    ]);
  });
});

describe('a part that is damaged', () => {
  const refused: [string, string | Buffer][] = [
    ['ends too soon', `<worksheet><sheetData><row>`],
    ['has tags that cross', '<worksheet><sheetData></worksheet></sheetData>'],
    [
      'declares entities',
      `<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>${belaRows}</sheetData></worksheet>`,
    ],
    ['nests without end', `<worksheet>${'<a>'.repeat(100_000)}`],
    ['has a tag without end', `<worksheet><sheetData><row ${'a="b" '.repeat(400_000)}`],
    ['is empty', Buffer.alloc(0)],
    ['is no XML', Buffer.from('PK')],
  ];
  test.each(refused)('%s', async (_, sheet) => {
    await expect(readBook({ sheets: { S: sheet } })).rejects.toMatchObject({
      code: 'import/unreadable-spreadsheet',
    });
  });

  test('has another checksum than it says', async () => {
    const book = bookOf({ sheets: { S: belaRows }, form: { isStored: true } });
    book[book.indexOf('Bela')] = 0x43;
    await expect(readBook(book)).rejects.toMatchObject({ code: 'import/unreadable-spreadsheet' });
  });
});
