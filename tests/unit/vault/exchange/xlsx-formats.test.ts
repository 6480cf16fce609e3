/** What a number is by its format (ECMA-376 18.8.30, 18.8.31): as a person sees it in the sheet. */
import { describe, expect, test } from 'vitest';
import { readBook, readCell, type ReadCell } from './xlsx-book.ts';
import type { BookParts } from './xlsx-file.ts';

const shown = (
  format: string | number,
  value: string,
  book: Partial<BookParts> = {},
): Promise<ReadCell | null> => readCell(`<c s="1"><v>${value}</v></c>`, { formats: [format], ...book });
const code = (text: string): ReadCell => ({ text, mark: 'code' });

describe('zeros in front and texts', () => {
  const formats: [string | number, string, ReadCell][] = [
    ['000000', '10020', code('010020')],
    ['00000000000', '1065520056', code('01065520056')],
    ['"VIP"0000', '42', code('VIP0042')],
    ['\\V\\I\\P0000', '42', code('VIP0042')],
    ['0000"号"', '7', code('0007号')],
    ['"NO."000;@', '7', code('NO.007')],
    ['[Red]0000', '7', code('0007')],
    ['[$-804]0000', '7', code('0007')],
    ['00000;-00000', '-42', code('-00042')],
    ['00000', '-42', code('-00042')],
    ['00000', '1234567', code('1234567')],
    ['00000\\-0000', '100201234', code('10020-1234')],
    ['000\\-00\\-0000', '1234567', code('001-23-4567')],
    ['000\\ 0000\\ 0000', '1065520056', code('010 6552 0056')],
    ['[<=9999999]000\\-0000;\\(000\\)\\ 000\\-0000', '5550100', code('555-0100')],
    ['[<=9999999]000\\-0000;\\(000\\)\\ 000\\-0000', '2125550100', code('(212) 555-0100')],
    ['00.00', '5.2', code('05.20')],
    ['000,000', '42', code('000,042')],
    ['@', '20240101', code('20240101')],
    [49, '20240101', code('20240101')],
    ['_(0000_)', '7', code('0007')],
    // Nothing but what is in the cell.
    ['0', '5', '5'],
    ['0.00', '5.2', '5.2'],
    ['#,##0', '1234567', '1234567'],
    [3, '1234567', '1234567'],
    [4, '1234.5', '1234.5'],
    ['"¥"#,##0.00', '1234.5', '1234.5'],
    ['[$¥-804]#,##0.00;[Red]-[$¥-804]#,##0.00', '-1234.5', '-1234.5'],
    ['_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', '0', '0'],
    ['0.00 "USD"', '5', '5'],
    ['0.00 USD', '5', '5'],
    ['0.00E+00', '13811110042', '13811110042'],
    [11, '13811110042', '13811110042'],
    ['# ?/?', '0.5', '0.5'],
    ['General', '42', '42'],
    ['G/通用格式', '42', '42'],
    ['General"件"', '42', '42'],
    [';;;', '42', '42'],
    ['', '42', '42'],
    [9, '0.12', '12%'],
    [10, '0.1234', '12.34%'],
    ['0%', '0.07', '7%'],
    ['0.0%;[Red]-0.0%', '-0.125', '-12.5%'],
    [0, '0.30000000000000004', '0.3'],
    [0, '1E-7', '0.0000001'],
    [0, '-0', '0'],
    [0, '1.5E+3', '1500'],
    ['n [', '42', '42'],
    ['"never closed', '42', '42'],
  ];
  test.each(formats)('%s shows %s', async (format, value, is) => {
    expect(await shown(format, value)).toEqual(is);
  });

  test('digits that are a text stay digits: by their format, and by the apostrophe before them', async () => {
    const cell = '<c s="1" t="inlineStr"><is><t>20240101</t></is></c>';
    expect(await readCell(cell, { formats: ['@'] })).toEqual(code('20240101'));
    expect(await readCell(cell, { formats: [0], xf: 'quotePrefix="1"' })).toEqual(code('20240101'));
    expect(await readCell(cell, { formats: [0] })).toEqual('20240101');
    expect(await readCell(cell.replace('20240101', 'Hanna'), { formats: ['@'] })).toEqual('Hanna');
  });
});

describe('numbers of more digits than a spreadsheet keeps', () => {
  const rounded = (text: string): ReadCell => ({ text, mark: 'rounded' });
  const values: [string, ReadCell][] = [
    ['110105199003072320', rounded('110105199003072320')],
    ['1.1010519900307232E+17', rounded('110105199003072320')],
    ['1.10105199003072E17', rounded('110105199003072000')],
    ['6222021001001234432', rounded('6222021001001234432')],
    ['110105199003072000', rounded('110105199003072000')],
    ['1E+30', rounded('1000000000000000019884624838656')],
    ['999999999999999', '999999999999999'],
    // No binary fraction has these digits: the program that wrote them had them all.
    ['110105199003072317', code('110105199003072317')],
  ];
  test.each(values)('%s', async (value, is) => {
    expect(await shown(0, value)).toEqual(is);
  });

  test('whatever their format', async () => {
    for (const format of ['@', '0', '000000', '#,##0'])
      expect(await shown(format, '110105199003072320')).toEqual(rounded('110105199003072320'));
  });
});

