import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { defuseFormula } from '../../../../src-main/vault/exchange/csv/formula.ts';
import { markedCell } from '../../../../src-main/vault/exchange/csv/marks.ts';
import { isNothingIn } from '../../../../src-main/vault/exchange/import/nothing.ts';
import { newFolder } from '../../temporary.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

const folder = newFolder('marks');
let files = 0;

function fileOf(content: string): string {
  const path = join(folder, `${String(files++)}.csv`);
  writeFileSync(path, content);
  return path;
}

describe('what a CSV file says of a cell', () => {
  test.each([
    ['="010020"', '010020', 'code'],
    ['="a ""b"" c"', 'a "b" c', 'code'],
    ['=010020', '010020', 'code'],
    ["'010020", '010020', 'code'],
    ["'=1+1", '=1+1', 'code'],
    ['\t13811110004', '\t13811110004', 'code'],
    ['13811110004\t', '13811110004\t', 'code'],
    ['1.38E+10', '1.38E+10', 'exponent'],
    ['1,10105E+17', '1,10105E+17', 'exponent'],
    ['1E+11', '1E+11', 'exponent'],
    ['1.3811e+10', '1.3811e+10', 'exponent'],
    ['-2.5E-07', '-2.5E-07', 'exponent'],
    ['#N/A', '#N/A', 'error'],
    ['#NV', '#NV', 'error'],
    ['#WERT!', '#WERT!', 'error'],
    ['#¡VALOR!', '#¡VALOR!', 'error'],
    ['#NAME?', '#NAME?', 'error'],
    ['#ЗНАЧ!', '#ЗНАЧ!', 'error'],
    ['#DIV/0!', '#DIV/0!', 'error'],
    ['Err:502', 'Err:502', 'error'],
    ['########', '########', 'error'],
  ] as const)('%s', (cell, text, mark) => {
    expect(markedCell(cell)).toEqual({ text, mark });
  });

  test.each([
    "'90s Diner",
    "'t Hooft",
    '=1+1',
    '2E05',
    '12E-07',
    'E+',
    '1.38E',
    '#1 Plumbing',
    '# 12',
    '#vip',
    'Error',
    '1-800-555-0100',
    '11010519900307109X',
    '13811110004',
    '-',
    '+86 138 1111 0004',
  ])('nothing of %s', (cell) => {
    expect(markedCell(cell)).toEqual({ text: cell, mark: null });
  });

  test('what we write ourselves is read as it was, whatever it looks like', () => {
    const awkward = fc.stringMatching(/^[-'=+@\t#"0-9E.]{0,8}$/);
    fc.assert(
      fc.property(fc.oneof(awkward, fc.string()), (cell) => {
        expect(markedCell(defuseFormula(cell)).text).toBe(cell);
      }),
      { numRuns: 3000 },
    );
  });
});

async function imported(content: string) {
  await using test = openTestVault();
  const outcome = await test.importFile(fileOf(content));
  return { outcome, ...recordsOf(test.vault) };
}

describe('an import', () => {
  test('takes numbers that a spreadsheet was told to keep', async () => {
    const { customers, outcome } = await imported(
      '姓名,手机号,身份证号,邮编\r\n贺兰山,="13811110004",="11010519900307232X",="010020"\r\n"白露","=""13811110104""","=""320508198511214174""","=""215006"""\r\n',
    );
    expect(outcome.warned).toBe(0);
    expect(customers[0]?.points.map(({ value }) => value)).toEqual(['13811110004', '010020']);
    expect(customers.map(({ values }) => values['身份证号'])).toEqual([
      '11010519900307232X',
      '320508198511214174',
    ]);
  });

  test('names every number that a spreadsheet spoilt, and takes none of them for one', async () => {
    const { customers, outcome } = await imported(
      '姓名,手机号,身份证号,银行卡号\n江未,1.38111E+10,1.10105E+17,6222021001001230000\n卫青禾,13911110007,320508198511214000,6222021001005670000\n',
    );
    expect(outcome.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, '手机号', 'import/shortened-number'],
      [2, '身份证号', 'import/shortened-number'],
      [2, '银行卡号', 'import/rounded-number'],
      [3, '身份证号', 'import/rounded-number'],
      [3, '银行卡号', 'import/rounded-number'],
    ]);
    expect(customers[0]).toMatchObject({ points: [], notes: '手机号: 1.38111E+10' });
    expect(customers[0]?.values).toEqual({
      '身份证号 (?)': '1.10105E+17',
      '银行卡号 (?)': '6222021001001230000',
    });
    expect(customers[1]?.points.map(({ value }) => value)).toEqual(['13911110007']);
    expect(customers[1]?.values).toEqual({
      '身份证号 (?)': '320508198511214000',
      '银行卡号 (?)': '6222021001005670000',
    });
  });

  test('takes a long number that ends in zeros by itself', async () => {
    const { customers, outcome } = await imported(
      '姓名,银行卡号\n江未,6222021001001230000\n卫青禾,6222021001001234432\n石蕴,6222021001005678919\n',
    );
    expect(outcome.warned).toBe(0);
    expect(customers[0]?.values).toEqual({ 银行卡号: '6222021001001230000' });
  });

  test('says which formula failed, and keeps the type of its column', async () => {
    const { customers, outcome, fields } = await imported(
      'Name,Phone,Since\nAda Holt,#N/A,2020-01-02\nBo Lund,+1 203 555 0139,#REF!\nCy Marsh,+1 203 555 0140,2021-03-04\n',
    );
    expect(outcome.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'Phone', 'import/formula-error'],
      [3, 'Since', 'import/formula-error'],
    ]);
    expect(customers.map(({ notes }) => notes)).toEqual(['', '', '']);
    expect(fields).toEqual(['Since date internal']);
  });

  test.each(['="0102"', "'0102", '0102\t'])('keeps a column of codes as text: %s', async (cell) => {
    const { customers, fields } = await imported(`Name,Room\nAda Holt,${cell}\nBo Lund,3\n`);
    expect(fields).toEqual(['Room text internal']);
    expect(customers.map(({ values }) => values['Room'])).toEqual(['0102', '3']);
  });

  test('takes words for nothing for nothing, and no more', async () => {
    const { customers, fields, outcome } = await imported(
      [
        'Last Name,First Name,Phone,Email,City,Since,Allergies,Vegetarian,Notes',
        'Null,Ann,\\N,xan@example.org,NULL,2020-01-02,无,有,—',
        'Rand,Na,NULL,\\N,Nullarbor,N/A,青霉素,无,(blank)',
        'Wu,None,暂无,-,无锡,—,花生,有,无',
      ].join('\n'),
    );
    expect(outcome.warned).toBe(0);
    expect(customers.map(({ name }) => name)).toEqual(['Ann Null', 'Na Rand', 'None Wu']);
    expect(customers.map(({ points }) => points.map(({ value }) => value))).toEqual([
      ['xan@example.org'],
      ['Nullarbor'],
      ['无锡'],
    ]);
    expect(customers.map(({ notes }) => notes)).toEqual(['', '', '']);
    expect(fields).toContain('Since date internal');
    expect(fields).toContain('Vegetarian yes-no internal');
    expect(
      customers.map(({ values }) => [values['Since'], values['Allergies'], values['Vegetarian']]),
    ).toEqual([
      ['2020-01-02', '无', true],
      [undefined, '青霉素', false],
      [undefined, '花生', true],
    ]);
  });

  test('in our own file a word for nothing is what somebody wrote', async () => {
    const { customers } = await imported('Name,All phones,Notes\nAda Holt,+1 203 555 0139,N/A\n');
    expect(customers[0]?.notes).toBe('N/A');
  });
});

