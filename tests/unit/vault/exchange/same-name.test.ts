import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSameName, nameKeysOf, updatedName } from '../../../../src-main/vault/exchange/import/same-name.ts';
import { sortKey } from '../../../../src-main/vault/search/sort-key.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

describe('two names are the same', () => {
  test.each([
    ['张三', '张　三'],
    ['王五', '王\u200b五'],
    ['Lena Grove', 'LENA  GROVE'],
    ['Lena Grove', 'Grove, Lena'],
    ['Ｌｅｎａ Grove', 'Lena Grove'],
    ['Dr. Lena Grove', 'Lena Grove'],
    ['Lena Grove, MD', 'Lena Grove'],
    ['张三丰先生', '张三丰'],
    ['O’Brien Seán', "Sean O'Brien"],
    ['Anne-Marie Roy', 'Anne Marie Roy'],
    ['阿卜杜拉·买买提', '阿卜杜拉买买提'],
    ['★', '★'],
  ])('%s, %s', (one, other) => {
    expect(isSameName(one, other)).toBe(true);
    expect(isSameName(other, one)).toBe(true);
  });

  test.each([
    ['张三', '张三丰'],
    ['Lena Grove', 'Miles Grove'],
    ['Jo Eads', 'Jo Eadson'],
    ['John Smith', 'John Smith Jr'],
    ['Bob Hill', 'Robert Hill'],
    ['Mr Grove', 'Mrs Grove'],
    ['Mr John Grove', 'Mrs John Grove'],
    ['王先生', '王女士'],
    ['欧阳先生', '欧阳女士'],
    ['王芳（财务）', '王芳（市场）'],
    ['はな', 'ばな'],
    ['★', '♦'],
  ])('but not %s, %s', (one, other) => {
    expect(isSameName(one, other)).toBe(false);
    expect(isSameName(other, one)).toBe(false);
  });
});

test('the keys of a name find it in either order and without its title', () => {
  const keys = (name: string): string[] => nameKeysOf({ name, nameKey: sortKey(name) });
  expect(keys('Grove, Lena')).toContain(sortKey('Lena Grove'));
  expect(keys('Lena Marie Grove')).toContain(sortKey('Grove, Lena Marie'));
  expect(keys('Dr. Lena Grove')).toContain(sortKey('Lena Grove'));
  expect(sortKey('张　三')).toBe(sortKey('张三'));
  expect(sortKey('王\u200b五')).toBe(sortKey('王五'));
});

test('an update leaves the name that says more', () => {
  expect(updatedName('Dr. Lena Grove', 'Lena Grove')).toBe('Dr. Lena Grove');
  expect(updatedName('Lena Grove', 'Dr. Lena Grove')).toBe('Dr. Lena Grove');
  expect(updatedName('张三', '张　三')).toBe('张三');
  expect(updatedName('lena grove', 'Lena Grove')).toBe('Lena Grove');
});

describe('without any number, with a title in one file and none in the other', () => {
  test.each([
    ['Dr. Lena Grove', 'Lena Grove', 'Dr. Lena Grove'],
    ['Lena Grove', 'Dr. Lena Grove', 'Dr. Lena Grove'],
    ['Prof. Dr. Jörg Weiß', 'Jörg Weiß', 'Prof. Dr. Jörg Weiß'],
    ['Lena Grove, MD', 'Grove, Lena', 'Lena Grove, MD'],
    ['Frau Anna Lang', 'Anna Lang', 'Frau Anna Lang'],
    ['王芳女士', '王芳', '王芳女士'],
    ['王芳', '王芳女士', '王芳女士'],
    ['欧阳明远教授', '欧阳明远', '欧阳明远教授'],
  ])('%s, then %s', async (first, second, left) => {
    for (const isOneFile of [false, true]) {
      await using vault = openTestVault();
      const path = join(vault.folder, 'in.csv');
      const file = (...names: string[]): string => {
        writeFileSync(path, ['Name,Company', ...names.map((name) => `"${name}",Lee Mills`)].join('\n'));
        return path;
      };
      if (!isOneFile) await vault.importFile(file(first, 'Bo Lund'));
      const outcome = await vault.importFile(isOneFile ? file(first, second) : file(second), {
        duplicates: 'update',
      });
      expect(outcome.added).toBe(isOneFile ? 1 : 0);
      expect(recordsOf(vault.vault).customers[0]?.name).toBe(left);
    }
  });

  test('another title is another person', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(path, 'Name\nMr John Grove\nMrs John Grove\n');
    expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({ added: 2 });
  });
});
