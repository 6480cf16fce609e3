/** Cells as long as they may be, of what patterns have to look at again and again: each is read in its time, and kept. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitPoints } from '../../../../src-main/vault/exchange/import/split-points.ts';
import { oneLine } from '../../../../src-preload/contract/texts.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

const long = (piece: string): string => piece.repeat(Math.floor(190_000 / piece.length));

const pieces = {
  letters: 'a',
  'Chinese words': '路',
  digits: '1',
  'digits and spaces': '1 ',
  spaces: 'a                                                        ',
  brackets: '(',
  'full-width brackets': '店（',
  dots: 'a.',
  'zero-width joiners': 'a\u200d\u200d\u200d\u200d\u200d\u200d\u200d\u200d',
};

describe.each(Object.entries(pieces))('%s', (_, piece) => {
  test.each([
    'Name,Phone,Email,Website',
    'Name,Email,Phone,Website',
    'Name,Website,Email,Phone',
    'Company,Contact name,Email,Phone',
    'Notes,Name,Email,Phone',
  ])('in a file with the headings %s', async (headings) => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'file.csv');
    const text = `${long(piece)}x`;
    writeFileSync(path, `${headings}\n"Ada","${text}","ada@example.org",\n"Bo","","bo@example.org",\n`);
    expect(await vault.importFile(path)).toMatchObject({ added: 2, refused: 0 });
    expect(recordsOf(vault.vault).customers).toHaveLength(2);
  });

  test('as a name', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'file.csv');
    writeFileSync(path, `Name,Email\n"x${long(piece)}x","ada@example.org"\n`);
    expect(await vault.importFile(path)).toMatchObject({ added: 1, refused: 0 });
  });

  test('in a file of an old encoding', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'file.csv');
    const text = piece === 'a' || piece === '1' ? long(piece) : 'Wien';
    writeFileSync(path, Buffer.from(`Name,Notes\nMüller,${text}ä\n`, 'latin1'));
    expect(await vault.importFile(path)).toMatchObject({ added: 1, refused: 0 });
    expect(recordsOf(vault.vault).customers).toMatchObject([{ name: 'Müller' }]);
  });
});

test('numbers in a row, of which the last is none, are one text', () => {
  const text = `Tel ${'(1) 234567 (8) '.repeat(40)}123456789012345678901234567890`;
  expect(splitPoints('phone', text)).toEqual([{ value: text, label: '' }]);
});

test('numbers in a row are taken apart however many they are', () => {
  const numbers = Array.from({ length: 60 }, (_, at) => `138${String(10_000_000 + at)}`);
  expect(splitPoints('phone', numbers.join(' ')).map(({ value }) => value)).toEqual(numbers);
});

test('of joiners those at the end are gone', () => {
  const joiners = '\u200d'.repeat(190_000);
  expect(oneLine(`a${joiners}b${joiners}`)).toBe(`a${joiners}b`);
});
