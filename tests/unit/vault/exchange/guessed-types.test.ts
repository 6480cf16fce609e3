/** What a column is taken for, and that its values stay what they were. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

async function imported(text: string): Promise<{ fields: string[]; values: Record<string, unknown>[] }> {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  writeFileSync(path, text);
  await vault.importFile(path);
  const { fields, customers } = recordsOf(vault.vault);
  return {
    fields: fields.map((field) => field.replace(/ internal$/, '')),
    values: customers.map(({ values }) => values),
  };
}

test('a gender that is F for all is no answer', async () => {
  const { fields, values } = await imported('Name,Gender\nAda Winter,F\nBea Lund,F\nCleo Marsh,F\n');
  expect(fields).toEqual(['Gender text']);
  expect(values).toEqual([{ Gender: 'F' }, { Gender: 'F' }, { Gender: 'F' }]);
});

test.each([
  ['T', 'F', 'yes-no'],
  ['是', '否', 'yes-no'],
  ['有', '无', 'yes-no'],
  ['Yes', 'no', 'yes-no'],
  ['M', 'F', 'text'],
  ['有', '有', 'text'],
  ['yes', '否', 'text'],
])('%s and %s: %s', async (one, other, type) => {
  const { fields } = await imported(`Name,Info\nAda Winter,${one}\nBea Lund,${other}\nCleo Marsh,${one}\n`);
  expect(fields).toEqual([`Info ${type}`]);
});

test('a decimal comma below one is never a sign of thousands', async () => {
  const { values } = await imported(
    'Name;Rabatt;Gewicht\nFirma A GmbH;0,125;0,750\nFirma B GmbH;0,250;0,375\n',
  );
  expect(values).toEqual([
    { Rabatt: 0.125, Gewicht: 0.75 },
    { Rabatt: 0.25, Gewicht: 0.375 },
  ]);
});

test('the decimal mark that one column proves is that of the others', async () => {
  const { values } = await imported('Name;Info;More\nAda Winter;1,234;1,5\nBea Lund;5,678;2,25\n');
  expect(values).toEqual([
    { Info: 1.234, More: 1.5 },
    { Info: 5.678, More: 2.25 },
  ]);
  const pointed = await imported('Name;Info;More\nAda Winter;1,234;1.5\nBea Lund;5,678;2.25\n');
  expect(pointed.values).toEqual([
    { Info: 1234, More: 1.5 },
    { Info: 5678, More: 2.25 },
  ]);
});

test('codes stay as they are written', async () => {
  const { values } = await imported(
    'Name,Room,Contract,Zone,Long,Build\n' +
      'Cal Voss,12.10,20240101,01234,9007199254740993,1.2.03\n' +
      'Deb West,12.20,20240102,04101,9007199254740995,4.5.06\n' +
      'Eli Yates,3.10,20240203,99501,9007199254740997,7.8.09\n',
  );
  expect(values[0]).toEqual({
    Room: '12.10',
    Contract: '20240101',
    Zone: '01234',
    Long: '9007199254740993',
    Build: '1.2.03',
  });
});

test('a heading that says so makes them dates and numbers', async () => {
  const { values } = await imported(
    'Name,Start date,Weight\nCal Voss,20240101,12.10\nDeb West,20240102,12.20\n',
  );
  expect(values[0]).toEqual({ 'Start date': '2024-01-01', Weight: 12.1 });
});

test('an amount keeps the zeros of its cents', async () => {
  const { values } = await imported('Name,Amount\nCal Voss,12.50\nDeb West,"1,200.00"\n');
  expect(values).toEqual([
    { Amount: { amount: '12.50', currency: 'CNY' } },
    { Amount: { amount: '1200.00', currency: 'CNY' } },
  ]);
});

test('spellings that an option would make one are no choice', async () => {
  const rows = Array.from(
    { length: 24 },
    (_, at) => `Customer ${String(at)},${at % 3 === 0 ? 'vip' : 'VIP'}\n`,
  );
  const { fields, values } = await imported(`Name,Level\n${rows.join('')}`);
  expect(fields).toEqual(['Level text']);
  expect(values.slice(0, 2)).toEqual([{ Level: 'vip' }, { Level: 'VIP' }]);
});

test('dates whose order nothing shows stay as they are written', async () => {
  expect((await imported('Name,Since\nAda Winter,3/4/1971\nBea Lund,5/6/1980\n')).values).toEqual([
    { Since: '3/4/1971' },
    { Since: '5/6/1980' },
  ]);
  expect((await imported('Name,Since\nAda Winter,3/4/1971\nBea Lund,5/16/1980\n')).values).toEqual([
    { Since: '1971-03-04' },
    { Since: '1980-05-16' },
  ]);
  expect((await imported('Name,Since\nAda Winter,13/4/1971\nBea Lund,5/16/1980\n')).values).toEqual([
    { Since: '13/4/1971' },
    { Since: '5/16/1980' },
  ]);
});
