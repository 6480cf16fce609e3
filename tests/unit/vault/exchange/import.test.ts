import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { updateField } from '../../../../src-main/vault/fields/fields.ts';
import { recordsOf } from './records.ts';
import { openTestVault, planOf, type TestVault } from './test-vault.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures/import');

function fileIn(vault: TestVault, text: string, name = 'file.csv'): string {
  const path = join(vault.folder, name);
  writeFileSync(path, text);
  return path;
}

const none = { added: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0, warned: 0, newFields: 0 };

describe('the files that real programs write go in whole, once', () => {
  test.each([
    ['jiandaoyun-customers-gb18030.csv', 2000, 9],
    ['google-contacts.csv', 1500, 1],
    ['salesforce-accounts.csv', 1000, 8],
  ])('%s', async (name, rows, newFields) => {
    await using vault = openTestVault();
    const path = join(fixtures, name);
    const empty = recordsOf(vault.vault);
    const source = await vault.open(path);
    const dry = await vault.call('import/dry-run', planOf(source));
    expect(dry).toMatchObject({ ...none, batchId: null, rows, added: rows, newFields });
    expect(recordsOf(vault.vault)).toEqual(empty);
    const outcome = await vault.call('import/run', planOf(source));
    expect(outcome).toMatchObject({ ...none, rows, added: rows, newFields, problems: [] });
    const after = recordsOf(vault.vault);
    expect(after.customers.length).toBe(rows);

    for (const duplicates of ['skip', 'update'] as const) {
      expect(await vault.importFile(path, { duplicates })).toMatchObject({
        ...none,
        rows,
        unchanged: rows,
        batchId: null,
      });
      expect(recordsOf(vault.vault)).toEqual(after);
    }

    const undone = await vault.call('import/undo', { batchId: outcome.batchId });
    expect(undone).toMatchObject({ removed: rows, kept: 0 });
    expect(recordsOf(vault.vault)).toEqual(empty);
    expect((await vault.call('import/batches')).batches).toMatchObject([
      { fileName: name, added: rows, undone: true, canUndo: false },
    ]);
    await expect(vault.call('import/undo', { batchId: outcome.batchId })).rejects.toMatchObject({
      code: 'import/already-undone',
    });
  });

  test('a Jiandaoyun customer as it is kept', async () => {
    await using vault = openTestVault();
    await vault.importFile(join(fixtures, 'jiandaoyun-customers-gb18030.csv'));
    const { customers } = recordsOf(vault.vault);
    const company = customers.find((customer) => customer.name === '福徽范科技有限公司');
    expect(company).toMatchObject({ kind: 'company', contacts: [{ name: '丁榕融' }] });
    expect(company?.points.map(({ type, label, value }) => [type, label, value])).toEqual([
      ['phone', '手机', '13833314477'],
      ['email', '', 'mose_green33@hotmail.com'],
      ['address', '', '山西省成码市邓栋82477号'],
    ]);
    expect(company?.values).toMatchObject({
      客户编号: 'KH000002',
      性别: '女',
      客户等级: 'C 潜在',
      创建时间: '2026-02-13',
      最后跟进时间: '2026-05-25 14:55',
    });
    const person = customers.find((customer) => customer.name === '邹梓浩');
    expect(person).toMatchObject({
      kind: 'person',
      contacts: [],
      values: { 身份证号: '912612199802025179', '预计成交金额(元)': { amount: '1393695', currency: 'CNY' } },
    });
    expect(customers.find((customer) => customer.name === '慕容建军')?.notes).toBe(
      '第一次拜访,客户说“价格偏高”,\n下周再联系。',
    );
  });

  test('a Google contact as it is kept', async () => {
    await using vault = openTestVault();
    await vault.importFile(join(fixtures, 'google-contacts.csv'));
    const { customers } = recordsOf(vault.vault);
    const kaya = customers.find((customer) => customer.name === 'Dr. Kaya Anne Friedenberg');
    expect(kaya).toMatchObject({
      kind: 'person',
      organisation: 'Weidner, Mathies und Loogen',
      jobTitle: 'International Markets Developer',
      notes: 'Met at the fair; wants "net 30" terms,\nand a quote for 3" pipe',
      tags: ['Customers'],
      values: { Birthday: '1997-11-11' },
    });
    expect(kaya?.points.map(({ type, label, value }) => [type, label, value])).toEqual([
      ['email', 'Work', 'kaya_friedenberg98@yahoo.com'],
      ['email', 'Home', 'semih90@hotmail.com'],
      ['phone', 'Mobile', '(0464) 448167906'],
      ['phone', 'Work', '+49-4001-71134682'],
      ['phone', 'Work', '+49-031-3444222'],
      ['address', 'Work', 'Oderstr. 6, Leonoradorf Thüringen 21641, Deutschland'],
      ['link', 'Work', 'https://meisterlich-galaxie.ch/'],
    ]);
  });
});

