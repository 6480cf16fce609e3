/** Where several columns say something for one place, all of it is kept: joined in its order, or in the notes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportOutcome, ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import { recordsOf, type PlainCustomer } from './records.ts';
import { openTestVault } from './test-vault.ts';

async function imported(
  text: string,
  plan: Partial<ImportPlan> = {},
): Promise<{ customers: PlainCustomer[]; outcome: ImportOutcome }> {
  await using vault = openTestVault();
  const path = join(vault.folder, 'in.csv');
  writeFileSync(path, text);
  const outcome = await vault.importFile(path, plan);
  return { customers: recordsOf(vault.vault).customers, outcome };
}

const addresses = ({ points }: PlainCustomer): unknown[] =>
  points.filter(({ type }) => type === 'address').map(({ value, address }) => [value, address?.street]);

describe('lines of one address', () => {
  const city = { city: 'Leeds', region: '', postalCode: '', country: '' };
  test.each([
    [
      'Name,Address,Address 2,City\nA B,12 Quay Road,Flat 5,Leeds',
      '12 Quay Road, Flat 5, Leeds',
      '12 Quay Road, Flat 5',
    ],
    [
      'Name,Address 2,Address 1,City\nA B,Flat 5,12 Quay Road,Leeds',
      '12 Quay Road, Flat 5, Leeds',
      '12 Quay Road, Flat 5',
    ],
    [
      'Name,Address Line 1,Address Line 2,Address,City\nA B,Unit 3,Mill Lane,Old Mill,Leeds',
      'Unit 3, Old Mill, Mill Lane, Leeds',
      'Unit 3, Old Mill, Mill Lane',
    ],
    ['Name,Street,Address,City\nA B,5 Elm St,"5 Elm St, Leeds",Leeds', '5 Elm St, Leeds', '5 Elm St'],
    [
      '客户名称,省份,城市,街道,详细地址\n甲,浙江省,杭州市,文三街道,翠苑路18号',
      '浙江省杭州市文三街道翠苑路18号',
      '文三街道翠苑路18号',
    ],
    [
      '客户名称,详细地址,街道,城市\n甲,翠苑路18号,文三街道,杭州市',
      '杭州市文三街道翠苑路18号',
      '文三街道翠苑路18号',
    ],
    [
      '客户名称,省份,城市,详细地址\n甲,浙江省,杭州市,浙江省杭州市翠苑路18号',
      '浙江省杭州市翠苑路18号',
      '翠苑路18号',
    ],
  ])('%s', async (text, value, street) => {
    const { customers } = await imported(`${text}\n`);
    expect(customers.map(addresses)).toEqual([[[value, street]]]);
    expect(customers[0]?.notes).toBe('');
    if (value.includes('Leeds')) expect(customers[0]?.points[0]?.address).toMatchObject({ ...city, street });
  });
});

describe('names', () => {
  test.each([
    ['Name,Salutation,Suffix\nAda Winter,Dr.,MD', { name: 'Dr. Ada Winter MD', notes: '' }],
    ['Name,Salutation\nDr. Ada Winter,Dr.', { name: 'Dr. Ada Winter', notes: '' }],
    ['姓名,尊称\n王芳,女士', { name: '王芳', notes: '尊称: 女士' }],
    ['姓,名,尊称\n王,芳,女士', { name: '王芳', notes: '尊称: 女士' }],
    [
      'First Name,Last Name,Account Name\nAnn,Lee,Lee Mills',
      { kind: 'person', name: 'Ann Lee', organisation: 'Lee Mills' },
    ],
    ['Name,First Name,Last Name\nAnn B. Lee,Ann,Lee', { name: 'Ann B. Lee', notes: '' }],
    ['Name,First Name,Last Name\nAnn,Ann,Lee', { name: 'Ann Lee', notes: '' }],
    ['Name,First Name,Last Name\nNana,Ann,Lee', { name: 'Nana', notes: 'First Name: Ann\nLast Name: Lee' }],
    ['Name,First Name,Last Name\nLee Ltd,Ann,Lee', { name: 'Ann Lee', organisation: 'Lee Ltd' }],
    [
      'Name,Company,First Name,Last Name\nLee Ltd,Roe Inc,Ann,Lee',
      { name: 'Ann Lee', organisation: 'Roe Inc', notes: 'Name: Lee Ltd' },
    ],
    [
      'Company,Salutation\nAcme Ltd,Messrs',
      { kind: 'company', name: 'Acme Ltd', notes: 'Salutation: Messrs' },
    ],
  ])('%s', async (text, expected) => {
    const { customers } = await imported(`${text}\n`);
    expect(customers).toMatchObject([expected]);
  });

  test('first and last names beside the account are people who work there', async () => {
    const { customers } = await imported(
      'First Name,Last Name,Account Name,Email\nAnn,Lee,Lee Mills,ann@example.org\nBob,Roe,Lee Mills,bob@example.org\n',
    );
    expect(customers.map(({ name, organisation }) => [name, organisation])).toEqual([
      ['Ann Lee', 'Lee Mills'],
      ['Bob Roe', 'Lee Mills'],
    ]);
  });
});

describe('what has no place', () => {
  test('goes into the notes under its heading, in the order of the columns, and is counted', async () => {
    const long = 'x'.repeat(201);
    const { customers, outcome } = await imported(
      '姓名,客户类型,联系人部门,备注,手机 - 类别,标签,联系人\n' +
        `张三,个人,采购部,老客户,,VIP;${long},\n李四,散客,,,,* myContacts,\n`,
      {
        targets: [
          { to: 'name' },
          { to: 'kind' },
          { to: 'contact-department' },
          { to: 'notes' },
          { to: 'phone', group: 0, part: 'label', label: '' },
          { to: 'tags' },
          { to: 'contact-name' },
        ],
      },
    );
    expect(customers).toMatchObject([
      { kind: 'person', notes: `联系人部门: 采购部\n老客户\n标签: ${long}`, tags: ['VIP'] },
      { kind: 'person', notes: '客户类型: 散客', tags: [] },
    ]);
    expect(outcome).toMatchObject({
      toNotes: [
        { column: '客户类型', rows: 1 },
        { column: '联系人部门', rows: 1 },
        { column: '标签', rows: 1 },
      ],
      // `* myContacts` is no tag of anybody's.
      leftOutColumns: [],
    });
  });

  test('of a sealed class goes into no notes', async () => {
    const { customers, outcome } = await imported('姓名,生日\n张三,1990-01-02\n李四,不详的\n', {
      targets: [
        { to: 'name' },
        { to: 'new-field', name: '生日', type: 'date', class: 'confidential', currency: 'CNY' },
      ],
    });
    expect(customers.map(({ notes }) => notes)).toEqual(['', '']);
    expect(Object.values(customers[1]?.values ?? {})).toEqual(['不详的']);
    expect(outcome).toMatchObject({ added: 2, refused: 0, toNotes: [], leftOutColumns: [] });
  });

  test('columns that are to be left out are counted too', async () => {
    const { outcome } = await imported('Name,Shoe\nAnn Lee,38\nBob Roe,\n', {
      targets: [{ to: 'name' }, { to: 'skip' }],
    });
    expect(outcome.leftOutColumns).toEqual([{ column: 'Shoe', rows: 1 }]);
  });

  test('two columns for one field: the second goes into the notes', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(path, 'Name,Colour\nAnn Lee,red\n');
    await vault.importFile(path);
    writeFileSync(path, 'Name,Colour,Hue\nBob Roe,blue,navy\n');
    const { jobId, columns } = await vault.open(path);
    const [name, colour] = columns.map(({ suggestion }) => suggestion);
    await vault.importFile(path, { jobId, targets: [name, colour, colour] as ImportPlan['targets'] });
    expect(recordsOf(vault.vault).customers[1]).toMatchObject({
      values: { Colour: 'blue' },
      notes: 'Hue: navy',
    });
  });
});

describe('headings', () => {
  test('客户名称 beside 联系人姓名 is a company with its contacts', async () => {
    const { customers } = await imported(
      '客户名称,联系人姓名,联系人电话,联系人职务\n松间茶业有限公司,鹿鸣,13811110048,经理\n松间茶业有限公司,竹影,13811110148,会计\n',
    );
    expect(customers).toMatchObject([
      {
        kind: 'company',
        name: '松间茶业有限公司',
        contacts: [
          { name: '鹿鸣', jobTitle: '经理' },
          { name: '竹影', jobTitle: '会计' },
        ],
      },
    ]);
  });
  test('with asterisks, brackets, line breaks and wide letters', async () => {
    const { customers } = await imported(
      '*客户名称（必填）,"联系人\n姓名",*手机号码【11位】,Ｅ－ｍａｉｌ,所在城市：\n禾木科技有限公司,江晚,13811110043,jw@example.org,苏州市\n',
    );
    expect(customers).toMatchObject([{ name: '禾木科技有限公司', contacts: [{ name: '江晚' }] }]);
    expect(customers[0]?.points.map(({ value }) => value).sort()).toEqual([
      '13811110043',
      'jw@example.org',
      '苏州市',
    ]);
  });
  test('that name a part of a thing', async () => {
    const { customers } = await imported(
      'Name / First Name,Name / Last Name,Emails / Primary Email,Phones / Primary Phone Number,Company / Name\nNell,Harper,nell@example.org,2125550129,Harper Mills\n',
    );
    expect(customers).toMatchObject([
      { kind: 'person', name: 'Nell Harper', organisation: 'Harper Mills', points: [{}, {}] },
    ]);
  });
  test('in traditional characters', async () => {
    const { customers } = await imported(
      '公司名稱,聯絡人,手機,電子郵件,備註\n松間茶業有限公司,鹿鳴,0912345678,lu@example.org,老客戶\n',
    );
    expect(customers).toMatchObject([
      { name: '松間茶業有限公司', contacts: [{ name: '鹿鳴' }], notes: '老客戶' },
    ]);
  });
});

describe('contacts', () => {
  test('further names stay where the first one is the customer’s own', async () => {
    const { customers } = await imported('客户名称,联系人\n张三,"张三\n李四"\n');
    expect(customers).toMatchObject([{ name: '张三', contacts: [{ name: '李四' }] }]);
  });

  test('what a later row says otherwise of a contact or the company stays in the contact’s note', async () => {
    const { customers } = await imported(
      '公司名称,联系人,联系人职务,联系人部门,职务\n甲公司,李四,经理,采购部,供应商\n甲公司,李四,总监,财务部,客户\n',
    );
    expect(customers).toMatchObject([
      {
        jobTitle: '供应商',
        contacts: [{ name: '李四', jobTitle: '经理', department: '采购部', note: '总监\n财务部\n客户' }],
      },
    ]);
  });
});

describe('several numbers in a cell', () => {
  test.each([
    [
      '13811110042 13911110042',
      [
        ['13811110042', ''],
        ['13911110042', ''],
      ],
    ],
    [
      '手机：13811110142；座机：010-65520142',
      [
        ['13811110142', '手机'],
        ['010-65520142', '座机'],
      ],
    ],
    ['13811110042（爱人）', [['13811110042', '爱人']]],
    [
      '13811110042 家 13911110042 办',
      [
        ['13811110042', '家'],
        ['13911110042', '办'],
      ],
    ],
    [
      '家13811110042，办13911110042',
      [
        ['13811110042', '家'],
        ['13911110042', '办'],
      ],
    ],
    [
      '13811110042或13911110042',
      [
        ['13811110042', ''],
        ['13911110042', ''],
      ],
    ],
    [
      '+1 212 555 0138 or +1 212 555 0139 (wife)',
      [
        ['+1 212 555 0138', ''],
        ['+1 212 555 0139', 'wife'],
      ],
    ],
    [
      '138 1111 0042 139 1111 0042',
      [
        ['138 1111 0042', ''],
        ['139 1111 0042', ''],
      ],
    ],
    [
      '+44 1273 555010 / +44 1273 555011',
      [
        ['+44 1273 555010', ''],
        ['+44 1273 555011', ''],
      ],
    ],
    ['(876) 495-2681 x24273', [['(876) 495-2681 x24273', '']]],
    ['0571-85551234转8001', [['0571-85551234转8001', '']]],
    [
      '１３８１１１１００４２　１３９１１１１００４２',
      [
        ['１３８１１１１００４２', ''],
        ['１３９１１１１００４２', ''],
      ],
    ],
    ['call after 6pm', [['call after 6pm', '']]],
    ['13811110042，房间 12', [['13811110042，房间 12', '']]],
  ])('%s', async (cell, expected) => {
    const { customers } = await imported(`Name,Phone\nAnn Lee,"${cell}"\n`, {
      targets: [{ to: 'name' }, { to: 'phone', group: 0, part: 'value', label: '' }],
    });
    expect(customers[0]?.points.map(({ value, label }) => [value, label])).toEqual(expected);
  });

  test('a number that is there already is found in a cell of two', async () => {
    await using vault = openTestVault();
    const path = join(vault.folder, 'in.csv');
    writeFileSync(path, 'Name,Phone\n岑今,13811110042\n');
    await vault.importFile(path);
    writeFileSync(path, 'Name,Phone\n岑今,13811110042 13911110042\n');
    expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({ added: 0, updated: 1 });
    expect(recordsOf(vault.vault).customers).toHaveLength(1);
  });

  test('the same number under two labels keeps both', async () => {
    const { customers } = await imported('Name,Mobile,Work phone\nAnn Lee,13811110042,13811110042\n');
    expect(customers[0]?.points.map(({ value, label }) => [value, label])).toEqual([
      ['13811110042', 'Mobile'],
      ['13811110042', 'Work'],
    ]);
  });

  test('e-mail addresses with names', async () => {
    const { customers } = await imported(
      'Name,Email\nAnn Lee,"Ann <ann@example.org>; lee@example.org (work)"\n',
      {
        targets: [{ to: 'name' }, { to: 'email', group: 0, part: 'value', label: '' }],
      },
    );
    expect(customers[0]?.points.map(({ value, label }) => [value, label])).toEqual([
      ['ann@example.org', 'Ann'],
      ['lee@example.org', 'work'],
    ]);
  });
});

describe('several addresses and contacts of one row', () => {
  test.each([
    '公司名称,公司地址,省,市,区,详细地址\n梧桐家具有限公司,苏州市姑苏区人民路1号,江苏省,苏州市,姑苏区,人民路4号',
    '公司名称,省,市,区,详细地址,公司地址\n梧桐家具有限公司,江苏省,苏州市,姑苏区,人民路4号,苏州市姑苏区人民路1号',
  ])('the parts go with the address that has no name of its own: %#', async (text) => {
    const { customers } = await imported(text);
    expect(customers[0]?.points.map(({ value }) => value).sort()).toEqual([
      '江苏省苏州市姑苏区人民路4号',
      '苏州市姑苏区人民路1号',
    ]);
  });

  test('a number of the second contact is not the first one’s', async () => {
    const { customers } = await imported(
      '公司名称,联系人姓名,联系人手机,联系人2姓名,联系人2手机\n梧桐家具有限公司,鹿鸣,13811110001,竹影,13811110002',
    );
    const points = customers[0]?.points ?? [];
    const [first, second] = ['13811110001', '13811110002'].map((number) =>
      points.find(({ value }) => value === number),
    );
    expect(first?.contactId).not.toBeNull();
    expect(second).toMatchObject({ contactId: null, label: '联系人2手机' });
  });
});