describe('words for nothing', () => {
  const phone: Target = { to: 'phone', group: 0, part: 'value', label: '' };
  const given: Target = { to: 'given-name' };
  const whole: Target = { to: 'name' };
  test.each([
    ['\\N', phone, true],
    ['(NULL)', phone, true],
    ['（空）', phone, true],
    ['n/a', phone, true],
    ['——', phone, true],
    ['／', phone, true],
    ['未填写', phone, true],
    ['keine Angabe', phone, true],
    ['nullo', phone, false],
    ['没有电话', phone, false],
    ['0', phone, false],
    ['Null', given, false],
    ['None', whole, false],
    ['NULL', given, true],
    ['无', given, false],
    ['无', whole, true],
    ['NA', { to: 'address', group: 0, part: 'country', label: '' }, false],
  ] as const)('%s in %j: %s', (cell, target, expected) => {
    expect(isNothingIn(cell, target, null)).toBe(expected);
  });
});

describe('numbers of somebody, as programs that reckon with fractions write them', () => {
  test('13811110002.0 is 13811110002 where a number is a code', async () => {
    await using vault = openTestVault();
    const outcome = await vault.importFile(
      fileOf(
        'Name,Phone,Zip,ID number,Size\n' +
          'Ann Bell,13811110002.0,10115.0,110105199003.0,12.0\n' +
          'Bo Carr,4479110000010.00,02101-1234,110105199004,13.5\n' +
          'Cy Dale,555.123.4000,10117,110105199005.5,14.0\n',
      ),
    );
    expect(outcome).toMatchObject({ rows: 3, added: 3, warned: 0 });
    const { customers } = recordsOf(vault.vault);
    expect(customers.map(({ points }) => points.map(({ value }) => value))).toEqual([
      ['13811110002', '10115'],
      ['4479110000010', '02101-1234'],
      ['555.123.4000', '10117'],
    ]);
    expect(customers.map(({ values }) => values['ID number'])).toEqual([
      '110105199003',
      '110105199004',
      '110105199005.5',
    ]);
  });

  test('the same number without a fraction finds the same customer', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileOf('Name,Phone\nAnn Bell,13811110002\n'));
    expect(await vault.importFile(fileOf('Name,Phone\nAnn Bell,13811110002.0\n'))).toMatchObject({
      added: 0,
      unchanged: 1,
    });
  });
});
