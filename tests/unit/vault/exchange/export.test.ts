import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
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
      reason: 'accountant',
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
      "SELECT details FROM journal WHERE action = 'export-begins'",
    );
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({
      fileName: 'out.csv',
      rows: 3,
      columns: 11,
      purpose: 'accountant',
      classes: 'confidential, internal, restricted',
      restrictedLeftOut: 1,
      subjects: { count: 3 },
    });
    const end = vault.vault.store.db.value<string>(
      "SELECT details FROM journal WHERE action = 'export-ends'",
    );
    const sha256 = createHash('sha256')
      .update(readFileSync(join(vault.folder, 'out.csv')))
      .digest('hex');
    expect(JSON.parse(end ?? '')).toMatchObject({ fileName: 'out.csv', result: 'done', sha256 });
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
      reason: 'accountant',
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
      reason: 'accountant',
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
    // As soon as some of it is written.
    vault.onEvent((name) => {
      if (name === 'job/progress') void vault.call('export/cancel', { jobId });
    });
    const running = vault.call('export/csv', {
      selection: { ids },
      columns: ['name', 'phones', 'created'],
      headings: ['a', 'b', 'c'],
      encoding: 'gb18030',
      save: vault.ticket(join(vault.folder, 'out.csv')),
      jobId,
      reason: 'accountant',
    });
    await expect(running).rejects.toMatchObject({ code: 'export/cancelled' });
    expect(readdirSync(vault.folder).filter((name) => name.includes('out'))).toEqual([]);
    const ends = vault.vault.store.db.all<{ details: string }>(
      "SELECT details FROM journal WHERE action = 'export-ends'",
    );
    expect(ends.map(({ details }) => JSON.parse(details) as unknown)).toMatchObject([
      { result: 'cancelled', code: 'export/cancelled' },
    ]);
  });
});

describe('export of vCards', () => {
  test('writes cards that come back as the same customers, with folded lines and nothing that steers', async () => {
    await using vault = await Promise.resolve(openTestVault());
    const { db } = vault.vault.store;
    const made = vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
      createCustomer(tx, vault.vault, {
        kind: 'person',
        edits: [
          { field: 'name', value: '张三\nEND:VCARD' },
          { field: 'organisation', value: 'A; B, C \\ D' },
          { field: 'jobTitle', value: '经理'.repeat(60) },
          { field: 'notes', value: 'one\ntwo, three; BEGIN:VCARD' },
          {
            field: 'point',
            key: newId(),
            value: {
              type: 'phone',
              label: '手机',
              value: '138 0013 8000',
              address: null,
              contactId: null,
              position: 1,
            },
          },
          {
            field: 'point',
            key: newId(),
            value: {
              type: 'email',
              label: 'Newsletter',
              value: 'z@x.cn',
              address: null,
              contactId: null,
              position: 2,
            },
          },
          {
            field: 'point',
            key: newId(),
            value: {
              type: 'address',
              label: 'work',
              value: '长安街 1 号 北京',
              address: {
                street: '长安街 1 号',
                city: '北京',
                region: '',
                postalCode: '100000',
                country: '中国',
              },
              contactId: null,
              position: 3,
            },
          },
        ],
      }),
    );
    const path = join(vault.folder, 'out.vcf');
    const request = { selection: { ids: [made.id] }, reason: 'move', save: vault.ticket(path), jobId };
    expect(await vault.call('export/vcard', request)).toEqual({ rows: 1, unencodable: 0 });
    const text = readFileSync(path, 'utf8');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.match(/^BEGIN:VCARD\r$/gm)).toHaveLength(1);
    const [entry] = db.all<{ details: string }>("SELECT details FROM journal WHERE action = 'export-begins'");
    expect(JSON.parse(entry?.details ?? '{}')).toMatchObject({ rows: 1, purpose: 'move' });

    await using other = await Promise.resolve(openTestVault());
    expect(await other.importFile(path)).toMatchObject({ added: 1, refused: 0 });
    const back = other.vault.store.db.get('SELECT row, name, organisation, job_title, notes FROM customer');
    expect(back).toMatchObject({
      name: '张三 END:VCARD',
      organisation: 'A; B, C \\ D',
      job_title: '经理'.repeat(60),
      notes: 'one\ntwo, three; BEGIN:VCARD',
    });
    const points = other.vault.store.db.all(
      'SELECT type, label, value, street, city, postal_code FROM point ORDER BY type',
    );
    expect(points).toMatchObject([
      { type: 'address', label: 'work', street: '长安街 1 号', city: '北京', postal_code: '100000' },
      { type: 'email', label: 'Newsletter', value: 'z@x.cn' },
      { type: 'phone', label: '手机', value: '138 0013 8000' },
    ]);
  });
});
