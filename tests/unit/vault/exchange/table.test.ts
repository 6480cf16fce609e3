import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile, rereadFile, rowsOf } from '../../../../src-main/vault/exchange/import/open.ts';
import { newFolder } from '../../temporary.ts';
import { collected } from './collected.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';
import { bookOf, workbook } from './xlsx-file.ts';

const folder = newFolder('table');
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;

function fileOf(content: string | Uint8Array, ending = 'csv'): string {
  const path = join(folder, `${String(files++)}.${ending}`);
  writeFileSync(path, content);
  return path;
}

const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n');

async function tableOf(path: string) {
  const file = await openFile(path);
  const rows = (await collected(rowsOf(file)())).flat().map((row) => row.cells);
  return {
    file,
    headings: file.headings,
    rows: file.hasHeader ? rows.slice(1) : rows,
    leftOut: file.leftOut.map(({ line, reason }) => `${String(line)} ${reason}`),
  };
}

const heading = ['客户名称', '联系人', '手机', '地址'];
const people = [
  ['青岚文具有限公司', '邵一鸣', '13811110008', '苏州市姑苏区平江路8号'],
  ['白鹭餐饮有限公司', '池小雨', '13811110108', '苏州市吴中区石湖路18号'],
];

describe('where the headings are', () => {
  test.each([
    ['at the top', []],
    [
      'below a title and a blank row',
      [
        ['2026年重点客户名单', '', '', ''],
        ['', '', '', ''],
      ],
    ],
    ['below a title of one cell', [['2026年重点客户名单']]],
    ['below a title, a date and who made it', [['客户表'], ['制表：行政部', '2026-01-05'], ['', '', '', '']]],
    ['below groups of columns', [['客户', '', '联系方式', '']]],
    ['below groups that say so in each column', [['客户', '客户', '联系方式', '联系方式']]],
  ])('%s', async (_, above) => {
    const { headings, rows, leftOut } = await tableOf(fileOf(csv([...above, heading, ...people])));
    expect(headings).toEqual(heading);
    expect(rows).toEqual(people);
    const filled = above.flatMap((row, index) => (row.every((cell) => cell === '') ? [] : [index + 1]));
    expect(leftOut).toEqual(filled.map((line) => `${String(line)} above`));
  });

  test('the same in a workbook, whose title is merged', async () => {
    const rows = [['制表：行政部'], ['姓名', '手机'], ['符离', '13811110061'], ['景行', '13811110161']];
    const read = await tableOf(fileOf(workbook({ Sheet1: rows }), 'xlsx'));
    expect(read.headings).toEqual(['姓名', '手机']);
    expect(read.rows.map((cells) => cells.slice(0, 2))).toEqual(rows.slice(2));
    expect(read.leftOut).toEqual(['1 above']);
  });

  test.each([
    [
      ['客户名称', '手机', '2023', '2024', '2025'],
      ['昨星贸易有限公司', '13811110009', '12000', '15000', '9800'],
    ],
    [
      ['Kunde', '2023', '2024'],
      ['Vogel GmbH', '1200', '1500'],
    ],
    [
      ['Name', 'Phone', '1', '2', '3'],
      ['Ada Holt', '+1 203 555 0139', '12', '15', '9'],
    ],
    [
      ['姓名', '电话', '2026年'],
      ['符离', '13811110061', '400'],
    ],
  ])('headings that are numbers: %j', async (first, row) => {
    const { headings, rows } = await tableOf(fileOf(csv([first, row])));
    expect(headings).toEqual(first);
    expect(rows).toEqual([row]);
  });

  test.each([
    [
      [
        ['符离', '13811110061'],
        ['景行', '13811110161'],
      ],
    ],
    [
      [
        ['Ada Holt', 'ada@example.org'],
        ['Bo Lund', 'bo@example.org'],
      ],
    ],
    // Words that are headings elsewhere, among the values.
    [
      [
        ['Ada Holt', 'ada@example.org', 'Customer', 'Company'],
        ['Bo Lund', 'bo@example.org', 'Contact', 'Account'],
      ],
    ],
  ])('none: %j', async (rows) => {
    const read = await tableOf(fileOf(csv(rows)));
    expect(read.file.hasHeader).toBe(false);
    expect(read.rows).toEqual(rows);
    expect(read.leftOut).toEqual([]);
  });

  test('values that are headings elsewhere do not outdo unknown headings', async () => {
    const rows = [
      ['Firmenname', 'Quelle', 'Art', 'Rang'],
      ['Nordwind', 'Phone', 'Company', 'Customer'],
      ['Sudwind', 'Website', 'Account', 'Contact'],
    ];
    const read = await tableOf(fileOf(csv(rows)));
    expect(read.headings).toEqual(rows[0]);
    expect(read.rows).toEqual(rows.slice(1));
  });

  test('two columns of one heading are told apart by the groups above', async () => {
    const { headings } = await tableOf(
      fileOf(
        csv([
          ['客户', '', '联系人', ''],
          ['名称', '电话', '姓名', '电话'],
          ['青岚文具有限公司', '051265000008', '邵一鸣', '13811110008'],
        ]),
      ),
    );
    expect(headings).toEqual(['名称', '客户 电话', '姓名', '联系人 电话']);
  });

  test.each([
    [
      [
        ['姓名', '电话', '', '备注'],
        ['', '手机', '座机', ''],
      ],
      ['姓名', '电话 手机', '电话 > 座机', '备注'],
    ],
    [
      [
        ['姓名', '地址', '', '电话', ''],
        ['', '省份', '城市', '手机', '传真'],
      ],
      ['姓名', '地址 省份', '地址 城市', '电话 手机', '电话 传真'],
    ],
    [
      [
        ['Name', 'Phone', '', ''],
        ['', 'Mobile', 'Home phone', 'Best time'],
      ],
      ['Name', 'Phone Mobile', 'Phone > Home phone', 'Phone Best time'],
    ],
    [
      [
        ['客户名称', '联系人', '', '地址'],
        ['', '姓名', '电话', ''],
      ],
      ['客户名称', '联系人 姓名', '联系人 电话', '地址'],
    ],
    [
      [
        ['姓名', '电话'],
        ['', '手机', '座机'],
      ],
      ['姓名', '电话 手机', '电话 > 座机'],
    ],
    [
      [
        ['姓名', '电话', '', '', '', ''],
        ['', '手机', '座机', '传真', '住宅电话', '备用电话'],
      ],
      ['姓名', '电话 手机', '电话 > 座机', '电话 传真', '电话 > 住宅电话', '电话 > 备用电话'],
    ],
  ])('headings of two rows are joined: %j', async (rows, expected) => {
    const values = expected.map((_, at) => `1381111000${String(at)}`);
    const read = await tableOf(fileOf(csv([...rows, values, ...rows, values])));
    expect(read.headings).toEqual(expected);
    expect(read.rows).toEqual([values, values]);
    expect(read.file.survey.rowCount).toBe(2);
  });

  test('headings of two rows in a workbook, merged over both and over columns', async () => {
    const rows = [
      ['姓名', '电话', '', '备注'],
      ['', '手机', '座机', ''],
      ['符离', '13811110061', '051265000008', '老客户'],
    ];
    await using vault = openTestVault();
    const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const sheet = rows
      .map((cells) => `<row>${cells.map((text) => (text === '' ? '<c/>' : cell(text))).join('')}</row>`)
      .join('');
    const merges = ['A1:A2', 'B1:C1', 'D1:D2'].map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    const book = bookOf({
      sheets: {
        S: `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData><mergeCells>${merges}</mergeCells></worksheet>`,
      },
    });
    await vault.importFile(fileOf(book, 'xlsx'));
    const { customers } = recordsOf(vault.vault);
    expect(customers).toMatchObject([{ name: '符离', notes: '老客户' }]);
    expect(customers[0]?.points.map(({ label, value }) => [label, value])).toEqual([
      ['手机', '13811110061'],
      ['座机', '051265000008'],
    ]);
  });

  test('a first row of words that are headings elsewhere is a row', async () => {
    const rows = [
      ['姓名', '电话', '类型', '备注'],
      ['符离', '', '客户', ''],
      ['', '', '公司', ''],
    ];
    expect((await tableOf(fileOf(csv(rows)))).rows).toEqual(rows.slice(1));
  });

  test('a person chooses the row, and takes the choice back', async () => {
    const path = fileOf(
      csv([
        ['客户表', ''],
        ['甲', '乙'],
        ['姓名', '手机'],
        ['符离', '13811110061'],
      ]),
    );
    const file = await openFile(path);
    expect(file.form.headingLine).toBe(3);
    expect(file.firstRows.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    const chosen = await rereadFile(file, { headingLine: 2 });
    expect(chosen).toMatchObject({ headings: ['甲', '乙'], leftOutRows: 1, survey: { rowCount: 2 } });
    // Another question does not forget it.
    const again = await rereadFile(chosen, { encoding: 'utf-8' });
    expect(again.headings).toEqual(['甲', '乙']);
    const none = await rereadFile(again, { hasHeader: false });
    expect(none).toMatchObject({ headings: ['A', 'B'], leftOutRows: 0, survey: { rowCount: 4 } });
  });

  test('any title above, any rows below: what is in the table is in the table', async () => {
    const title = fc.constantFrom(
      'Export',
      '客户名单（内部）',
      'Stand: 2026-01-05',
      'Kundenliste 2026',
      '制表：王芳',
    );
    const blank = fc.constant('');
    const above = fc.array(fc.oneof(title, blank), { maxLength: 4 });
    const known = fc.subarray(['Name', 'Phone', 'E-mail', 'City', 'Notes', 'Company'], { minLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        above,
        known,
        fc.boolean(),
        fc.integer({ min: 1, max: 5 }),
        async (titles, names, isPadded, count) => {
          const pad = (text: string): string[] =>
            isPadded ? names.map((_, at) => (at === 0 ? text : '')) : [text];
          const rows = Array.from({ length: count }, (_, at) =>
            names.map((name) => `${name} value ${String(at)}`),
          );
          const read = await tableOf(fileOf(csv([...titles.map(pad), names, ...rows])));
          expect(read.headings).toEqual(names);
          expect(read.rows).toEqual(rows);
          expect(read.leftOut).toHaveLength(titles.filter((one) => one !== '').length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rows that are nobody', () => {
  test.each([
    ['合计', '', '', ''],
    ['合 计', '', '12', ''],
    ['合计：2 家', '', '', ''],
    ['', '小计', '12,000.00', ''],
    ['Total', '', '24.50', ''],
    ['Total: 2', '', '', ''],
    ['Grand Total', '', '', ''],
    ['Summe', '', '1.234,50', ''],
    ['Итого', '', '2', ''],
    ['总计', '—', '￥300', '100%'],
  ])('a total is said and not taken: %s %s %s %s', async (...total) => {
    const rows = [['Name', 'Art', 'Umsatz', 'Anteil'], ['Ada Holt', 'x', '100', '50'], total];
    const { rows: taken, leftOut } = await tableOf(fileOf(csv(rows)));
    expect(taken).toEqual([rows[1]]);
    expect(leftOut).toEqual(['3 total']);
  });

  test.each([
    ['Total', 'oil', '', ''],
    ['Total', '', '', 'info@total.example'],
    ['Total', '', '', ''],
    ['Total Office GmbH', '', '100', ''],
    ['Sum', 'Yi', '100', ''],
    ['总计科技有限公司', '', '', ''],
  ])('a customer is taken: %s %s %s %s', async (...customer) => {
    const rows = [['Name', 'Art', 'Umsatz', 'E-mail'], ['Ada Holt', 'x', '100', 'ada@example.org'], customer];
    expect(await tableOf(fileOf(csv(rows)))).toMatchObject({ rows: rows.slice(1), leftOut: [] });
  });

  test('nor does a number in a column of phones make a total', async () => {
    const rows = [
      ['Name', 'Phone'],
      ['Ada Holt', '+1 203 555 0139'],
      ['Total', '13811110061'],
    ];
    expect(await tableOf(fileOf(csv(rows)))).toMatchObject({ rows: rows.slice(1), leftOut: [] });
  });

  test.each([
    [['制表人：张三', '', '审核：李四', '日期：2026-01-05']],
    [['制表人', '张三', '审核人', '李四']],
    [['制表人：', '张三', '日期：', '2026-01-05']],
    [['打印时间：2026-01-05 10:30', '', '', '第 1 页 共 2 页']],
    [['第1页，共2页']],
    [['数据截至：2026-01-05']],
    [['Erstellt von Ada Holt am 05.01.2026']],
    [['Prepared by: Ada Holt', '', 'Date: 2026-01-05', '']],
    [['Page 1 of 2', '', '', '']],
    [['', '', '', 'Seite 1 von 2']],
    [['Imprimé le 05/01/2026']],
  ])('what stands below the table or at the end of a page is said: %j', async (remark) => {
    const { rows, leftOut } = await tableOf(fileOf(csv([heading, ...people, [], remark, ...people])));
    expect(rows.filter((cells) => cells.length > 1)).toEqual([...people, ...people]);
    expect(leftOut).toEqual(['5 not-of-table']);
  });

  test.each([
    [['Page Industries', '', '13811110061', '']],
    [['审核服务有限公司', '', '13811110061', '']],
    [['制表科技', '制表人：张三', '', '']],
    [['Prepared Meals Ltd', '', '', '']],
    [['制表人：张三', '李四', '13811110061', '']],
  ])('a customer is taken: %j', async (customer) => {
    const { rows, leftOut } = await tableOf(fileOf(csv([heading, ...people, customer])));
    expect(rows).toEqual([...people, customer]);
    expect(leftOut).toEqual([]);
  });

  test.each([
    [['产品', '数量', '单价', '金额']],
    [['序号', '姓名', '电话']],
    [['Item', 'Qty', 'Price', '']],
    [['Artikel', 'Menge', 'Preis', 'Datum']],
  ])('another table below a gap is said, all of it: %j', async (other) => {
    const blank = ['', '', '', ''];
    const below = [other, ['A4 纸', '20', '19.90', '398.00'], ['笔', '5', '2.00', '10.00']];
    const padded = await tableOf(fileOf(csv([heading, ...people, blank, ...below])));
    expect(padded.rows.filter((cells) => cells.some((cell) => cell !== ''))).toEqual(people);
    expect(padded.leftOut).toEqual(['5 not-of-table', '6 not-of-table', '7 not-of-table']);
    const apart = await tableOf(fileOf(`${csv([heading, ...people])}\r\n\r\n${csv(below)}`));
    expect(apart.rows).toEqual(people);
    expect(apart.leftOut).toEqual(padded.leftOut);
  });

  test('customers below a gap are customers, and so are those below a cell of several lines', async () => {
    const rows = [heading, ['甲公司', '张三', '', '一\n二'], ['客户', '联系人', '', ''], ...people];
    expect(await tableOf(fileOf(csv(rows)))).toMatchObject({ rows: rows.slice(1), leftOut: [] });
    const gap = [heading, ...people, ['', '', '', ''], ['客户', '李四', '13811110061', '']];
    expect((await tableOf(fileOf(csv(gap)))).leftOut).toEqual([]);
  });

  test('headings that come again, and headings in a second language', async () => {
    const rows = [heading, ['Customer name', 'Contact', 'Mobile', 'Address'], ...people, heading, ...people];
    const { rows: taken, leftOut } = await tableOf(fileOf(csv(rows)));
    expect(taken).toEqual([...people, ...people]);
    expect(leftOut).toEqual(['2 headings-again', '5 headings-again']);
  });

  test('an import tells of them and makes no customer of them', async () => {
    await using vault = openTestVault();
    const path = fileOf(csv([['客户名单', '', '', ''], heading, ...people, heading, ['合计', '2', '', '']]));
    const source = await vault.open(path);
    expect(source).toMatchObject({ headingLine: 2, rowCount: 2, leftOutRows: 3 });
    expect(source.leftOut).toEqual([
      { line: 1, reason: 'above', text: '客户名单' },
      { line: 5, reason: 'headings-again', text: heading.join(' · ') },
      { line: 6, reason: 'total', text: '合计 · 2' },
    ]);
    const outcome = await vault.importFile(path);
    expect(outcome).toMatchObject({ rows: 2, added: 2, refused: 0, warned: 0 });
    expect(recordsOf(vault.vault).customers.map(({ name }) => name)).toEqual(people.map(([name]) => name));
  });
});