describe('hostile.csv', () => {
  test('each bad row is named; text stays as it was', async () => {
    await using vault = openTestVault();
    const outcome = await vault.importFile(join(fixtures, 'hostile.csv'));
    expect(outcome).toMatchObject({ ...none, rows: 7, added: 4, refused: 3, warned: 2 });
    expect(outcome.problems).toEqual([
      { line: 4, column: 'name', code: 'import/control-characters', severity: 'warned' },
      { line: 5, column: null, code: 'import/long-line', severity: 'warned' },
      { line: 6, column: null, code: 'import/no-name', severity: 'refused' },
      { line: 7, column: null, code: 'import/too-few-cells', severity: 'refused' },
      { line: 8, column: null, code: 'import/too-many-cells', severity: 'refused' },
    ]);
    const { customers } = recordsOf(vault.vault);
    expect(customers.map(({ name }) => name)).toEqual([
      '<img src=x onerror=alert(1)>',
      "=cmd|'/C calc'!A0",
      'Zero␀byte',
      'a'.repeat(500),
    ]);
    expect(customers[3]?.notes).toContain('a'.repeat(100_000));
    expect(customers[0]).toMatchObject({
      notes: '=HYPERLINK("http://evil.example","click")',
      points: [{ value: '+86 138 0000 0000' }],
    });
    expect(customers[1]).toMatchObject({ notes: '@SUM(1+1)', points: [{ value: '-1+1' }] });
    expect(customers[2]?.notes).toBe('\u202eevil rtl');
  });

  test('the report can be mended and imported again', async () => {
    await using vault = openTestVault();
    const source = await vault.open(join(fixtures, 'hostile.csv'));
    await vault.call('import/run', planOf(source));
    const report = join(vault.folder, 'report.csv');
    expect(
      await vault.call('import/report', {
        jobId: source.jobId,
        save: vault.ticket(report),
        language: 'zh-CN',
      }),
    ).toEqual({ rows: 5 });
    const before = recordsOf(vault.vault).customers.length;
    expect(await vault.importFile(report)).toMatchObject({ ...none, rows: 3, refused: 3 });
    const mended = readFileSync(report, 'utf8')
      .replace('too,many,cells,here', 'just,123456,right')
      .replace(/no phone\r/, 'no phone,,\r')
      .replace(/,,,\r/, ',Now named,,\r');
    const outcome = await vault.importFile(fileIn(vault, mended, 'mended.csv'));
    expect(outcome).toMatchObject({ ...none, rows: 3, added: 3 });
    expect(
      recordsOf(vault.vault)
        .customers.slice(before)
        .map(({ name }) => name),
    ).toEqual(['Now named', 'no phone', 'just']);
  });
});

test('every problem of every row is in the report, however many there are', async () => {
  await using vault = openTestVault();
  const rows = Array.from({ length: 300 }, (_, at) => `P${String(at)},1.38E+10,#N/A`);
  const source = await vault.open(fileIn(vault, ['姓名,手机,备注', ...rows].join('\n')));
  const outcome = await vault.call('import/run', planOf(source));
  expect(outcome).toMatchObject({ added: 300, warned: 300, problemCount: 600 });
  expect(outcome.problems).toHaveLength(200);
  const report = join(vault.folder, 'report.csv');
  const save = vault.ticket(report);
  expect(await vault.call('import/report', { jobId: source.jobId, save, language: 'en' })).toEqual({
    rows: 300,
  });
  const [, ...lines] = readFileSync(report, 'utf8').trim().split('\r\n');
  for (const line of lines) expect(line).toMatch(/^\d+,imported,.*手机: .*; 备注: /);
  // Nobody comes in a second time, whatever is chosen for duplicates.
  expect(await vault.open(report)).toMatchObject({ rowCount: 0, leftOutRows: 300 });
});

