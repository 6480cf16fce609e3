import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile, rereadFile, rowsOf } from '../../../../src-main/vault/exchange/import/open.ts';
import { suggestColumns } from '../../../../src-main/vault/exchange/import/suggest.ts';
import { workbook, zipArchive } from './xlsx-file.ts';
import { collected } from './collected.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures/import');
const folder = mkdtempSync(join(tmpdir(), 'coffer-open-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(content: string | Uint8Array, name = 'file.csv'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function suggested(path: string, fields: Parameters<typeof suggestColumns>[4] = []) {
  const file = await openFile(path);
  const columns = suggestColumns(file.headings, file.hasHeader, file.layout, file.survey, fields);
  return Object.fromEntries(columns.map((column) => [column.name, column.suggestion]));
}

describe('the files that real programs write', () => {
  test('Jiandaoyun, GB18030', async () => {
    const path = join(fixtures, 'jiandaoyun-customers-gb18030.csv');
    const file = await openFile(path);
    expect(file).toMatchObject({
      format: 'csv',
      hasHeader: true,
      layout: 'jiandaoyun',
      dateOrder: 'ymd',
      dialect: { encoding: 'gb18030', delimiter: ',' },
    });
    expect(file.survey.rowCount).toBe(2000);
    expect(await suggested(path)).toMatchObject({
      客户编号: { to: 'new-field', type: 'text', class: 'internal' },
      客户名称: { to: 'name' },
      客户类型: { to: 'kind' },
      联系人: { to: 'contact-name' },
      性别: { to: 'new-field', type: 'choice' },
      手机: { to: 'phone', group: 0, label: '手机' },
      座机: { to: 'phone', group: 1, label: '座机' },
      邮箱: { to: 'email', group: 0 },
      身份证号: { to: 'new-field', type: 'id-number', class: 'restricted' },
      所在地区: { to: 'address', part: 'region' },
      详细地址: { to: 'address', part: 'value' },
      客户来源: { to: 'new-field', type: 'choice' },
      创建时间: { to: 'new-field', type: 'date' },
      // Its values tell a time of day, which a date would drop.
      最后跟进时间: { to: 'new-field', type: 'text' },
      '预计成交金额(元)': { to: 'new-field', type: 'money', currency: 'CNY' },
      备注: { to: 'notes' },
    });
  });

  test('Google Contacts', async () => {
    const path = join(fixtures, 'google-contacts.csv');
    const file = await openFile(path);
    expect(file).toMatchObject({ layout: 'google', hasHeader: true, dialect: { encoding: 'utf-8' } });
    expect(file.survey.rowCount).toBe(1500);
    expect(await suggested(path)).toMatchObject({
      'First Name': { to: 'given-name' },
      'Organization Name': { to: 'organisation' },
      'Organization Title': { to: 'jobTitle' },
      Birthday: { to: 'new-field', type: 'date', class: 'confidential' },
      Labels: { to: 'tags' },
      'E-mail 2 - Label': { to: 'email', group: 1, part: 'label' },
      'Phone 2 - Value': { to: 'phone', group: 1, part: 'value' },
      'Address 1 - Postal Code': { to: 'address', part: 'postal-code' },
      'Website 1 - Value': { to: 'link' },
    });
  });

  test('Salesforce accounts', async () => {
    const path = join(fixtures, 'salesforce-accounts.csv');
    const file = await openFile(path);
    expect(file).toMatchObject({ layout: 'salesforce', hasHeader: true, dateOrder: 'mdy' });
    expect(file.survey.rowCount).toBe(1000);
    expect(await suggested(path)).toMatchObject({
      'Account Name': { to: 'name' },
      Type: { to: 'new-field', type: 'choice' },
      'Annual Revenue': { to: 'new-field', type: 'money', currency: 'USD' },
      'Number of Employees': { to: 'new-field', type: 'number' },
      'Billing Street': { to: 'address', part: 'street', group: 0 },
      'Billing Zip/Postal Code': { to: 'address', part: 'postal-code', group: 0 },
      'Created Date': { to: 'new-field', type: 'date' },
      Description: { to: 'notes' },
    });
  });
});

describe('suggestions', () => {
  const cases: [string, string, Record<string, unknown>][] = [
    [
      'Outlook',
      'Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Home Street,E-mail Address,E-mail 2 Address,Business Phone,Mobile Phone,Business Fax\nDr.,A,B,C,D,E,F,G,a@b.de,c@d.de,1,2,3\n',
      {
        Title: { to: 'name-prefix' },
        Company: { to: 'organisation' },
        'Business Street': { to: 'address', group: 0 },
        'Home Street': { to: 'address', group: 1 },
        'E-mail 2 Address': { to: 'email', group: 1 },
        'Mobile Phone': { to: 'phone', group: 1, label: 'Mobile' },
        'Business Fax': { to: 'phone', group: 2, label: 'Fax' },
      },
    ],
    [
      'Salesforce contacts',
      'First Name,Last Name,Account Name,Title,Email,Phone,Mailing City,Lead Source,Contact ID\nA,B,C,D,a@b.de,1,E,Web,003\n',
      {
        'Account Name': { to: 'organisation' },
        Title: { to: 'jobTitle' },
        'Mailing City': { to: 'address', part: 'city' },
        'Contact ID': { to: 'new-field' },
      },
    ],
    [
      'Google, old',
      'Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Name\nA B,A,B,* myContacts,* Home,a@b.de,Acme\n',
      {
        Name: { to: 'name' },
        'Group Membership': { to: 'tags' },
        'E-mail 1 - Type': { to: 'email', part: 'label' },
        'Organization 1 - Name': { to: 'organisation' },
      },
    ],
    [
      'sheets of Chinese traders',
      '公司名称,联系人,职位,电话,邮箱,国家,标签\n义乌贸易,李四,经理,13800138000,a@b.cn,中国,VIP;老客户\n',
      {
        公司名称: { to: 'name' },
        联系人: { to: 'contact-name' },
        职位: { to: 'jobTitle' },
        国家: { to: 'address', part: 'country' },
        标签: { to: 'tags' },
      },
    ],
    ['only a contact', '联系人,手机\n张三,13800138000\n', { 联系人: { to: 'name' }, 手机: { to: 'phone' } }],
    [
      'secrets, cards and numbers',
      '姓名,登录密码,银行卡号,护照号,统一社会信用代码,生日\n张三,x,6222020000000000000,E123,91310000MA1K35PG0X,1990-01-01\n',
      {
        登录密码: { type: 'secret', class: 'restricted' },
        银行卡号: { type: 'text', class: 'restricted' },
        护照号: { type: 'id-number', class: 'restricted' },
        统一社会信用代码: { type: 'id-number', class: 'internal' },
        生日: { type: 'date', class: 'confidential' },
      },
    ],
    [
      'leading zeros and long numbers stay text',
      '姓名,工号,订单\nA,007,12345678901234567890\nB,012,12345678901234567891\n',
      { 工号: { type: 'text' }, 订单: { type: 'text' } },
    ],
    [
      'yes and no',
      '姓名,是否会员,Opted in\nA,是,yes\nB,否,no\n',
      { 是否会员: { type: 'yes-no' }, 'Opted in': { type: 'yes-no' } },
    ],
    [
      'comma decimals',
      'Name;Betrag (EUR)\nA;1.234,50\nB;2,75\n',
      { 'Betrag (EUR)': { type: 'money', currency: 'EUR' } },
    ],
  ];
  for (const [what, text, expected] of cases) {
    test(what, async () => {
      expect(await suggested(fileOf(text))).toMatchObject(expected);
    });
  }

  test('no column with values is ever skipped, whatever its heading', async () => {
    const headings = [
      'Name',
      'Photo',
      'Nickname',
      'File As',
      'IM 1 - Value',
      'Custom Field 1 - Value',
      '',
      '?',
      'name',
      'Phone',
      'phone',
      '客户名称',
    ];
    const columns = await suggested(
      fileOf(`${headings.join(',')}\n${headings.map((_, index) => `v${index}`).join(',')}\n`),
    );
    expect(Object.values(columns).filter(({ to }) => to === 'skip')).toEqual([]);
  });

  test('without headings the values tell', async () => {
    const path = fileOf(
      '张三,13800138000,zhang@example.com,2020-01-02\n李四,13900139000,li@example.com,2021-03-04\n王芳,13700137000,w@example.com,2019-05-06\n',
    );
    expect((await openFile(path)).hasHeader).toBe(false);
    expect(await suggested(path)).toMatchObject({
      A: { to: 'name' },
      B: { to: 'phone' },
      C: { to: 'email' },
      D: { to: 'new-field', type: 'date' },
    });
  });

  test('a field of that name in the vault takes the column', async () => {
    const id = '0'.repeat(26);
    expect(
      await suggested(fileOf('姓名,客户等级\n张三,A\n'), [
        { id, name: '客户等级', type: 'choice', class: 'internal' },
      ]),
    ).toMatchObject({ 客户等级: { to: 'field', fieldId: id } });
  });

  test('our own report columns are left out', async () => {
    expect(
      await suggested(fileOf('导入报告：行号,导入报告：结果,导入报告：原因,姓名\n3,未导入,没有名称,张三\n')),
    ).toMatchObject({
      '导入报告：行号': { to: 'skip' },
      '导入报告：结果': { to: 'skip' },
      '导入报告：原因': { to: 'skip' },
      姓名: { to: 'name' },
    });
  });

  test('the order of day and month is proven by any date of the file', async () => {
    expect((await openFile(fileOf('name,date\nA,1/2/2020\nB,3/14/2020\n'))).dateOrder).toBe('mdy');
    expect((await openFile(fileOf('name,date\nA,1/2/2020\nB,14/3/2020\n'))).dateOrder).toBe('dmy');
  });
});

describe('spreadsheets', () => {
  const book = workbook({
    客户: [
      ['姓名', '金额', '日期', '跟进'],
      ['张三', 1234.5, { serial: 43655 }, { serial: 43655.75 }],
      [null, null, null, null],
      ['李四', 0.1 + 0.2, null, null],
    ],
    Second: [['Name'], ['X']],
  });

  test('text, numbers and dates come as text; sheets can be chosen', async () => {
    const file = await openFile(fileOf(book, 'book.xlsx'));
    expect(file).toMatchObject({ format: 'xlsx', headings: ['姓名', '金额', '日期', '跟进'] });
    expect(file.workbook?.sheets).toEqual(['客户', 'Second']);
    expect(file.preview).toEqual([
      ['张三', '1234.5', '2019-07-09', '2019-07-09 18:00'],
      ['李四', '0.3', '', ''],
    ]);
    const rows = (await collected(rowsOf(file)())).flat();
    expect(rows.map((row) => row.line)).toEqual([1, 2, 4]);
    expect((await rereadFile(file, { sheet: 'Second' })).headings).toEqual(['Name']);
  });

  test('bombs are refused, also when their directory lies', async () => {
    const big = Buffer.alloc(210 * 1024 ** 2);
    await expect(
      openFile(fileOf(zipArchive([{ name: 'xl/workbook.xml', content: big }]), 'bomb.xlsx')),
    ).rejects.toMatchObject({ code: 'import/too-large' });
    await expect(
      openFile(fileOf(zipArchive([{ name: 'xl/workbook.xml', content: big, claimedSize: 10 }]), 'liar.xlsx')),
    ).rejects.toMatchObject({ code: 'import/too-large' });
  });

  test('an encrypted one says so; other archives and damaged ones too', async () => {
    const ole = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(512),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    await expect(openFile(fileOf(ole, 'locked.xlsx'))).rejects.toMatchObject({
      code: 'import/encrypted-spreadsheet',
    });
    await expect(
      openFile(fileOf(zipArchive([{ name: 'a.txt', content: Buffer.from('x') }]), 'a.xlsx')),
    ).rejects.toMatchObject({ code: 'import/unreadable-spreadsheet' });
    for (let cut = 10; cut < book.length; cut += 97) {
      await expect(openFile(fileOf(book.subarray(0, cut), 'cut.xlsx'))).rejects.toMatchObject({
        code: 'import/unreadable-spreadsheet',
      });
    }
  });
});

describe('refused files', () => {
  test.each([
    ['empty', '', 'import/empty-file'],
    ['only blank lines', '\n\r\n\n', 'import/empty-file'],
    ['a PDF', '%PDF-1.7\n...', 'import/unknown-format'],
    [
      'a picture',
      Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)),
      'import/unknown-format',
    ],
    [
      '501 columns',
      `${Array.from({ length: 501 }, (_, at) => `c${at}`).join(',')}\n`,
      'import/too-many-columns',
    ],
  ])('%s', async (_, content, code) => {
    await expect(openFile(fileOf(content))).rejects.toMatchObject({ code });
  });

  test('more than 2 GB', async () => {
    const path = fileOf('a,b\n', 'huge.csv');
    truncateSync(path, 2 * 1024 ** 3 + 1);
    await expect(openFile(path)).rejects.toMatchObject({ code: 'import/too-large' });
    truncateSync(path, 0);
  });

  test('missing, and changed since', async () => {
    await expect(openFile(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file/missing' });
    const file = await openFile(fileOf('name\nA\n'));
    fileOf('name\nA\nB\n');
    await expect(rereadFile(file, { hasHeader: false })).rejects.toMatchObject({
      code: 'import/changed-file',
    });
  });

  test('empty rows at the end do not count, others do', async () => {
    const file = await openFile(fileOf('name,phone\nA,1\n,,\nB,2\n,\n,\n'));
    expect(file.survey.rowCount).toBe(3);
  });
});
