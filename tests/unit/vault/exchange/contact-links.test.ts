/** Whose each phone, e-mail and address is: told by a table, readable in a spreadsheet, and understood when it comes back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import {
  again,
  everyColumn,
  exported,
  formats,
  languages,
  layouts,
  linksOf,
  make,
  point,
  unordered,
  type Linked,
} from './linked.ts';
import { recordsOf } from './records.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

const address = {
  type: 'address',
  label: '工厂',
  value: '浙江省义乌市北苑街道 12 号 322000',
  address: { street: '北苑街道 12 号', city: '义乌市', region: '浙江省', postalCode: '322000', country: '' },
} as const;
const whole = point('address', 'Rm 5, Hope Building', '');

const customers: readonly Linked[] = [
  {
    name: '义乌贸易有限公司',
    notes: '先付款\n月底对账',
    points: [point('phone', '0579-85551234', '总机'), point('email', 'info@x.cn'), address],
    contacts: [
      {
        name: '李四',
        jobTitle: '采购',
        department: '业务部',
        note: '下午打电话\n周末不在',
        points: [
          point('phone', '13800138000', '手机'),
          // Shared with the company, and with the next one.
          point('phone', '0579-85551234'),
          point('phone', '13600136000', '微信'),
          point('email', 'li@x.cn', '工作'),
          point('email', 'li@home.cn'),
          whole,
          { ...address, label: '' },
        ],
      },
      {
        name: '王五',
        jobTitle: '财务',
        points: [point('phone', '0579-85551234'), point('link', 'https://w.cn')],
      },
      { name: '赵六', note: '没有电话' },
    ],
  },
  { name: 'Acme Ltd', points: [point('phone', '+1 212 555 0100')] },
  { kind: 'person', name: '张三', points: [point('phone', '13900139001', '手机')] },
];

const namesakes: readonly Linked[] = [
  ...['杭州', '宁波'].map((city, index) => ({
    name: '同名商行',
    notes: `${city}的那一家`,
    points: [point('phone', '0571-85551234')],
    contacts: [
      { name: '李四', jobTitle: '采购', points: [point('phone', `1380013800${String(index)}`)] },
      { name: '李四', jobTitle: '财务', points: [point('phone', `1390013900${String(index)}`)] },
      { name: '', points: [point('email', `x${String(index)}@x.cn`)] },
    ],
  })),
  { name: '同名商行', contacts: [{ name: '李四' }] },
  { name: '同名商行' },
  { name: '独一商行', points: [point('phone', '0571-85551234')], contacts: [{ name: '独一商行' }] },
  { kind: 'person', name: '张三', contacts: [{ name: '助理', points: [point('phone', '13700137000')] }] },
  { kind: 'person', name: '张三' },
];

async function filled(what: readonly Linked[]): Promise<TestVault> {
  const vault = openTestVault();
  make(vault, what);
  return Promise.resolve(vault);
}

/** So many that what their columns hold is judged. */
const wellReached: readonly Linked[] = Array.from({ length: 8 }, (_, at) => {
  const both = (who: string) => [
    point('email', `${who}${String(at)}@x.cn`),
    point('email', `${who}${String(at)}@home.cn`),
    point('phone', `1380013${who.length}${String(at).padStart(3, '0')}`),
    point('phone', `1390013${who.length}${String(at).padStart(3, '0')}`),
  ];
  return {
    name: `公司${String(at)}`,
    points: both('info'),
    contacts: [{ name: '李四', points: both('li') }],
  };
});