describe('duplicates', () => {
  const people = (rows: string) => `name,organisation,phone,email,身份证号\n${rows}`;

  test.each([
    ['the same e-mail', 'Ann Lee,,,a@x.de,', 'Lee Ann,Acme,,A@X.de,', true],
    ['the same e-mail, another name', 'Ann,,,a@x.de,', 'Anna B,,,A@X.de,', false],
    [
      'the same e-mail, other names and numbers',
      'Ann,,+49 30 1234567,info@x.de,',
      'Bob,,+49 30 7654321,info@x.de,',
      false,
    ],
    ['the same number written otherwise', '张三,,13800138000,,', '张　三,甲,+86 138-0013-8000,,', true],
    ['a father’s number', '张三,,13800138000,,', '张三丰,,+86 138-0013-8000,,', false],
    [
      'a switchboard shared by colleagues',
      'Ann,Acme,+49 30 1234567,ann@x.de,',
      'Bob,Acme,+49 30 1234567,bob@x.de,',
      false,
    ],
    [
      'the same number, another name, nothing against it',
      'Ann,,+49 30 1234567,,',
      'Bob,,+49 30 1234567,b@x.de,',
      false,
    ],
    ['the same ID number', '张三,,,,11010119900101001X', '张山,,,,11010119900101001x', true],
    [
      'the same ID number, names without anything in common',
      '张三,,,,11010119900101001X',
      '李四,,,,11010119900101001X',
      false,
    ],
    ['the same mask of an ID number', '张三,甲,,,110101********0010', '张三,乙,,,110101********0010', false],
    [
      'other ID numbers, all else equal',
      '张三,,13800138000,,110101199001010011',
      '张三,,13800138000,,110101199001010022',
      false,
    ],
    ['the same name and organisation', 'Ann Lee,Acme,,,', 'ANN LEE,Acme,+49 30 1234567,,', true],
    ['the same name in other organisations', 'Ann Lee,Acme,,,', 'Ann Lee,Umbrella,,,', false],
    ['the same name with another number', '王芳,,13800138000,,', '王芳,,13900139000,,', false],
  ])('%s', async (_, first, second, isDuplicate) => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, people(`${first}\n`)));
    const outcome = await vault.importFile(fileIn(vault, people(`${second}\n`), 'second.csv'));
    expect(outcome.added).toBe(isDuplicate ? 0 : 1);
    if (isDuplicate)
      expect(outcome.problems).toMatchObject([{ code: 'import/duplicate', severity: 'skipped', line: 2 }]);

    await using together = openTestVault();
    const both = await together.importFile(fileIn(together, people(`${first}\n${second}\n`)));
    expect(both.added).toBe(isDuplicate ? 1 : 2);
    if (isDuplicate)
      expect(both.problems).toMatchObject([
        { code: 'import/duplicate-in-file', severity: 'skipped', line: 3 },
      ]);
  });

  test('update adds what is new, replaces what differs, takes nothing away; undo brings back what was', async () => {
    await using vault = openTestVault();
    await vault.importFile(
      fileIn(
        vault,
        'name,phone,email,备注,客户等级,生日\n张三,13800138000,z@x.cn,旧备注,A,1990-01-01\n李四,13900139000,,,B,\n',
      ),
    );
    const before = recordsOf(vault.vault);
    const outcome = await vault.importFile(
      fileIn(
        vault,
        'name,phone,phone2,备注,客户等级,生日,标签\n张三,138 0013 8000,13700137000,新备注,B,1990-02-02,VIP\n李四,13900139000,,,,,\n王五,13600136000,,,A,,\n',
        'two.csv',
      ),
      { duplicates: 'update' },
    );
    expect(outcome).toMatchObject({ ...none, added: 1, updated: 1, unchanged: 1 });
    const updated = recordsOf(vault.vault).customers.find(({ name }) => name === '张三');
    expect(updated).toMatchObject({
      notes: '旧备注\n新备注',
      tags: ['VIP'],
      values: { 客户等级: 'B', 生日: '1990-02-02' },
    });
    expect(updated?.points.map(({ value }) => value)).toEqual(['13800138000', 'z@x.cn', '13700137000']);
    expect(await vault.call('import/undo', { batchId: outcome.batchId })).toMatchObject({
      removed: 1,
      kept: 0,
    });
    expect(recordsOf(vault.vault)).toEqual(before);
  });

  test('add takes every row', async () => {
    await using vault = openTestVault();
    const path = fileIn(vault, 'name,phone\nA,13800138000\nA,13800138000\n');
    expect(await vault.importFile(path, { duplicates: 'add' })).toMatchObject({ ...none, added: 2 });
    expect(await vault.importFile(path, { duplicates: 'add' })).toMatchObject({ ...none, added: 2 });
  });

  test('further rows of one company bring its contacts', async () => {
    await using vault = openTestVault();
    const path = fileIn(
      vault,
      '公司名称,联系人,手机,邮箱\n义乌贸易有限公司,李四,13800138000,li@x.cn\n义乌贸易有限公司,王五,13900139000,wang@x.cn\n',
    );
    expect(await vault.importFile(path)).toMatchObject({ ...none, added: 1, updated: 1 });
    const { customers } = recordsOf(vault.vault);
    expect(customers).toMatchObject([
      {
        contacts: [{ name: '李四' }, { name: '王五' }],
        points: [
          { value: '13800138000' },
          { value: 'li@x.cn' },
          { value: '13900139000' },
          { value: 'wang@x.cn' },
        ],
      },
    ]);
    for (const duplicates of ['skip', 'update'] as const) {
      expect(await vault.importFile(path, { duplicates })).toMatchObject({ ...none, unchanged: 2 });
    }
  });
});

