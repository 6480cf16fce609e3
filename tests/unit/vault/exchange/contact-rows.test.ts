/** Sheets with a row for each contact, as Chinese companies keep them: one customer, several contacts, nothing lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksOf } from './linked.ts';
import { recordsOf, type PlainCustomer } from './records.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

let files = 0;
function fileIn(vault: TestVault, text: string): string {
  const path = join(vault.folder, `rows-${String(++files)}.csv`);
  writeFileSync(path, text);
  return path;
}

/** By contact, the values of its points; those of the company itself under an empty name. */
function reachedBy({ points, contacts }: PlainCustomer): Record<string, string[]> {
  const by: Record<string, string[]> = {};
  for (const { contactId, value } of points) {
    const name = contacts.find(({ id }) => id === contactId)?.name ?? '';
    (by[name] ??= []).push(value);
  }
  return by;
}

const headings = '客户名称,联系人,职务,联系电话,邮箱,公司电话,性别,备注\n';

describe('rows that repeat a company', () => {
  test('are one customer with a contact each, and what a row says of its contact stays with the contact', async () => {
    await using vault = openTestVault();
    const outcome = await vault.importFile(
      fileIn(
        vault,
        `${headings}义乌贸易有限公司,李四,采购,13800138000,li@x.cn,0579-85551234,男,先付款\n` +
          '宁波机械厂,赵六,厂长,13700137000,,,男,\n' +
          '义乌贸易有限公司,王五,财务,13900139000,wang@x.cn,0579-85551234,女,月底对账\n' +
          '义乌贸易有限公司,李四,,13600136000,,,,\n',
      ),
    );
    expect(outcome).toMatchObject({ rows: 4, added: 2, updated: 2, skipped: 0, refused: 0 });
    const { customers } = recordsOf(vault.vault);
    expect(customers).toHaveLength(2);
    const [company] = customers;
    expect(company).toMatchObject({
      kind: 'company',
      name: '义乌贸易有限公司',
      notes: '先付款',
      contacts: [
        { name: '李四', jobTitle: '采购', note: '' },
        { name: '王五', jobTitle: '财务', note: '月底对账\n性别: 女' },
      ],
      values: { 性别: '男' },
    });
    expect(company === undefined ? {} : reachedBy(company)).toEqual({
      '': ['0579-85551234'],
      李四: ['13800138000', 'li@x.cn', '13600136000'],
      王五: ['13900139000', 'wang@x.cn'],
    });
  });

  test('are one where the file numbers its customers, by number and name', async () => {
    await using vault = openTestVault();
    const outcome = await vault.importFile(
      fileIn(
        vault,
        '客户编号,客户名称,联系人,手机\n' +
          'K1,陈记商行,陈一,13800138001\nK2,陈记商行,陈二,13800138002\nK1,陈记商行,陈三,13800138003\n',
      ),
    );
    expect(outcome).toMatchObject({ added: 2, updated: 1, skipped: 0 });
    expect(recordsOf(vault.vault).customers.map(({ contacts }) => contacts.map(({ name }) => name))).toEqual([
      ['陈一', '陈三'],
      ['陈二'],
    ]);
  });

  test('that contradict the company in a sealed field are customers of their own', async () => {
    await using vault = openTestVault();
    const outcome = await vault.importFile(
      fileIn(
        vault,
        '公司名称,联系人,手机,身份证号\n' +
          '甲公司,张三,13800138000,110101199001011237\n甲公司,李四,13900139000,11010119900101121X\n',
      ),
    );
    expect(outcome).toMatchObject({ added: 2, updated: 0 });
  });

  test('bring new contacts to a company that is here already, or are left out, but never make a second one', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, '公司名称,联系人,手机\n义乌贸易有限公司,李四,13800138000\n'));
    const more = fileIn(
      vault,
      '公司名称,联系人,手机\n义乌贸易有限公司,王五,13900139000\n义乌贸易有限公司,赵六,13700137000\n',
    );
    expect(await vault.importFile(more)).toMatchObject({ added: 0, updated: 0, skipped: 2 });
    expect(await vault.importFile(more, { duplicates: 'update' })).toMatchObject({ added: 0, updated: 2 });
    const { customers } = recordsOf(vault.vault);
    expect(customers.map(reachedBy)).toEqual([
      { 李四: ['13800138000'], 王五: ['13900139000'], 赵六: ['13700137000'] },
    ]);
    expect(await vault.importFile(more, { duplicates: 'update' })).toMatchObject({ unchanged: 2 });
  });

  test('several names in one cell are several contacts, of whom the first has the numbers', async () => {
    await using vault = openTestVault();
    await vault.importFile(fileIn(vault, '公司名称,联系人,手机\n甲公司,"李四\n王五",13800138000\n'));
    const { customers } = recordsOf(vault.vault);
    expect(customers).toMatchObject([{ contacts: [{ name: '李四' }, { name: '王五' }] }]);
    expect(customers.map(reachedBy)).toEqual([{ 李四: ['13800138000'] }]);
  });
});

describe('columns that name the contact', () => {
  test('that say whose a number is, share it as they say', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(
      path,
      '公司名称,电话,联系人,联系人职务,联系人手机,联系人邮箱,联系人地址\n' +
        '甲公司,0571-8555123,李四,采购,13800138000,li@x.cn,杭州市西湖区文三路1号\n' +
        '甲公司,0571-8555123,王五,财务,13800138000,wang@x.cn,\n',
    );
    expect(await vault.importFile(path)).toMatchObject({ added: 1, updated: 1 });
    expect(linksOf(vault)).toMatchObject([
      {
        own: [{ value: '0571-8555123' }],
        contacts: [
          {
            name: '李四',
            jobTitle: '采购',
            points: [
              { value: '杭州市西湖区文三路1号' },
              { value: 'li@x.cn' },
              { value: '13800138000', label: '手机' },
            ],
          },
          { name: '王五', jobTitle: '财务', points: [{ value: 'wang@x.cn' }, { value: '13800138000' }] },
        ],
      },
    ]);
  });

  test('without a company, what is said of a contact is the customer’s own', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(path, '联系人,联系人职务,联系人电话,电话\n张三,采购,13800138000,0571-8555123\n');
    await vault.importFile(path);
    expect(recordsOf(vault.vault).customers).toMatchObject([
      { kind: 'person', name: '张三', jobTitle: '采购', contacts: [] },
    ]);
    expect(linksOf(vault)).toMatchObject([{ own: [{ value: '13800138000' }, { value: '0571-8555123' }] }]);
  });
});