describe.each(formats)('a table as %s', (format) => {
  describe.each(languages)('with headings in %s', (words) => {
    test.each([
      ['several numbers each, shared ones, labels, addresses, and contacts without any', customers],
      ['companies, people and contacts of the same name', namesakes],
      ['several e-mails and phones of everybody', wellReached],
    ])('brings back %s', async (_, what) => {
      await using vault = await filled(what);
      const path = await exported(vault, format, words);
      for (const outcome of await again(vault, path))
        expect(outcome).toMatchObject({ added: 0, updated: 0, skipped: 0, refused: 0, warned: 0 });
      await using other = openTestVault();
      const outcome = await other.importFile(path);
      expect(outcome).toMatchObject({ added: what.length, refused: 0, skipped: 0, newFields: 0 });
      expect(linksOf(other)).toEqual(linksOf(vault));
      for (const once of await again(other, path))
        expect(once).toMatchObject({ added: 0, updated: 0, skipped: 0, unchanged: outcome.rows });
      await other.call('import/undo', { batchId: outcome.batchId ?? '' });
      expect(recordsOf(other.vault).customers).toEqual([]);
    });

    test('with every column that is offered adds nothing either, and makes no fields', async () => {
      await using vault = await filled(customers);
      const path = await exported(vault, format, words, everyColumn);
      for (const outcome of await again(vault, path))
        expect(outcome).toMatchObject({ added: 0, updated: 0, skipped: 0, newFields: 0 });
      await using other = openTestVault();
      await other.importFile(path);
      expect(linksOf(other)).toEqual(linksOf(vault));
    });
  });
});

describe('what stands in the table', () => {
  test('a row for each contact, the customer repeated, and only columns that somebody fills', async () => {
    await using vault = await filled(customers);
    const path = await exported(vault, 'csv', 'zh', ['name', 'phone', 'notes']);
    const own = (rest: string[]) => ['1', '义乌贸易有限公司', ...rest, '0579-85551234', '先付款\n月底对账'];
    const [headings, ...rows] = parse(readFileSync(path, 'utf8'), { bom: true });
    expect(headings).toEqual([
      ...['本表客户序号', '名称', '联系人', '联系人职务', '联系人部门', '联系人电话', '联系人电话类别'],
      ...['联系人邮箱', '联系人邮箱类别', '联系人网址', '联系人地址', '联系人地址街道', '联系人地址城市'],
      ...['联系人地址省份', '联系人地址邮编', '联系人备注', '电话', '备注'],
    ]);
    expect(rows).toEqual([
      own([
        ...['李四', '采购', '业务部', '13800138000\n0579-85551234\n13600136000', '手机\n—\n微信'],
        ...['li@x.cn\nli@home.cn', '工作\n—', '', 'Rm 5, Hope Building\n浙江省义乌市北苑街道 12 号 322000'],
        ...['—\n北苑街道 12 号', '—\n义乌市', '—\n浙江省', '—\n322000', '下午打电话\n周末不在'],
      ]),
      own(['王五', '财务', '', '0579-85551234', '', '', '', 'https://w.cn', '', '', '', '', '', '']),
      own(['赵六', '', '', '', '', '', '', '', '', '', '', '', '', '没有电话']),
      ['2', 'Acme Ltd', ...Array.from({ length: 14 }, () => ''), '+1 212 555 0100', ''],
      ['3', '张三', ...Array.from({ length: 14 }, () => ''), '13900139001', ''],
    ]);
  });

  test('without contacts, or without the wish for it, a row for each customer with all numbers, as asked for', async () => {
    await using vault = await filled(customers.slice(1));
    const path = await exported(vault, 'csv', 'en', ['name', 'phones']);
    expect(parse(readFileSync(path, 'utf8'), { bom: true })).toEqual([
      ['Name', 'All phones', 'Phone labels'],
      ['Acme Ltd', '+1 212 555 0100', ''],
      ['张三', '13900139001', '手机'],
    ]);
    make(vault, customers.slice(0, 1));
    await exported(vault, 'csv', 'en', ['name', 'phones', 'contacts'], false);
    const rows: string[][] = parse(readFileSync(path, 'utf8'), { bom: true });
    expect(rows.map((row) => row[0])).toEqual(['Name', 'Acme Ltd', '张三', '义乌贸易有限公司']);
    expect(rows[3]?.slice(1)).toEqual([
      '0579-85551234\n13800138000\n0579-85551234\n13600136000\n0579-85551234',
      '总机\n手机\n—\n微信\n—',
      '李四\n王五\n赵六',
    ]);
  });

  test('in a workbook, cells of several lines show them', async () => {
    await using vault = await filled(customers);
    const path = await exported(vault, 'xlsx', 'en');
    const parts = unzipSync(readFileSync(path));
    const xml = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
    const style = /<c r="F2" s="(\d+)"[^>]*><is><t[^>]*>13800138000\n0579-85551234\n/.exec(
      xml('xl/worksheets/sheet1.xml'),
    )?.[1];
    const styles = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(xml('xl/styles.xml'))?.[1]?.split('<xf ').slice(1);
    expect(styles?.[Number(style)]).toContain('wrapText="1"');
    expect(styles?.[1]).not.toContain('wrapText');
  });
});