describe('all or nothing', () => {
  const many = `name,phone,等级\n${Array.from({ length: 20_000 }, (_, at) => `Customer ${at},1380000${String(at).padStart(4, '0')},A`).join('\n')}\n`;

  test('cancelled midway: nothing is left', async () => {
    await using vault = openTestVault();
    const before = recordsOf(vault.vault);
    const source = await vault.open(fileIn(vault, many));
    const running = vault.call('import/run', planOf(source));
    const failed = expect(running).rejects.toMatchObject({ code: 'import/cancelled' });
    while (
      !vault.events.some(({ name, payload }) => name === 'job/progress' && Number(Object(payload).done) > 100)
    )
      await new Promise((done) => setTimeout(done, 5));
    expect(() => vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, () => 1)).toThrow(
      expect.objectContaining({ code: 'vault/busy' }),
    );
    await vault.call('import/cancel', { jobId: source.jobId });
    await failed;
    expect(recordsOf(vault.vault)).toEqual(before);
    expect(vault.events.filter(({ name }) => name.startsWith('changed/'))).toEqual([]);
    // The job is still there and can be run again.
    expect((await vault.call('import/run', planOf(source))).added).toBe(20_000);
  });

  test('a vault that is locked meanwhile has none of it', async () => {
    const vault = openTestVault();
    const source = await vault.open(fileIn(vault, many));
    const running = vault.call('import/run', planOf(source));
    const failed = expect(running).rejects.toMatchObject({ code: 'vault/locked' });
    await new Promise((done) => setTimeout(done, 100));
    await vault[Symbol.asyncDispose]();
    await failed;
  });

  test('a file that changed since it was opened is not imported', async () => {
    await using vault = openTestVault();
    const source = await vault.open(fileIn(vault, 'name\nA\n'));
    fileIn(vault, 'name\nA\nB\n');
    await expect(vault.call('import/run', planOf(source))).rejects.toMatchObject({
      code: 'import/changed-file',
    });
    expect(recordsOf(vault.vault).customers).toEqual([]);
  });

  test.each([
    ['too few targets', (targets: unknown[]) => targets.slice(1), 'import/bad-plan'],
    ['no name', (targets: unknown[]) => targets.map(() => ({ to: 'skip' })), 'import/no-name-column'],
    [
      'an unknown field',
      (targets: unknown[]) => [targets[0], { to: 'field', fieldId: '0'.repeat(26) }],
      'import/bad-plan',
    ],
  ])('a plan with %s is refused', async (_, change, code) => {
    await using vault = openTestVault();
    const source = await vault.open(fileIn(vault, 'name,x\nA,1\n'));
    const plan = planOf(source);
    await expect(vault.call('import/run', { ...plan, targets: change(plan.targets) })).rejects.toMatchObject({
      code,
    });
    await expect(vault.call('import/run', { ...plan, jobId: '0'.repeat(26) })).rejects.toMatchObject({
      code: 'import/no-such-job',
    });
    await vault.call('import/close', { jobId: source.jobId });
    await expect(vault.call('import/run', plan)).rejects.toMatchObject({ code: 'import/no-such-job' });
  });

  test('values edited since an import are kept when it is undone, and counted', async () => {
    await using vault = openTestVault();
    const first = await vault.importFile(fileIn(vault, 'name,phone\nA,13800138000\nB,13900139000\n'));
    await vault.importFile(fileIn(vault, 'name,phone,备注\nA,13800138000,later\n', 'two.csv'), {
      duplicates: 'update',
    });
    const undone = await vault.call('import/undo', { batchId: first.batchId });
    expect(undone.kept).toBeGreaterThan(0);
    expect(recordsOf(vault.vault).customers.map(({ name }) => name)).not.toContain('B');
  });
});

