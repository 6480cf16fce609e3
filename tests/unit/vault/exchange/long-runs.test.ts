/**
 * Cells of one sign over and over, up to the longest that a cell may be: each is read in one pass. A pattern that begins anew at
 * every sign takes hours for one of them, and a colleague's file would hold the app up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { maxCellLength } from '../../../../src-main/vault/exchange/source.ts';
import { openTestVault } from './test-vault.ts';

const headings = [
  'Name',
  'Company',
  'Contact name',
  'Phone',
  'Email',
  'Website',
  'Address',
  'Tags',
  'Birthday',
  'ID number',
  'Notes',
  'Remark',
  'Amount',
];
/** What a cell begins with, what it goes on with, and what it ends with. */
const runs: readonly (readonly [string, string, string])[] = [
  ['a', ' ', 'b'],
  ['', '\u3000', '1'],
  ['1', '0', '/'],
  ['', '+', 'a'],
  ['', '(', 'a'],
  ['', '店（', 'a'],
  ['www.', '.', ' a'],
  ['', 'a', '!'],
  ['a', '=', 'b'],
  ['', '1 ', 'a'],
];

const cellOf = ([start, run, end]: readonly [string, string, string], length: number): string =>
  `${start}${run.repeat(Math.floor((length - start.length - end.length) / run.length))}${end}`;

test.each(runs.map((run) => [run[1], run] as const))('%j again and again', async (_, run) => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  const cell = `"${cellOf(run, maxCellLength)}"`;
  const rows = headings.map((heading, at) =>
    headings.map((_name, column) => (column === at ? cell : column === 0 ? `Row ${heading}` : '')),
  );
  writeFileSync(path, [headings, ...rows].map((row) => row.join(',')).join('\n'));
  expect(await vault.importFile(path)).toMatchObject({ refused: 0 });
});

test.each(runs.map((run) => [run[1], run] as const))('%j again and again, as a heading', async (_, run) => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  const heading = `"${cellOf(run, maxCellLength)}"`;
  writeFileSync(path, `Name,${heading},Phone\nAda,x,+49 30 1234567\n`);
  expect(await vault.importFile(path)).toMatchObject({ refused: 0 });
});

test('numbers that can be parted in many ways are parted once', async () => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  writeFileSync(path, `Name,Phone\nAda,${'(1)123456 '.repeat(200)}1234567890123456\n`);
  expect(await vault.importFile(path)).toMatchObject({ added: 1 });
});

test('a heading of brackets, and one line of letters in a file of another encoding', async () => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'file.csv');
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`Name,${'('.repeat(100_000)},Notes\nAda,x,${'a'.repeat(60_000)}\nB`),
      Buffer.from([0xfc]),
      Buffer.from('hler,,\n'),
    ]),
  );
  expect(await vault.importFile(path)).toMatchObject({ added: 2 });
});
