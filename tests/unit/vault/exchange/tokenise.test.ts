import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { csvTokeniser } from '../../../../src-main/vault/exchange/csv/tokenise.ts';
import type { Delimiter, SourceRow } from '../../../../src-main/vault/exchange/source.ts';

function tokenise(
  text: string,
  options: { delimiter?: Delimiter; newline?: '\n' | '\r'; pieces?: number } = {},
): SourceRow[] {
  const tokeniser = csvTokeniser(options.delimiter ?? ',', options.newline ?? '\n');
  const size = options.pieces ?? text.length;
  const rows: SourceRow[] = [];
  for (let at = 0; at < text.length; at += size) rows.push(...tokeniser.push(text.slice(at, at + size)));
  return [...rows, ...tokeniser.end()];
}

const cells = (text: string, options = {}) => tokenise(text, options).map((row) => row.cells);

describe('well-formed CSV', () => {
  const spectrum = dirname(createRequire(import.meta.url).resolve('csv-spectrum'));
  for (const file of readdirSync(join(spectrum, 'csvs'))) {
    test(`csv-spectrum: ${file}`, () => {
      const text = readFileSync(join(spectrum, 'csvs', file), 'utf8');
      const expected: unknown = JSON.parse(
        readFileSync(join(spectrum, 'json', file.replace('.csv', '.json')), 'utf8'),
      );
      for (const pieces of [1, 7, text.length]) {
        const [header = [], ...rows] = cells(text, { pieces });
        const records = rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])));
        // One of its expectations is a single object and has another telephone number than the file.
        if (file === 'location_coordinates.csv')
          expect(records).toEqual([{ ...Object(expected), 'Contact Phone Number': '2095257564' }]);
        else expect(records).toEqual(expected);
      }
    });
  }

  test('gives the line at which each row begins, blank and quoted lines counted', () => {
    const rows = tokenise('a,b\r\n\r\n"x\r\ny",2\r\n\n3,4');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'], fault: null },
      { line: 3, cells: ['x\r\ny', '2'], fault: null },
      { line: 6, cells: ['3', '4'], fault: null },
    ]);
  });

  test('takes lone carriage returns as line ends only when told so', () => {
    expect(cells('a,b\rc,"d"\re', { newline: '\r' })).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(cells('a,b\rc,d\ne,f')).toEqual([
      ['a', 'b\rc', 'd'],
      ['e', 'f'],
    ]);
  });

  test('keeps a quote in the middle of an unquoted cell', () => {
    expect(tokenise('3" pipe,x\ny,z')).toEqual([
      { line: 1, cells: ['3" pipe', 'x'], fault: null },
      { line: 2, cells: ['y', 'z'], fault: null },
    ]);
  });

  test('takes a cell of 100,000 characters over many pieces', () => {
    const long = 'é"'.repeat(50_000);
    expect(cells(`1,"${long.replaceAll('"', '""')}",2\n3,4,5`, { pieces: 4096 })).toEqual([
      ['1', long, '2'],
      ['3', '4', '5'],
    ]);
  });
});

describe('quotes that were left open', () => {
  test('only the line in which it stands is named, up to the end of the file', () => {
    expect(tokenise('a,b\n1,"open\n2,x\n3,y\n')).toEqual([
      { line: 1, cells: ['a', 'b'], fault: null },
      { line: 2, cells: ['1', '"open'], fault: 'open-quote' },
      { line: 3, cells: ['2', 'x'], fault: null },
      { line: 4, cells: ['3', 'y'], fault: null },
    ]);
  });

  test('a later quoted cell does not swallow the rows between', () => {
    expect(tokenise('1,"open\n2,x\n3,"y, z"\n').map((row) => [row.line, row.fault])).toEqual([
      [1, 'open-quote'],
      [2, null],
      [3, null],
    ]);
  });

  test('in a huge file it is found without reading to the end', () => {
    const tokeniser = csvTokeniser(',');
    const rows = [...tokeniser.push('1,"open\n'), ...tokeniser.push('2,x\n'.repeat(300_000))];
    expect(rows.length).toBeGreaterThan(100_000);
    expect(rows[0]?.fault).toBe('open-quote');
    expect(rows.filter((row) => row.fault !== null).length).toBe(1);
  });

  test('quotes that were not doubled are kept as text where the line still closes', () => {
    expect(tokenise('1,"he said "hi" to me",x\n2,y,z')).toEqual([
      { line: 1, cells: ['1', 'he said "hi" to me', 'x'], fault: 'stray-quote' },
      { line: 2, cells: ['2', 'y', 'z'], fault: null },
    ]);
  });
});

test.each([
  ['a line', 'x'.repeat(1000), ''],
  ['a row of quoted cells', '"x\ny",'.repeat(160), '"z"'],
])('%s of 18 million characters is read as it comes, however small the pieces', (_, piece, end) => {
  // To look at all of it again with each piece would take hours.
  const tokeniser = csvTokeniser(',');
  const count = Math.floor(18_000_000 / piece.length);
  const rows = Array.from({ length: count }, () => tokeniser.push(piece)).flat();
  rows.push(...tokeniser.push(`${end}\na,b\n`), ...tokeniser.end());
  expect(rows.map((row) => row.fault)).toEqual([null, null]);
  expect(rows[0]?.cells.join(',').length).toBe(
    piece.replaceAll('"', '').length * count + (end === '' ? 0 : 1),
  );
  expect(rows[1]?.cells).toEqual(['a', 'b']);
});

test('a row of quoted cells is dropped after as many', () => {
  const tokeniser = csvTokeniser(',');
  const rows = Array.from({ length: 25 }, () => tokeniser.push('"x\ny",'.repeat(150_000))).flat();
  rows.push(...tokeniser.push('1\na,b\n'), ...tokeniser.end());
  expect(rows.map((row) => [row.fault, row.cells.length])).toEqual([
    ['too-long', 1],
    [null, 2],
  ]);
});

test('a line without end is dropped after 20 million characters and named', () => {
  const tokeniser = csvTokeniser(',');
  const rows = Array.from({ length: 25 }, () => tokeniser.push('x'.repeat(1_000_000))).flat();
  rows.push(...tokeniser.push('\na,b\n'), ...tokeniser.end());
  expect(rows.map((row) => [row.line, row.fault, row.cells.length])).toEqual([
    [1, 'too-long', 1],
    [2, null, 2],
  ]);
});
