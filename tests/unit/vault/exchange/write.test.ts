import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCsv, type WrittenEncoding } from '../../../../src-main/vault/exchange/csv/write.ts';
import { openFile } from '../../../../src-main/vault/exchange/import/open.ts';
import { newTally, noteProblems } from '../../../../src-main/vault/exchange/import/outcome.ts';
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
    expect(await writeTable(path, encoding)).toEqual({ rows: table.length, unencodable: 0 });
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, mark.length / 2).toString('hex')).toBe(mark);
    const cells: string[][] = parse(iconv.decode(bytes, charset), { record_delimiter: '\r\n' });
    for (const cell of cells.flat()) expect(/^[=@\t\r]/.test(cell)).toBe(false);
    expect(cells[1]?.[1]).toBe('\'=HYPERLINK("x")');
    expect(cells[3]).toEqual(['+86 138 0000 0000', '-5.5']);
    const read = (await collected((await openFile(path)).rows())).flat();
    expect(read.map((row) => row.cells)).toEqual(table);
  });

  test('half a character is counted, not written', async () => {
    expect(await writeTable(join(folder, 'half.csv'), 'gb18030', [['a\ud800b']])).toEqual({
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
    await expect(writeTable(join(disk, 'out.csv'))).rejects.toMatchObject({ code: 'vault/read-only' });
  });
});

describe.skipIf(canMount || process.platform === 'win32')('a folder that cannot be written', () => {
  test('says so', async () => {
    const place = join(folder, 'locked');
    mkdirSync(place);
    chmodSync(place, 0o500);
    await expect(writeTable(join(place, 'out.csv'))).rejects.toMatchObject({ code: 'vault/read-only' });
  });
});

describe('the report of rows not taken', () => {
  test.each(['en', 'zh-CN'] as const)(
    'has line and reason first, keeps every cell, and reads as the file did (%s)',
    async (language) => {
      const source = join(folder, 'source.csv');
      writeFileSync(source, 'name;phone\nA;1\nonly\nB;2;3;"=x"\nC;"open\nD;4\n');
      const file = await openFile(source);
      const tally = newTally();
      noteProblems(tally, [
        { line: 4, column: null, code: 'import/too-many-cells', severity: 'refused' },
        { line: 5, column: null, code: 'import/open-quote', severity: 'refused' },
        { line: 6, column: 'phone', code: 'import/bad-number', severity: 'warned' },
      ]);
      const path = join(folder, 'report.csv');
      expect(await writeReport(path, file, tally.notTaken, language)).toBe(2);
      const report = await openFile(path);
      expect(report.headings.slice(2)).toEqual(['name', 'phone']);
      const rows = (await collected(report.rows())).flat().slice(1);
      expect(rows.map((row) => [row.cells[0], ...row.cells.slice(2)])).toEqual([
        ['4', 'B', '2', '3', '=x'],
        ['5', 'C', '"open'],
      ]);
      expect(rows[0]?.cells[1]).toBe(
        language === 'en' ? 'There are more cells than columns' : '单元格多于列数',
      );
    },
  );
});
