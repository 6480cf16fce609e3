import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeXlsx } from '../../../../src-main/vault/exchange/xlsx/write.ts';
import { openTestVault } from './test-vault.ts';
import { rowsInFile } from './rows-in-file.ts';

const jobId = '0'.repeat(26);

async function* each(rows: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const row of rows) yield await Promise.resolve(row);
}

describe('export of workbooks', () => {
  test('holds every text as it is, also what looks like a formula, a number or a tag', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const path = join(vault.folder, 'out.xlsx');
    const cells = [
      '=1+1',
      "'=x",
      '007',
      '110101199001011010',
      '</t></is></c>&amp;',
      ' a ',
      'one\ntwo',
      '𠮷野家 😀',
    ];
    const headings = cells.map((_, index) => `h${String(index)}`);
    expect(await writeXlsx(path, headings, () => each([cells]))).toMatchObject({ leftOut: 0 });
    expect((await rowsInFile(path)).map((row) => row.cells)).toEqual([headings, cells]);
  });

  test('leaves out and counts what no cell holds', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const path = join(vault.folder, 'out.xlsx');
    const row = ['a\u0000b\ud800c', 'x'.repeat(40_000), `${'y'.repeat(32_766)}😀`, 'a\r\nb'];
    expect(await writeXlsx(path, ['1', '2', '3', '4'], () => each([row]))).toMatchObject({
      leftOut: 2 + (40_000 - 32_767) + 2,
    });
    expect((await rowsInFile(path))[1]?.cells).toEqual([
      'abc',
      'x'.repeat(32_767),
      'y'.repeat(32_766),
      'a\nb',
    ]);
  });

  test('names columns beyond Z, and keeps each in its place where cells are empty', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const path = join(vault.folder, 'out.xlsx');
    const headings = Array.from({ length: 60 }, (_, index) => `h${String(index)}`);
    const rows = Array.from({ length: 3000 }, (_, y) =>
      headings.map((_, x) => (x === 0 || (x + y) % 7 === 0 ? `${String(x)}/${String(y)}` : '')),
    );
    await writeXlsx(path, headings, () => each(rows));
    expect((await rowsInFile(path)).map((row) => row.cells)).toEqual([headings, ...rows]);
  });

  test('comes from the vault without restricted values, goes back without adding, and is in the journal', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const source = join(vault.folder, 'in.csv');
    writeFileSync(
      source,
      'name,手机,身份证号,备注\n张三,13800138000,110101199001011010,=1+1\n王五,13900139000,,\n',
    );
    await vault.importFile(source);
    const { db } = vault.vault.store;
    const fields = db.all<{ id: string }>('SELECT id FROM field ORDER BY row').map(({ id }) => `value:${id}`);
    const path = join(vault.folder, 'out.xlsx');
    const request = {
      selection: { ids: db.all<{ id: string }>('SELECT id FROM customer ORDER BY row').map(({ id }) => id) },
      columns: ['name', 'phones', 'notes', ...fields],
      headings: ['name', '电话', '备注', ...fields.map((_, index) => `field ${String(index)}`)],
      reason: 'accountant',
      save: vault.ticket(path),
      jobId,
    };
    expect(await vault.call('export/xlsx', request)).toEqual({ rows: 2, unencodable: 0 });
    const sent = await rowsInFile(path);
    expect(sent[1]?.cells.slice(0, 3)).toEqual(['张三', '13800138000', '=1+1']);
    expect(JSON.stringify(sent)).not.toContain('110101199001011010');
    const entry = db.get<{ details: string }>("SELECT details FROM journal WHERE action = 'export-begins'");
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({
      fileName: 'out.xlsx',
      rows: 2,
      purpose: 'accountant',
      restrictedLeftOut: 1,
    });
    expect(await vault.importFile(path, { duplicates: 'skip' })).toMatchObject({ added: 0, refused: 0 });
    await expect(
      vault.call('export/xlsx', { ...request, reason: ' ', save: vault.ticket(path) }),
    ).rejects.toThrow();
    await expect(
      vault.call('export/xlsx', { ...request, headings: ['name'], save: vault.ticket(path) }),
    ).rejects.toMatchObject({ code: 'export/bad-column' });
  });

  test('says again what a number and what a text is, where it is taken into another vault', async () => {
    await using vault = await Promise.resolve(openTestVault());
    await using other = await Promise.resolve(openTestVault());
    const path = join(vault.folder, 'out.xlsx');
    const headings = ['name', '全部电话', 'Seats', '工号'];
    await writeXlsx(path, headings, () =>
      each([
        ['Ann', '13800138000', '5', '007'],
        ['Bob', '13900139000', '12', '012'],
      ]),
    );
    const { columns } = await other.open(path);
    expect(columns.map(({ suggestion }) => ('type' in suggestion ? suggestion.type : suggestion.to))).toEqual(
      ['name', 'phone', 'number', 'text'],
    );
  });

  test('leaves the old file alone when rows fail', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const path = join(vault.folder, 'out.xlsx');
    writeFileSync(path, 'old');
    const failing = async function* () {
      yield await Promise.resolve(['a']);
      throw new Error('gone');
    };
    await expect(writeXlsx(path, ['1'], failing)).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(vault.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
