/** What an update leaves as it is: what the file says less of, and what it says in another way. */
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportPlan, Target } from '../../../../src-preload/contract/exchange.ts';
import { compareValues } from '../../../../src-main/vault/exchange/import/same-value.ts';
import { recordsOf } from './records.ts';
import { openTestVault, planOf, type TestVault } from './test-vault.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures/import');

function fileIn(vault: TestVault, text: string): string {
  const path = join(vault.folder, 'in.csv');
  writeFileSync(path, text);
  return path;
}

describe('a value beside the one that is there', () => {
  test.each([
    ['id-number', '11010519900307232X', '110105********232X'],
    ['id-number', '11010519900307232X', '1101051990****'],
    ['id-number', '11010519900307232X', '******************'],
    ['id-number', '110105199003072321', '1.10105E+17'],
    ['id-number', '11010519900307232X', '1.10105E+17'],
    ['id-number', '110105199003072321', '110105199003072000'],
    ['id-number', '6222 0210 0100 1234 432', '6222021001001230000'],
    ['id-number', '6222021001001234432', '4432'],
    ['id-number', '11010519900307232X', '232x'],
    ['text', '010020', '10020'],
    ['phone', '13811110042', '138****0042'],
    ['phone', '051265000008', '65000008'],
    ['text', 'AB-123456', 'AB-1xxxx6'],
    ['date', '1971-02-14', '--02-14'],
  ] as const)('says less: %s %s, %s', (type, held, given) => {
    expect(compareValues(type, held, given, 'CN')).toBe('less');
    expect(compareValues(type, given, held, 'CN')).toBe('other');
  });

  test.each([
    ['id-number', '11010519900307232X', '110105199003072321'],
    ['id-number', '11010519900307232X', '320508********4174'],
    ['id-number', '110105199003072321', '3.20508E+17'],
    ['id-number', '6222021001001234432', '6222021001009990000'],
    ['text', 'red', 'blue'],
    ['text', 'A1', 'A*'],
    ['text', '12', '1'],
    ['text', '12 months', '12'],
    ['date', '1971-02-14', '--02-15'],
    ['date', '1971-02-14', '1971-02-15'],
    ['phone', '13811110042', '13811110043'],
  ] as const)('says something else: %s %s, %s', (type, held, given) => {
    expect(compareValues(type, held, given, 'CN')).toBe('other');
  });

  test.each([
    ['money', { amount: '12.5', currency: 'CNY' }, { amount: '12.50', currency: 'CNY' }],
    ['money', { amount: '12', currency: 'CNY' }, { amount: '12.00', currency: 'CNY' }],
    ['phone', '13811110042', '+86 138 1111 0042'],
    ['email', 'Ann@Example.org', 'ann@example.org'],
    ['id-number', '11010519900307232x', '110105 19900307 232X'],
    ['choices', ['a', 'b'], ['b', 'a']],
    ['number', 12.5, 12.5],
  ] as const)('says the same: %s %j, %j', (type, held, given) => {
    const [one, other] = [held, given].map((value) => structuredClone(value)) as [never, never];
    expect(compareValues(type, one, other, 'CN')).toBe('same');
    expect(compareValues(type, other, one, 'CN')).toBe('same');
  });

  test('10 and 100 are two amounts', () => {
    const amount = (text: string) => ({ amount: text, currency: 'CNY' });
    expect(compareValues('money', amount('10'), amount('100'), 'CN')).toBe('other');
    expect(compareValues('money', amount('0'), amount('0.00'), 'CN')).toBe('same');
    expect(compareValues('money', amount('12'), { amount: '12', currency: 'USD' }, 'CN')).toBe('other');
  });
});

const idNumber: Target = {
  to: 'new-field',
  name: '身份证号',
  type: 'id-number',
  class: 'restricted',
  currency: 'CNY',
};

test('a masked or spoilt number never replaces the whole one, and is named', async () => {
  await using vault = openTestVault();
  const phone: Target = { to: 'phone', group: 0, part: 'value', label: '' };
  const targets: Target[] = [{ to: 'name' }, phone, idNumber];
  await vault.importFile(fileIn(vault, '姓名,手机,身份证号\n江未,13811110007,11010519900307232X\n'), {
    targets,
  });
  for (const poorer of ['110105********232X', '232X', '******']) {
    const outcome = await vault.importFile(
      fileIn(vault, `姓名,手机,身份证号\n江未,13811110007,${poorer}\n`),
      {
        targets,
        duplicates: 'update',
      },
    );
    expect(outcome, poorer).toMatchObject({ updated: 0, unchanged: 1, warned: 1 });
    expect(outcome.problems).toMatchObject([{ line: 2, column: '身份证号', code: 'import/says-less' }]);
    expect(recordsOf(vault.vault).customers[0]?.values).toEqual({ 身份证号: '11010519900307232X' });
  }
  const changed = await vault.importFile(
    fileIn(vault, '姓名,手机,身份证号\n江未,13811110007,110105199003072321\n'),
    { targets, duplicates: 'update', matchBy: ['phone'] },
  );
  expect(changed.problems).toEqual([]);
});

