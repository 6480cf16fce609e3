import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { recordsOf } from './records.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

const text =
  'name,organisation,手机,座机,邮箱,备注,客户等级,生日,身份证号,金额,会员,标签\n' +
  '张三,,13800138000,0755-26001234,z@x.cn,=1+1,A,1990-01-01,110101199001010011,"1,200.5",是,VIP；老客户\n' +
  '"Lee, Ann","Acme ""X""",,,,"two\nlines",B,,,,否,\n' +
  "王五,,+86 139-0013-9000,,,'=x,A,,,,,\n";

async function filled(): Promise<{ vault: TestVault; ids: string[]; columns: string[] }> {
  const vault = openTestVault();
  const path = join(vault.folder, 'in.csv');
  writeFileSync(path, text);
  await vault.importFile(path);
  const ids = vault.vault.store.db
    .all<{ id: string }>('SELECT id FROM customer ORDER BY row')
    .map(({ id }) => id);
  const fields = vault.vault.store.db
    .all<{ id: string }>('SELECT id FROM field ORDER BY row')
    .map(({ id }) => `value:${id}`);
  return { vault, ids, columns: ['name', 'organisation', 'phones', 'emails', 'notes', 'tags', ...fields] };
}

const headings = [
  'name',
  'organisation',
  '电话',
  '邮箱',
  '备注',
  '标签',
  '客户等级',
  '生日',
  '身份证号',
  '金额',
  '会员',
];
const jobId = '0'.repeat(26);

describe('export', () => {
  test('writes what is chosen, restricted values left out, and notes it in the journal', async () => {
    const { vault, ids, columns } = await filled();
    await using _ = vault;
    const path = join(vault.folder, 'out.csv');
    const outcome = await vault.call('export/csv', {
      selection: { ids },
      columns,
      headings,
      encoding: 'utf-8',
      save: vault.ticket(path),
      jobId,
    });
    expect(outcome).toEqual({ rows: 3, unencodable: 0 });
    expect(parse(readFileSync(path, 'utf8'))).toEqual([
      headings,
      [
        '张三',
        '',
        '13800138000\n0755-26001234',
        'z@x.cn',
        "'=1+1",
        'VIP; 老客户',
        'A',
        '1990-01-01',
        '',
        'CNY 1200.5',
        'yes',
      ],
      ['Lee, Ann', 'Acme "X"', '', '', 'two\nlines', '', 'B', '', '', '', 'no'],
      ['王五', '', '+86 139-0013-9000', '', "'=x", '', 'A', '', '', '', ''],
    ]);
    const entry = vault.vault.store.db.get<{ details: string }>(
      "SELECT details FROM journal WHERE action = 'exported'",
    );
    expect(JSON.parse(entry?.details ?? '')).toEqual({
      fileName: 'out.csv',
      rows: 3,
      columns: 11,
      classes: 'confidential, internal, restricted',
      restrictedLeftOut: 1,
    });
    expect(vault.events.at(-1)).toMatchObject({
      name: 'job/progress',
      payload: { jobId, phase: 'exporting', done: 3, total: 3 },
    });
  });

  test('goes back into the vault it came from without adding anything, and into another one as it was', async () => {
    const { vault, ids, columns } = await filled();
    await using _ = vault;
    const path = join(vault.folder, 'out.csv');
    await vault.call('export/csv', {
      selection: { ids },
      columns,
      headings,
      encoding: 'utf-16le',
      delimiter: '\t',
      save: vault.ticket(path),
      jobId,
    });
    for (const duplicates of ['skip', 'update'] as const)
      expect(await vault.importFile(path, { duplicates })).toMatchObject({
        added: 0,
        updated: 0,
        unchanged: 3,
      });
    await using other = openTestVault();
    await other.importFile(path);
    const plain = (from: TestVault) =>
      recordsOf(from.vault).customers.map(({ name, organisation, notes, values }) => ({
        name,
        organisation,
        notes,
        values: { ...values, 身份证号: undefined },
      }));
    expect(plain(other)).toEqual(plain(vault));
  });

  test('a column that is none, and headings that do not fit, write nothing', async () => {
    const { vault, ids } = await filled();
    await using _ = vault;
    const before = readdirSync(vault.folder);
    const wanted = {
      selection: { ids },
      encoding: 'utf-8',
      save: vault.ticket(join(vault.folder, 'out.csv')),
      jobId,
    };
    for (const column of ['constructor', 'value:', `value:${jobId}`, 'toString']) {
      await expect(
        vault.call('export/csv', { ...wanted, columns: [column], headings: ['x'] }),
      ).rejects.toMatchObject({ code: 'export/bad-column' });
    }
    await expect(
      vault.call('export/csv', { ...wanted, columns: ['name'], headings: ['x', 'y'] }),
    ).rejects.toMatchObject({ code: 'export/bad-column' });
    expect(readdirSync(vault.folder)).toEqual(before);
  });

  test('cancelled: no file is left', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(path, `name\n${Array.from({ length: 8000 }, (_, at) => `Customer ${at}`).join('\n')}\n`);
    await vault.importFile(path);
    const ids = vault.vault.store.db
      .all<{ id: string }>('SELECT id FROM customer ORDER BY row')
      .map(({ id }) => id);
    const running = vault.call('export/csv', {
      selection: { ids },
      columns: ['name', 'phones', 'created'],
      headings: ['a', 'b', 'c'],
      encoding: 'gb18030',
      save: vault.ticket(join(vault.folder, 'out.csv')),
      jobId,
    });
    const failed = expect(running).rejects.toMatchObject({ code: 'export/cancelled' });
    await new Promise((done) => setTimeout(done, 30));
    await vault.call('export/cancel', { jobId });
    await failed;
    expect(readdirSync(vault.folder).filter((name) => name.includes('out'))).toEqual([]);
    expect(vault.vault.store.db.value("SELECT count(*) FROM journal WHERE action = 'exported'")).toBe(0);
  });
});