describe('days and times', () => {
  const noDay = (text: string): ReadCell => ({ text, mark: 'no-day' });
  const day = '45429';
  const formats: [string | number, string, ReadCell][] = [
    ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map(
      (id): [number, string, ReadCell] => [id, day, '2024-05-17'],
    ),
    // Days in Japanese and times in Chinese.
    ...[34, 35, 55, 56].flatMap((id): [number, string, ReadCell][] => [
      [id, day, '2024-05-17'],
      [id, '0.375', '09:00'],
    ]),
    [22, '45429.375', '2024-05-17 09:00'],
    [22, day, '2024-05-17'],
    [14, '45429.375', '2024-05-17'],
    ['yyyy"年"m"月"d"日"', day, '2024-05-17'],
    ['yyyy年m月d日', day, '2024-05-17'],
    ['[$-804]yyyy"年"m"月"d"日";@', day, '2024-05-17'],
    ['[DBNum1][$-804]yyyy"年"m"月"d"日"', day, '2024-05-17'],
    ['[$-404]e"年"m"月"d"日"', day, '2024-05-17'],
    ['[$-411]ggge"年"m"月"d"日"', day, '2024-05-17'],
    ['[$-804]aaaa;@', day, '2024-05-17'],
    ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', day, '2024-05-17'],
    ['[$-x-sysdate]dddd, mmmm dd, yyyy', day, '2024-05-17'],
    ['dd\\.mm\\.yyyy', day, '2024-05-17'],
    ['dd.mm.yyyy', day, '2024-05-17'],
    ['[Blue]dd/mm/yy', day, '2024-05-17'],
    ['YYYY-MM-DD', day, '2024-05-17'],
    ['mmm\\-yy', day, '2024-05-17'],
    ['yyyy\\-mm\\-dd\\Thh:mm:ss', '45429.40641203704', '2024-05-17 09:45:14'],
    ['yyyy-mm-dd hh:mm', '45429.40641203704', '2024-05-17 09:45'],
    ['yyyy/m/d h:mm AM/PM', '45429.75', '2024-05-17 18:00'],
    ['[$-F400]h:mm:ss\\ AM/PM', '0.75', '18:00'],
    ['上午/下午h"时"mm"分"', '0.75', '18:00'],
    [20, '0.375', '09:00'],
    [21, '0.37516203703', '09:00:14'],
    ['h:mm', '0', '00:00'],
    ['h:mm', '0.99999999', '00:00'],
    [46, '1.5', '36:00'],
    ['[h]:mm', '1.5', '36:00'],
    ['[hh]:mm:ss', '4.0001157407', '96:00:10'],
    ['[mm]:ss', '0.0520833333', '1:15'],
    ['h:mm', '1.5', '36:00'],
    ['h:mm', '45429.5', '2024-05-17 12:00'],
    [45, '0.000868055555', '00:01:15'],
    [47, '0.00087152777', '00:01:15.3'],
    ['h:mm:ss.000', '0.5000014467', '12:00:00.125'],
    ['yyyy-mm-dd hh:mm', '0.375', '09:00'],
    [14, '1', '1900-01-01'],
    [14, '59', '1900-02-28'],
    [14, '61', '1900-03-01'],
    [14, '2958465', '9999-12-31'],
    // A number that is no day of the calendar.
    [14, '60', noDay('60')],
    [14, '0', noDay('0')],
    [14, '-1', noDay('-1')],
    [14, '2958466', noDay('2958466')],
    [14, '13811110042', noDay('13811110042')],
    [22, '13811110042', noDay('13811110042')],
    [46, '13811110042', noDay('13811110042')],
    ['h:mm', '-0.25', noDay('-0.25')],
    // Letters that are no dates.
    ['0 "d"', '5', '5'],
    ['\\d0', '5', '5'],
    ['0.0"m"', '5', '5'],
    ['[Red]0', '5', '5'],
    ['"day" General', '5', '5'],
  ];
  test.each(formats)('%s of %s', async (format, value, is) => {
    expect(await shown(format, value)).toEqual(is);
  });

  test('each minute of a day is what it is, as a fraction of one', async () => {
    const minutes = Array.from({ length: 1440 }, (_, at) => at);
    const rows = minutes.map(
      (minute) =>
        `<row><c s="1"><v>${String(45292 + minute / 1440)}</v></c><c s="2"><v>${String(minute / 1440)}</v></c></row>`,
    );
    const two = (value: number): string => String(value).padStart(2, '0');
    const book = await readBook({ formats: ['yyyy-mm-dd hh:mm', 'hh:mm'], sheets: { S: rows.join('') } });
    expect(book).toEqual(
      minutes.map((minute) => {
        const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
        return [minute === 0 ? '2024-01-01' : `2024-01-01 ${time}`, time];
      }),
    );
  });

  test.each(['1', 'true', ' TRUE ', 'on'])('days since 1904 (%s)', async (is) => {
    const workbookPr = `<workbookPr date1904="${is}"/>`;
    expect(await shown(14, '43967', { workbookPr })).toBe('2024-05-17');
    expect(await shown(14, '0', { workbookPr })).toBe('1904-01-01');
    expect(await shown(22, '0.375', { workbookPr })).toBe('1904-01-01 09:00');
    expect(await shown(20, '0.375', { workbookPr })).toBe('09:00');
  });

  test.each(['0', 'false', ''])('days since 1900 (%s)', async (is) => {
    expect(await shown(14, '45429', { workbookPr: `<workbookPr date1904="${is}"/>` })).toBe('2024-05-17');
  });

  test('days of ISO 8601, in the strict edition', async () => {
    const workbookPr = '<workbookPr dateCompatibility="0" date1904="1"/>';
    expect(await shown(14, '45429', { workbookPr })).toBe('2024-05-17');
    expect(await shown(14, '1', { workbookPr })).toBe('1899-12-31');
  });
});
