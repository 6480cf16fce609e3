import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCsv, type WrittenEncoding } from '../../../../src-main/vault/exchange/csv/write.ts';
import { csvRows } from '../../../../src-main/vault/exchange/csv/rows.ts';
import type { CsvDialect } from '../../../../src-main/vault/exchange/source.ts';
import { openFile, rowsOf } from '../../../../src-main/vault/exchange/import/open.ts';
import { newTally, noteProblems } from '../../../../src-main/vault/exchange/import/outcome.ts';
import { readerHere } from '../../../../src-main/vault/exchange/import/reader.ts';
import { writeReport } from '../../../../src-main/vault/exchange/import/report.ts';
import { collected } from './collected.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-write-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const table = [
  ['name', 'note'],
  ['张三', '=HYPERLINK("x")'],
  ['a,b', 'line\nbreak "quoted"'],
  ['+86 138 0000 0000', '-5.5'],
  ["'=x", ' spaces '],
  ['-1+1', '@SUM(A1)'],
  ['𠮷😀', 'Zoë'],
];

function dialectOf(
  delimiter: CsvDialect['delimiter'],
  encoding: CsvDialect['encoding'] = 'utf-8',
): CsvDialect {
  return { delimiter, encoding, newline: '\n', linesToSkip: 0 };
}

function writeTable(
  path: string,
  encoding: WrittenEncoding = 'utf-8',
  rows: readonly (readonly string[])[] = table,
) {
  return writeCsv(path, { delimiter: ',', encoding }, async function* () {
    yield* rows;
  });
}

