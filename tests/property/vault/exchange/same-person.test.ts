/** Whoever has another name is another person, however many share a number: none is dropped, none takes another's name. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../../../unit/vault/exchange/records.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/exchange/test-vault.ts';

/** Distinct people, many of them in one family or office; each in the ways in which their name may be written. */
const people = [
  ['Lena Grove', 'LENA GROVE', 'Grove Lena', ' Lena  Grove'],
  ['Miles Grove', 'Grove Miles'],
  ['Mr Grove'],
  ['Mrs Grove'],
  ['John Smith', 'SMITH JOHN'],
  ['John Smith Jr', 'John  Smith Jr'],
  ['Bob Hill'],
  ['Robert Hill', 'Hill Robert'],
  ['Jo Eads', 'jo eads'],
  ['Jo Eadson'],
  ['张三', '张　三', '张\u200b三'],
  ['张三丰', '张 三 丰'],
  ['李四'],
  ['欧阳先生'],
  ['欧阳女士'],
  ['Ａｎｎ', 'Ann'],
  ['Anna'],
  ["Sean O'Brien", 'Seán O’Brien'],
] as const;

/** What may stand in several people's cells, with the ways in which it may be written. */
const phones = [
  [''],
  ['00000000000', '000 0000 0000'],
  ['123456789'],
  ['138****0004'],
  ['+44 1865 555128', '0044 1865 555128'],
  ['010-65529988', '+86 10 6552 9988'],
  ['010-65529988转801', '010-65529988 ext. 801'],
  ['010-65529988转802', '010-65529988-802'],
  ['13811110026', '+86 138 1111 0026'],
] as const;
const emails = [[''], ['none@none.com'], ['无'], ['office@ridge.cn', 'OFFICE@ridge.cn']] as const;

interface Row {
  readonly person: number;
  readonly cells: string;
}

const rows = fc
  .uniqueArray(
    fc.record({
      person: fc.nat(people.length - 1),
      phone: fc.constantFrom(...phones),
      email: fc.constantFrom(...emails),
      ways: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 3 }),
    }),
    { selector: ({ person }) => person, minLength: 2, maxLength: people.length },
  )
  .chain((entries) => {
    const all = entries.flatMap(({ person, phone, email, ways }) =>
      ways.map(([n, p, e, isSecond]): Row & { isSecond: boolean } => {
        const names = people[person] ?? [''];
        const cells = [names[n % names.length], phone[p % phone.length], email[e % email.length]];
        return { person, isSecond, cells: cells.map((cell) => `"${cell ?? ''}"`).join(',') };
      }),
    );
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

const heading = 'Name,Phone,Email\n';

function whoIs(name: string): number {
  return people.findIndex((ways) => ways.some((way) => way.trim() === name));
}

/** The people in the vault, by their place in the list. */
function inVault({ vault }: TestVault): number[] {
  return recordsOf(vault)
    .customers.map(({ name }) => whoIs(name))
    .sort((one, other) => one - other);
}

function fileOf(vault: TestVault, name: string, lines: readonly Row[]): string {
  const path = join(vault.folder, name);
  writeFileSync(path, heading + lines.map(({ cells }) => `${cells}\n`).join(''));
  return path;
}

describe('as many people as there are names', () => {
  test.each(['skip', 'update'] as const)('%s', async (duplicates) => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        await using vault = openTestVault();
        const distinct = [...new Set(all.map(({ person }) => person))].sort((one, other) => one - other);
        const first = fileOf(
          vault,
          'first.csv',
          all.filter(({ isSecond }) => !isSecond),
        );
        const second = fileOf(
          vault,
          'second.csv',
          all.filter(({ isSecond }) => isSecond),
        );
        const together = fileOf(vault, 'together.csv', all);
        for (const path of [first, second, together, second, first])
          if (path === together || all.some(({ isSecond }) => isSecond === (path === second)))
            await vault.importFile(path, { duplicates });
        expect(inVault(vault)).toEqual(distinct);

        await using other = openTestVault();
        await other.importFile(fileOf(other, 'all.csv', all), { duplicates });
        expect(inVault(other)).toEqual(distinct);
      }),
      { numRuns: 20 },
    );
  });
});

test('two rows of one file under one ID number are two people, though the vault has the first already', async () => {
  await using vault = openTestVault();
  const path = join(vault.folder, 'one-number.csv');
  const first = '姓名,身份证号\n王一,110105199003071234\n';
  writeFileSync(path, first);
  await vault.importFile(path);
  writeFileSync(path, `${first}王八,110105199003071234\n`);
  await vault.importFile(path, { duplicates: 'update' });
  expect(recordsOf(vault.vault).customers.map(({ name }) => name)).toEqual(['王一', '王八']);
});