test('a spoilt number of a sealed column is kept as text of the same class beside it', async () => {
  await using vault = openTestVault();
  const targets: Target[] = [{ to: 'name' }, idNumber];
  const path = fileIn(vault, '姓名,身份证号\n江未,1.10105E+17\n卫青禾,320508198511214174\n');
  const outcome = await vault.importFile(path, { targets });
  expect(outcome).toMatchObject({ added: 2, warned: 1, leftOutColumns: [], toNotes: [] });
  const { customers, fields } = recordsOf(vault.vault);
  expect(customers.map(({ values, notes }) => [values, notes])).toEqual([
    [{ '身份证号 (?)': '1.10105E+17' }, ''],
    [{ 身份证号: '320508198511214174' }, ''],
  ]);
  expect(fields).toEqual(['身份证号 id-number restricted', '身份证号 (?) text restricted']);
  expect(await vault.importFile(path, { targets, duplicates: 'update' })).toMatchObject({
    updated: 0,
    unchanged: 2,
  });
});

describe('imported again as an update, nothing changes', () => {
  const again = async (path: string, plan: Partial<ImportPlan> = {}): Promise<void> => {
    await using vault = openTestVault();
    const first = await vault.importFile(path, { ...plan, duplicates: 'update' });
    const before = recordsOf(vault.vault);
    const source = await vault.open(path);
    // Columns go where they went the first time.
    const second = await vault.call('import/run', planOf(source, { ...plan, duplicates: 'update' }));
    expect(second).toMatchObject({ added: 0, updated: 0, newFields: 0, refused: first.refused });
    expect(recordsOf(vault.vault)).toEqual(before);
  };

  test.each(readdirSync(fixtures))('%s', async (name) => {
    await again(join(fixtures, name));
  });

  test('numbers and amounts written in another way', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, '姓名,手机,余额\n江未,13811110007,¥12.50\n卫青禾,13911110007,¥3\n'));
    expect(
      await vault.importFile(
        fileIn(vault, '姓名,手机,余额\n江未,+86 138 1111 0007,¥12.5\n卫青禾,139-1111-0007,¥3.00\n'),
        {
          duplicates: 'update',
        },
      ),
    ).toMatchObject({ added: 0, updated: 0, unchanged: 2, problems: [] });
  });

  const cells = {
    姓名: fc.constantFrom('江未', '卫青禾', '石蕴', '张三丰先生', 'Ada Holt', 'Dr. Bo Lund', 'Lund, Bo'),
    手机: fc.constantFrom(
      '',
      '13811110007',
      '138 1111 0107',
      '+86 13911110007',
      '138****0007',
      '1.38111E+10',
      '无',
    ),
    邮箱: fc.constantFrom('', 'ada@example.org', 'a@example.org; b@example.org', 'no mail'),
    地址: fc.constantFrom('', '苏州市平江路8号', 'Flat 5, Leeds'),
    公司: fc.constantFrom('', '青岚文具有限公司', 'Lee Mills'),
    身份证号: fc.constantFrom(
      '',
      '11010519900307232X',
      '110105********232X',
      '1.10105E+17',
      '320508198511214000',
    ),
    生日: fc.constantFrom('', '1990-03-07', '3月7日', '不详的', '1990-03-07 12:30'),
    余额: fc.constantFrom('', '¥12.50', '¥3', '面议'),
    等级: fc.constantFrom('', 'A', 'B', 'A、B'),
    标签: fc.constantFrom('', 'VIP', 'VIP;老客户', '* myContacts'),
    备注: fc.constantFrom('', '老客户', '一行\n两行'),
  };
  test('any table', async () => {
    const table = fc.record({
      columns: fc.subarray(Object.keys(cells).slice(1)),
      rows: fc.array(fc.record(cells), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, rows }) => {
        await using vault = openTestVault();
        const names = ['姓名', ...columns];
        const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(',');
        const lines = rows.map((row) => quoted(names.map((name) => row[name as keyof typeof cells])));
        // Each person once: of two rows of one person that differ, the later one has the last word.
        const seen = new Set<string>();
        const own = lines.filter((_, at) => {
          const name = rows[at]?.姓名.replace(/^Dr\. |先生$/, '') ?? '';
          const key = name === 'Lund, Bo' ? 'Bo Lund' : name;
          return !seen.has(key) && seen.add(key);
        });
        await again(fileIn(vault, [quoted(names), ...own].join('\n')));
      }),
      { numRuns: 15 },
    );
  });
});