describe('written files', () => {
  test.each([
    ['utf-8-bom', 'utf-8', 'efbbbf'],
    ['utf-8', 'utf-8', ''],
    ['utf-16le', 'utf-16le', 'fffe'],
    ['gb18030', 'gb18030', ''],
  ] as const)('%s holds every character and reads back as it was', async (encoding, charset, mark) => {
    const path = join(folder, `${encoding}.csv`);
    expect(await writeTable(path, encoding)).toMatchObject({ rows: table.length, unencodable: 0 });
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, mark.length / 2).toString('hex')).toBe(mark);
    const cells: string[][] = parse(iconv.decode(bytes, charset), { record_delimiter: '\r\n' });
    for (const cell of cells.flat()) expect(/^[=@\t\r]/.test(cell)).toBe(false);
    expect(cells[1]?.[1]).toBe('\'=HYPERLINK("x")');
    expect(cells[3]).toEqual(['+86 138 0000 0000', '-5.5']);
    const read = (await collected(rowsOf(await openFile(path))())).flat();
    expect(read.map((row) => row.cells)).toEqual(table);
  });

  test.each([',', ';', '\t', '|'] as const)(
    'a formula behind a separator cannot run where %j parts cells',
    async (sign) => {
      const path = join(folder, 'behind.csv');
      const cells = [
        'note;=1+1',
        'a,@SUM(1)',
        'b|=2',
        'c\t=3',
        'd\n=4',
        "e;'=5",
        'f;-cmd(1)',
        '10,-',
        'g\n-h',
      ];
      const rows = cells.map((cell) => ['Sly Lowe', cell]);
      await writeCsv(path, { delimiter: ',', encoding: 'utf-8' }, async function* () {
        yield* rows;
      });
      const text = readFileSync(path, 'utf8');
      // Another program's cells: it sees no quotes that do not begin a cell of its own.
      for (const line of text.split(/[\r\n]+/))
        for (const cell of line.split(sign)) expect(cell).not.toMatch(/^"?[=@]/);
      for (const cell of ['10,-', 'g\n-h']) expect(text).toContain(`"${cell}"`);
      const read = (await collected(csvRows(path, dialectOf(','))())).flat();
      expect(read.map((row) => row.cells)).toEqual(rows);
    },
  );

  test('whatever is written is read back as it was', async () => {
    const path = join(folder, 'any.csv');
    const piece = fc.oneof(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        "'",
        '"',
        ',',
        ';',
        '\t',
        '|',
        '\n',
        '\r',
        '\r\n',
        '，',
        '；',
        '、',
        ' ',
        '(',
      ),
      fc.constantFrom('="', '#N/A', '1.38E+10', '0102', 'NULL', '\ufeff', '\u2028', '张三', 'a'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const tables = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      )
      .filter((rows) => rows.every((row) => row.some((one) => one !== '')));
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('utf-8-bom', 'utf-8', 'utf-16le', 'gb18030'),
        async (rows, delimiter, encoding) => {
          await writeCsv(path, { delimiter, encoding }, async function* () {
            yield* rows;
          });
          const charset = encoding === 'utf-8-bom' ? 'utf-8' : encoding;
          const read = (await collected(csvRows(path, dialectOf(delimiter, charset))())).flat();
          expect(read.map(({ cells, fault }) => [fault, ...cells])).toEqual(
            rows.map((row) => [null, ...row]),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('half a character is counted, not written', async () => {
    expect(await writeTable(join(folder, 'half.csv'), 'gb18030', [['a\ud800b']])).toMatchObject({
      rows: 1,
      unencodable: 1,
    });
  });

  test('a failure leaves the file that was there, and nothing beside it', async () => {
    const place = join(folder, 'kept');
    mkdirSync(place);
    const path = join(place, 'out.csv');
    writeFileSync(path, 'before');
    const failing = writeCsv(path, { delimiter: ',', encoding: 'utf-8' }, async function* () {
      yield ['a'];
      await Promise.reject(new Error('stop'));
    });
    await expect(failing).rejects.toThrow('stop');
    expect(readdirSync(place)).toEqual(['out.csv']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  test('a missing folder', async () => {
    await expect(writeTable(join(folder, 'none', 'out.csv'))).rejects.toMatchObject({ code: 'file/missing' });
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('a small or read-only disk', () => {
  const disk = join(folder, 'disk');
  let isMounted = false;
  beforeAll(() => {
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
      isMounted = true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  });
  afterAll(() => {
    if (isMounted) execFileSync('umount', [disk]);
  });

  test('full: says so and leaves no half file', async ({ skip }) => {
    skip(!isMounted, 'this place does not let us mount a disk');
    const rows = Array.from({ length: 5000 }, () => ['x'.repeat(100)]);
    await expect(writeTable(join(disk, 'out.csv'), 'utf-8', rows)).rejects.toMatchObject({
      code: 'vault/disk-full',
    });
    expect(readdirSync(disk)).toEqual([]);
  });

  test('read-only: says so', async ({ skip }) => {
    skip(!isMounted, 'this place does not let us mount a disk');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await expect(writeTable(join(disk, 'out.csv'))).rejects.toMatchObject({ code: 'file/write-protected' });
  });
});

describe.skipIf(canMount || process.platform === 'win32')('a folder that cannot be written', () => {
  test('says so', async () => {
    const place = join(folder, 'locked');
    mkdirSync(place);
    chmodSync(place, 0o500);
    await expect(writeTable(join(place, 'out.csv'))).rejects.toMatchObject({ code: 'file/no-permission' });
  });
});

describe('the report of rows to look at', () => {
  test.each([
    ['en', 'imported', 'There are more cells than columns'],
    ['zh-CN', '已导入', '单元格多于列数'],
  ] as const)(
    'has line, result and reasons first, keeps every cell, and reads as the file did (%s)',
    async (language, imported, reason) => {
      const source = join(folder, 'source.csv');
      writeFileSync(source, 'name;phone\nA;1\nonly\nB;2;3;"=x"\nC;"open\nD;4\n');
      const file = await openFile(source);
      const tally = newTally();
      noteProblems(tally, 4, [{ line: 4, column: null, code: 'import/too-many-cells', severity: 'refused' }]);
      noteProblems(tally, 5, [
        { line: 5, column: 'phone', code: 'import/bad-number', severity: 'warned' },
        { line: 5, column: null, code: 'import/open-quote', severity: 'refused' },
      ]);
      noteProblems(tally, 6, [{ line: 6, column: 'phone', code: 'import/bad-number', severity: 'warned' }]);
      const path = join(folder, 'report.csv');
      expect(await writeReport(path, { file, reader: readerHere() }, tally.reported, language)).toBe(3);
      const [headings, ...lines] = readFileSync(path, 'utf8').split('\r\n');
      expect(headings).toContain('name;phone');
      expect(lines[0]).toContain(reason);
      expect(lines[2]?.split(';').slice(0, 2)).toEqual(['6', imported]);
      const report = await openFile(path);
      expect(report.headings.slice(3)).toEqual(['name', 'phone']);
      const rows = (await collected(rowsOf(report)())).flat().slice(1);
      // What is imported already would come in twice.
      expect(rows.map((row) => [row.cells[0], ...row.cells.slice(3)])).toEqual([
        ['4', 'B', '2', '3', '=x'],
        ['5', 'C', '"open'],
      ]);
      expect(report.leftOut).toMatchObject([{ reason: 'taken-before' }]);
    },
  );
});