describe('new fields', () => {
  test('a second file fills the fields that the first one made, options added where needed', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, 'name,客户等级\nA,甲\nB,乙\nC,甲\nD,乙\n'));
    const source = await vault.open(fileIn(vault, 'name,客户等级\nE,乙\nF,丙\n', 'two.csv'));
    expect(source.columns[1]?.suggestion.to).toBe('field');
    const outcome = await vault.call('import/run', planOf(source));
    expect(outcome).toMatchObject({ ...none, added: 2, warned: 1 });
    expect(outcome.problems).toMatchObject([
      { line: 3, column: '客户等级', code: 'import/bad-choice', severity: 'warned' },
    ]);
    const { customers } = recordsOf(vault.vault);
    expect(customers.find(({ name }) => name === 'E')?.values).toEqual({ 客户等级: '乙' });
    expect(customers.find(({ name }) => name === 'F')).toMatchObject({ values: {}, notes: '客户等级: 丙' });
  });

  test('an option that was deleted is that one again when a file names it', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, 'name,客户等级\nA,甲\nB,乙\nC,甲\nD,乙\n'));
    const level = [...catalogOf(vault.vault).fields.values()].find(({ name }) => name === '客户等级');
    if (level === undefined) throw new Error('no such field');
    const [[first = ''] = [], ...others] = level.options;
    vault.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      updateField(tx, level.id, { options: others.map(([id, name]) => ({ id, name })) });
    });
    const source = await vault.open(fileIn(vault, 'name,客户等级\nE,甲\nF, 甲 \nG,乙\n', 'two.csv'));
    const targets = source.columns.map(({ suggestion }, at) =>
      at === 0
        ? suggestion
        : ({
            to: 'new-field',
            name: '客户等级',
            type: 'choice',
            class: 'internal',
            currency: 'CNY',
          } as const),
    );
    expect(await vault.call('import/run', planOf(source, { targets }))).toMatchObject({
      added: 3,
      warned: 0,
    });
    const now = catalogOf(vault.vault).fields.get(level.id);
    expect([...(now?.options ?? [])].map(([id, name]) => [id, name]).sort()).toEqual(
      [...level.options].sort(),
    );
    expect(now?.goneOptions.has(first)).toBe(false);
    const { customers } = recordsOf(vault.vault);
    expect(customers.map(({ values }) => values['客户等级'])).toEqual([
      '甲',
      '乙',
      '甲',
      '乙',
      '甲',
      '甲',
      '乙',
    ]);
  });

  test('two columns of one name become two fields', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, 'name,x,x\nA,1,2\n'));
    expect(recordsOf(vault.vault).customers[0]?.values).toEqual({ x: 1, 'x (2)': 2 });
  });

  test('an import’s tag is on every customer that it touched', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, 'name,标签\nA,VIP\nB,\n'), { addTag: '2026 展会' });
    expect(recordsOf(vault.vault).customers.map(({ tags }) => [...tags].sort())).toEqual([
      ['2026 展会', 'VIP'],
      ['2026 展会'],
    ]);
  });
});