describe('a table that somebody worked on', () => {
  /** The rows of the first three customers, as a person changes them. */
  async function worked(
    change: (rows: string[][]) => string[][],
  ): Promise<{ from: TestVault; path: string }> {
    const from = await filled(customers);
    const out = await exported(from, 'csv', 'zh');
    const [headings = [], ...rows] = parse(readFileSync(out, 'utf8'), { bom: true });
    const path = join(from.folder, 'worked.csv');
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    writeFileSync(path, [headings, ...change(rows)].map((row) => row.map(quoted).join(',')).join('\n'));
    return { from, path };
  }

  test('sorted otherwise, brings the same customers and contacts', async () => {
    const { from, path } = await worked((rows) => rows.toReversed());
    await using vault = from;
    await using other = openTestVault();
    expect(await other.importFile(path)).toMatchObject({ added: 3, updated: 2 });
    expect(unordered(linksOf(other))).toEqual(unordered(linksOf(vault)));
  });

  test('a row added below, without a number, is one more contact of the company it names; one with another name, another company', async () => {
    const { from, path } = await worked((rows) => {
      const [first = []] = rows;
      const added = (name: string, contact: string) => ['', name, contact, ...first.slice(3).map(() => '')];
      const copied = ['1', '新公司', ...first.slice(2)];
      return [...rows, added('义乌贸易有限公司', '孙七'), copied];
    });
    await using _ = from;
    await using other = openTestVault();
    expect(await other.importFile(path)).toMatchObject({ added: 4, updated: 3, skipped: 0 });
    expect(recordsOf(other.vault).customers.map(({ name, contacts }) => [name, contacts.length])).toEqual([
      ['义乌贸易有限公司', 4],
      ['Acme Ltd', 0],
      ['张三', 0],
      ['新公司', 1],
    ]);
  });

  test('a contact that was removed meanwhile comes back with its own numbers, and nobody else changes', async () => {
    await using vault = await filled(customers);
    const before = linksOf(vault);
    const path = await exported(vault, 'xlsx', 'zh');
    const { store } = vault.vault;
    const [company] = recordsOf(vault.vault).customers;
    const last = company?.contacts.at(-2);
    const row = store.db.value<number>('SELECT row FROM customer WHERE id = ?', company?.id ?? '') ?? 0;
    store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
      applyEdits(tx, vault.vault, row, [{ field: 'contact', key: last?.id ?? '', value: null }]),
    );
    expect(linksOf(vault)).not.toEqual(before);
    expect(await vault.importFile(path, { duplicates: 'update' })).toMatchObject({ added: 0, updated: 1 });
    expect(unordered(linksOf(vault))).toEqual(unordered(before));
  });
});

test('every heading of a table is known, in both languages', async () => {
  await using vault = openTestVault();
  for (const words of languages) {
    const { plain, perContact } = layouts(words);
    for (const columns of [plain, perContact]) {
      const path = join(vault.folder, 'headings.csv');
      const cells = columns.map(({ key }) => (key === 'kind' ? 'company' : 'x'));
      writeFileSync(path, `${columns.map(({ heading }) => heading).join(',')}\n${cells.join(',')}\n`);
      const source = await vault.open(path);
      expect(
        source.columns.filter(
          ({ suggestion, confidence }) => suggestion.to === 'new-field' || confidence === 'guess',
        ),
      ).toEqual([]);
      const places = source.columns
        .map(({ suggestion }) => suggestion)
        .filter(({ to }) => to !== 'skip')
        .map((suggestion) => JSON.stringify(suggestion));
      expect(new Set(places).size).toBe(places.length);
    }
  }
});
