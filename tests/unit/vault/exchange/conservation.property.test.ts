/** Of any table, each filled cell is in one of three places: in what was made of its row, in the notes under its heading, or named as left out. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf, type PlainCustomer } from './records.ts';
import { openTestVault } from './test-vault.ts';

/** Cells by heading: those that fit, and those that do not. None is part of another. */
const cells: Readonly<Record<string, readonly string[]>> = {
  手机: ['13811110007', '138****0107', '1.38111E+10', '#N/A'],
  邮箱: ['ada@example.org', '没写清楚'],
  地址: ['苏州市平江路8号'],
  城市: ['苏州市'],
  公司: ['青岚文具有限公司'],
  职务: ['采购经理', '长'.repeat(600)],
  客户类型: ['个人', '散客户头'],
  联系人部门: ['财务部'],
  身份证号: ['11010519900307232X', '1.10105E+17', '#REF!'],
  银行卡号: ['6222021001001234432'],
  生日: ['1990-03-07', '初八那天'],
  余额: ['¥1250.75', '面议再说'],
  等级: ['特级', '二级'],
  标签: ['VIP', '签'.repeat(250)],
  密码: ['hunter2!'],
  负责人: ['王不在库'],
  备注: ['老主顾了', '#NAME?'],
};
const headings = Object.keys(cells);

const table = fc.subarray(headings, { minLength: 1 }).chain((some) =>
  fc.record({
    columns: fc.shuffledSubarray(some, { minLength: some.length }),
    rows: fc.array(
      fc.record(
        Object.fromEntries(headings.map((name) => [name, fc.constantFrom('', ...(cells[name] ?? []))])),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  }),
);

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s,¥]/g, '');

function saysElsewhere({ notes: _, ...customer }: PlainCustomer, cell: string): boolean {
  if (cell === '个人') return customer.kind === 'person';
  return plain(JSON.stringify(customer)).includes(plain(cell));
}

test('each filled cell is in one place, and the counts by column say which', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, rows }) => {
      await using vault = openTestVault();
      const path = join(vault.folder, 'in.csv');
      const lines = rows.map((row, at) => [
        `客户甲${String(at)}号`,
        ...columns.map((name) => row[name] ?? ''),
      ]);
      writeFileSync(path, [['姓名', ...columns], ...lines].map((each) => each.join(',')).join('\n'));
      const outcome = await vault.importFile(path, { duplicates: 'add' });
      expect(outcome).toMatchObject({ added: rows.length, refused: 0 });
      const { customers } = recordsOf(vault.vault);
      const notes = new Map<string, number>();
      const nowhere = new Map<string, number>();
      customers.forEach((customer, at) => {
        for (const name of columns) {
          const cell = rows[at]?.[name] ?? '';
          if (cell === '') continue;
          const isInNotes = plain(customer.notes).includes(
            plain(name === '备注' ? cell : `${name}: ${cell}`),
          );
          const isElsewhere = saysElsewhere(customer, cell);
          const isNamed =
            outcome.problems.some(({ line, column }) => line === at + 2 && column === name) ||
            outcome.leftOutColumns.some(({ column }) => column === name);
          const places = `${name} ${cell}: ${String(isInNotes)} ${String(isElsewhere)} ${String(isNamed)}`;
          expect(isInNotes || isElsewhere || isNamed, places).toBe(true);
          if (isInNotes && name !== '备注') notes.set(name, (notes.get(name) ?? 0) + 1);
          else if (!isInNotes && !isElsewhere) nowhere.set(name, (nowhere.get(name) ?? 0) + 1);
        }
      });
      const counted = (strayed: readonly { column: string; rows: number }[]): [string, number][] =>
        strayed.map(({ column, rows: count }) => [column, count]);
      const inOrder = (found: ReadonlyMap<string, number>): [string, number][] =>
        columns.flatMap((name) =>
          found.has(name) ? [[name, found.get(name) ?? 0] as [string, number]] : [],
        );
      expect(counted(outcome.toNotes)).toEqual(inOrder(notes));
      expect(counted(outcome.leftOutColumns)).toEqual(inOrder(nowhere));
    }),
    { numRuns: 40 },
  );
});
