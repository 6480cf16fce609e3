import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreDefused, defuseFormula } from '../../../../src-main/vault/exchange/csv/formula.ts';
import { csvTokeniser } from '../../../../src-main/vault/exchange/csv/tokenise.ts';
import { provenMark, readDecimal, readMoney } from '../../../../src-preload/contract/numbers.ts';

const piece = fc.constantFrom(
  'a',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '张',
  "'",
  '=',
  '\u0000',
  '😀',
  '\t',
);
const messy = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

function rowsOf(text: string, cut: number) {
  const tokeniser = csvTokeniser(',');
  return [...tokeniser.push(text.slice(0, cut)), ...tokeniser.push(text.slice(cut)), ...tokeniser.end()];
}

test('where the text is cut makes no difference', () => {
  fc.assert(
    fc.property(messy, fc.nat(60), (text, cut) => {
      expect(rowsOf(text, cut)).toEqual(rowsOf(text, text.length));
    }),
    { numRuns: 3000 },
  );
});

test('no character but quotes, delimiters and line ends is ever lost, whatever the file', () => {
  const letters = (text: string) => text.replace(/[",\r\n ]/g, '');
  fc.assert(
    fc.property(messy, (text) => {
      expect(
        letters(
          rowsOf(text, 0)
            .flatMap((row) => row.cells)
            .join(''),
        ),
      ).toBe(letters(text));
    }),
    { numRuns: 3000 },
  );
});

test('well-formed files read as csv-parse reads them', () => {
  const cell = fc
    .array(fc.constantFrom('a', '"', ',', '\n', '张', ' ', '7'), { maxLength: 6 })
    .map((parts) => parts.join(''));
  const quoted = cell.map((text) => `"${text.replaceAll('"', '""')}"`);
  const file = fc.array(
    fc.array(quoted, { minLength: 1, maxLength: 4 }).map((row) => row.join(',')),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(file, fc.constantFrom('\n', '\r\n'), fc.nat(40), (lines, end, cut) => {
      const text = lines.join(end);
      const expected: unknown = parse(text, { relax_column_count: true, record_delimiter: end });
      expect(rowsOf(text, cut).map((row) => row.cells)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test('a defused cell comes back as it was, and no defused cell begins like a formula', () => {
  const cell = fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '1', ' ', 'a', '＝', '\n', '('), { maxLength: 8 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(cell, (text) => {
      const safe = defuseFormula(text);
      expect(restoreDefused(safe)).toBe(text);
      if (/^[=@\t\r]/.test(safe)) expect.fail(`${JSON.stringify(text)} stays a formula`);
    }),
    { numRuns: 5000 },
  );
});

test('readers of values never throw, and a number they give is a number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), messy, fc.stringMatching(/^[-+(]?[\d.,' ]{1,12}[)元]?$/)), (text) => {
      for (const mark of ['point', 'comma'] as const) {
        const decimal = readDecimal(text, mark);
        if (decimal !== null) expect(decimal).toMatch(/^-?\d+(\.\d+)?$/);
        const money = readMoney(text, 'CNY', mark);
        if (money !== null) expect(money.amount).toMatch(/^-?\d{1,18}(\.\d{1,6})?$/);
      }
      provenMark(text);
    }),
    { numRuns: 5000 },
  );
});
