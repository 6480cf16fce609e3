import { describe, expect, test } from 'vitest';
import type { Edit, Filter } from '../../../../src-preload/contract/customers.ts';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { reindexAfterLayoutChange } from '../../../../src-main/vault/fields/after-change.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import { updateTag } from '../../../../src-main/vault/fields/tags.ts';
import { listHandlers } from '../../../../src-main/vault/search/handlers.ts';
import { calls, create, edit, field, phone, tag, value, vault, withCode } from '../customers/kit.ts';
import { lists, names, rows, useFreshList, windowOf, type Query } from './list-kit.ts';

useFreshList();

const named = (name: string, ...more: Edit[]): Promise<string> =>
  create({ field: 'name', value: name }, ...more);
const by = (of: string, op: Filter['op'], to: Filter['value'] = null): Query => ({
  filters: [{ field: of, op, value: to }],
});
const found = async (query: Query): Promise<string> => (await names(query)).toSorted().join('');

describe('filters', () => {
  test('by tags: any of them, or all', async () => {
    const [red, blue] = [tag('red'), tag('blue')];
    const on = (key: string): Edit => ({ field: 'tag', key, value: true });
    await named('A', on(red));
    await named('B', on(red), on(blue));
    await named('C');
    expect(await found({ tagIds: [red, blue] })).toBe('AB');
    expect(await found({ tagIds: [red, blue], tagMode: 'all' })).toBe('B');
    expect(await found({ tagIds: [newId()] })).toBe('');
    expect(await found({ tagIds: [red, newId()], tagMode: 'all' })).toBe('');
    await fieldHandlers(vault)['tags/delete']({ id: red });
    expect(await found({ tagIds: [red] })).toBe('');
    expect(await found({ tagIds: [blue] })).toBe('B');
  });

  test('by text of a field', async () => {
    const wechat = field('WeChat', 'text');
    await named('A', value(wechat, 'wx_One'));
    await named('B', value(wechat, 'two'));
    await named('C');
    const of = `value:${wechat}`;
    expect(await found(by(of, 'is', 'WX_one'))).toBe('A');
    expect(await found(by(of, 'is', 'wx'))).toBe('');
    expect(await found(by(of, 'is-not', 'two'))).toBe('AC');
    expect(await found(by(of, 'contains', '_o'))).toBe('A');
    expect(await found(by(of, 'contains', '_'))).toBe('A');
    expect(await found(by(of, 'contains', '%'))).toBe('');
    expect(await found(by(of, 'starts-with', 'T'))).toBe('B');
    expect(await found(by(of, 'empty'))).toBe('C');
    expect(await found(by(of, 'not-empty'))).toBe('AB');
  });

  test('by the company, the job, notes, kind, e-mail and city', async () => {
    await named('A', { field: 'organisation', value: '恒信' }, { field: 'notes', value: 'likes tea' });
    await named(
      'B',
      { field: 'jobTitle', value: 'Buyer' },
      { field: 'kind', value: 'company' },
      phone('b@example.com', { type: 'email' }),
      phone('somewhere', {
        type: 'address',
        address: { street: '', city: '杭州市', region: '', postalCode: '', country: '' },
      }),
    );
    expect(await found(by('organisation', 'contains', '恒'))).toBe('A');
    expect(await found(by('organisation', 'empty'))).toBe('B');
    expect(await found(by('jobTitle', 'is', 'buyer'))).toBe('B');
    expect(await found(by('notes', 'contains', 'TEA'))).toBe('A');
    expect(await found(by('kind', 'is', 'company'))).toBe('B');
    expect(await found({ kind: 'company' })).toBe('B');
    expect(await found(by('email', 'starts-with', 'B@'))).toBe('B');
    expect(await found(by('email', 'empty'))).toBe('A');
    expect(await found(by('city', 'is', '杭州市'))).toBe('B');
    expect(await found(by('city', 'empty'))).toBe('A');
  });

  test('by text whatever its case and accents are made of', async () => {
    await named(
      'A',
      { field: 'organisation', value: 'MÜLLER & ÅSTRÖM' },
      { field: 'notes', value: 'ВСТРЕЧА' },
    );
    await named('B', { field: 'organisation', value: 'mu\u0308ller' });
    await named('C', { field: 'organisation', value: 'Muller' });
    expect(await found(by('organisation', 'contains', 'müller'))).toBe('AB');
    expect(await found(by('organisation', 'starts-with', 'mü'))).toBe('AB');
    expect(await found(by('organisation', 'is', 'Müller'))).toBe('B');
    expect(await found(by('organisation', 'is-not', 'Müller'))).toBe('AC');
    expect(await found(by('organisation', 'contains', 'ULL'))).toBe('C');
    expect(await found(by('notes', 'contains', 'встреча'))).toBe('A');
  });

  test('by phone, however it is written', async () => {
    await named('A', phone('+86 138-0013 8000'));
    await named('B', phone('010-5550 1234'));
    await named('C', phone('12-34'));
    await named('D', phone('(138) 9999'), phone('010 5550 9999'));
    await named('E');
    expect(await found(by('phone', 'contains', '0013 80'))).toBe('A');
    expect(await found(by('phone', 'contains', '1234'))).toBe('BC');
    expect(await found(by('phone', 'starts-with', '138'))).toBe('AD');
    expect(await found(by('phone', 'starts-with', '+86 138'))).toBe('AD');
    expect(await found(by('phone', 'starts-with', '010-5550'))).toBe('BD');
    expect(await found(by('phone', 'is', '13800138000'))).toBe('A');
    expect(await found(by('phone', 'is', '010 55501234'))).toBe('B');
    expect(await found(by('phone', 'is', '138'))).toBe('');
    expect(await found(by('phone', 'is-not', '13800138000'))).toBe('BCDE');
    expect(await found(by('phone', 'empty'))).toBe('E');
    expect(await found(by('phone', 'not-empty'))).toBe('ABCD');
  });

  test('by number, money, yes or no, and choice', async () => {
    const visits = field('Visits', 'number');
    const amount = field('Amount', 'money');
    const signed = field('Signed', 'yes-no');
    const level = field('Level', 'choice', 'internal', ['Gold', 'Silver']);
    const sources = field('Sources', 'choices', 'internal', ['Web', 'Fair', 'Shop']);
    const { fields } = await fieldHandlers(vault)['fields/list'](null);
    const option = (name: string): string =>
      fields.flatMap(({ options }) => options).find((each) => each.name === name)?.id ?? '';
    const list = (...of: string[]): string[] => of.map(option);
    await named('A', value(visits, -3), value(signed, true), value(level, list('Gold')));
    await named('B', value(visits, 4.5), value(amount, { amount: '10.00', currency: 'CNY' }));
    await named('C', value(signed, false), value(level, list('Silver')), value(sources, list('Web', 'Fair')));
    await named('D', value(sources, list('Shop')));
    expect(await found(by(`value:${visits}`, 'at-least', 0))).toBe('B');
    expect(await found(by(`value:${visits}`, 'at-most', '4.5'))).toBe('AB');
    expect(await found(by(`value:${visits}`, 'between', [-3, 0]))).toBe('A');
    expect(await found(by(`value:${visits}`, 'is', 4.5))).toBe('B');
    expect(await found(by(`value:${visits}`, 'empty'))).toBe('CD');
    expect(await found(by(`value:${amount}`, 'is', '10'))).toBe('B');
    expect(await found(by(`value:${signed}`, 'is', true))).toBe('A');
    expect(await found(by(`value:${signed}`, 'is', false))).toBe('C');
    expect(await found(by(`value:${level}`, 'any-of', list('Gold', 'Silver')))).toBe('AC');
    expect(await found(by(`value:${level}`, 'is-not', option('Gold')))).toBe('BCD');
    expect(await found(by(`value:${sources}`, 'any-of', list('Fair', 'Shop')))).toBe('CD');
    expect(await found(by(`value:${sources}`, 'any-of', []))).toBe('');
  });

  test('by amounts, to their last digit', async () => {
    const amount = field('Amount', 'money');
    const of = `value:${amount}`;
    const holding = (sum: string) => value(amount, { amount: sum, currency: 'CNY' });
    await named('A', holding('900719925474099307.01'));
    await named('B', holding('900719925474099307.02'));
    await named('C', holding('900719925474099307.010000'));
    await named('D', holding('-0.000001'));
    await named('E', holding('-900719925474099307.02'));
    await named('F');
    expect(await found(by(of, 'is', '900719925474099307.01'))).toBe('AC');
    expect(await found(by(of, 'at-least', '900719925474099307.02'))).toBe('B');
    expect(await found(by(of, 'between', ['-1', 0]))).toBe('D');
    expect(await found(by(of, 'at-most', '-900719925474099307.02'))).toBe('E');
    expect(await found(by(of, 'at-least', '-1e30'.replace('e30', '0'.repeat(30))))).toBe('ABCDE');
    expect(await found(by(of, 'empty'))).toBe('F');
    expect(await names({ sort: { by: of, direction: 'ascending' } })).toEqual(['E', 'D', 'A', 'C', 'B', 'F']);
    await expect(names(by(of, 'is', 'much'))).rejects.toEqual(withCode('customers/bad-filter'));
  });

  test('by days of the year, whatever the year is and where there is none', async () => {
    const birthday = field('Birthday', 'date');
    await named('A', value(birthday, '1971-02-14'));
    await named('B', value(birthday, '--02-14'));
    await named('C', value(birthday, '--12-31'));
    await named('D', value(birthday, '2001-01-02'));
    await named('E');
    const of = `value:${birthday}`;
    expect(await found(by(of, 'is', '--02-14'))).toBe('AB');
    expect(await found(by(of, 'between', ['--02-01', '--02-29']))).toBe('AB');
    expect(await found(by(of, 'between', ['--12-24', '--01-06']))).toBe('CD');
    expect(await found(by(of, 'at-least', '--02-01'))).toBe('ABC');
    expect(await found(by(of, 'at-most', '--01-31'))).toBe('D');
    expect(await found(by(of, 'not-empty'))).toBe('ABCD');
    await expect(names(by(of, 'between', ['--02-01', '1971-02-28']))).rejects.toEqual(
      withCode('customers/bad-filter'),
    );
    await expect(names(by('created', 'is', '--02-01'))).rejects.toEqual(withCode('customers/bad-filter'));
    // A day without its year is before or after no day that has one.
    expect(await found(by(of, 'at-least', '1900-01-01'))).toBe('AD');
    expect(await found(by(of, 'at-most', '2100-01-01'))).toBe('AD');
    expect(await found(by(of, 'is', '1971-02-14'))).toBe('A');
    expect(await names({ sort: { by: of, direction: 'ascending' } })).toEqual(['A', 'D', 'B', 'C', 'E']);
    expect(await found({ text: '02-14' })).toBe('AB');
  });

  test('by date, and by the day of creation and of the last change', async () => {
    const since = field('Since', 'date');
    await named('A', value(since, '2019-12-31'));
    await named('B', value(since, '2020-01-01'));
    await named('C');
    const of = `value:${since}`;
    expect(await found(by(of, 'is', '2020-01-01'))).toBe('B');
    expect(await found(by(of, 'at-most', '2019-12-31'))).toBe('A');
    expect(await found(by(of, 'between', ['2019-12-31', '2020-01-01']))).toBe('AB');
    expect(await found(by(of, 'empty'))).toBe('C');
    const [row] = await rows({});
    const day = (ms: number): string => {
      const at = new Date(ms);
      const two = (part: number): string => String(part).padStart(2, '0');
      return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    };
    const today = day(row?.createdAt ?? 0);
    vault.passTime(3 * 86_400_000);
    await named('D');
    expect(await found(by('created', 'is', today))).toBe('ABC');
    expect(await found(by('created', 'at-most', today))).toBe('ABC');
    expect(await found({ ...by('updated', 'at-least', today), text: 'D' })).toBe('D');
    expect(await found(by('updated', 'between', [today, today]))).toBe('ABC');
  });

  test('of sealed values: the whole value alone', async () => {
    const number = field('Passport', 'id-number', 'restricted');
    await named('A', value(number, 'E 1234'));
    await named('B');
    const of = `value:${number}`;
    expect(await found(by(of, 'is', 'e1234'))).toBe('A');
    expect(await found(by(of, 'is', 'e123'))).toBe('');
    expect(await found(by(of, 'is', '…'))).toBe('');
    expect(await found(by(of, 'empty'))).toBe('B');
    await expect(names(by(of, 'contains', '123'))).rejects.toEqual(withCode('customers/bad-filter'));
    await expect(names(by(of, 'starts-with', 'E'))).rejects.toEqual(withCode('customers/bad-filter'));
  });

  test.each([
    ['value:nothing', 'is', 'x'],
    ['constructor', 'is', 'x'],
    ['created', 'is', '2020-02-31'],
    ['created', 'contains', '2020-01-01'],
    ['notes', 'contains', null],
    ['notes', 'between', ['a', 'b']],
    ['phone', 'between', ['1', '2']],
  ] as const)('%s %s %j are refused, and the field is named', async (of, op, to) => {
    await named('A');
    const filter = by(of, op, typeof to === 'string' || to === null ? to : [...to]);
    await expect(names(filter)).rejects.toEqual(withCode('customers/bad-filter', { field: of, op }));
  });

  test('all at once, with words', async () => {
    const red = tag('red');
    await named('Ann', { field: 'tag', key: red, value: true }, { field: 'notes', value: 'tea coffee' });
    await named('Abe', { field: 'notes', value: 'tea coffee' });
    await named('Bob', { field: 'tag', key: red, value: true });
    const query: Query = { text: 'a tea', tagIds: [red], kind: 'person', ...by('notes', 'contains', 'fee') };
    expect(await names(query)).toEqual(['Ann']);
    expect(await names({ ...query, bin: true })).toEqual([]);
  });
});

describe('orders', () => {
  test('by name, in pinyin, both ways', async () => {
    for (const name of ['张三', 'bob', '安娜', 'Zoë', '曾国藩', 'Bob']) await named(name);
    const expected = ['安娜', 'bob', 'Bob', '曾国藩', '张三', 'Zoë'];
    expect(await names({ sort: { by: 'name', direction: 'ascending' } })).toEqual(expected);
    expect(await names({ sort: { by: 'name', direction: 'descending' } })).toEqual(expected.toReversed());
  });

  test('by text of a field: Chinese by pinyin, letters whatever their case', async () => {
    const city = field('City', 'text');
    const inOrder = ['Äpfel', 'apple', '北京', 'Berlin', '重庆', 'Zebra', '张家口'];
    for (const name of inOrder.toReversed()) await named(name, value(city, name));
    await named('none');
    expect(await names({ sort: { by: `value:${city}`, direction: 'ascending' } })).toEqual([
      ...inOrder,
      'none',
    ]);
  });

  test('by a value: customers without one come last in either direction, ties by their place', async () => {
    const visits = field('Visits', 'number');
    await named('N2');
    await named('B', value(visits, 5));
    await named('A', value(visits, 5));
    await named('N1');
    await named('C', value(visits, -1));
    const sortBy = (direction: 'ascending' | 'descending'): Query => ({
      sort: { by: `value:${visits}`, direction },
    });
    expect(await names(sortBy('ascending'))).toEqual(['C', 'B', 'A', 'N1', 'N2']);
    expect(await names(sortBy('descending'))).toEqual(['A', 'B', 'C', 'N2', 'N1']);
    // The same order for customers that were found by a text first.
    await edit((await rows({ text: 'N2' }))[0]?.id ?? '', { field: 'notes', value: 'n' });
    expect(
      await names({ ...sortBy('descending'), filters: [{ field: 'kind', op: 'is', value: 'person' }] }),
    ).toEqual(['A', 'B', 'C', 'N2', 'N1']);
  });

  test('of the bin: the last deleted first', async () => {
    const ids = [await named('A'), await named('B'), await named('C')];
    for (const id of [ids[1], ids[0]]) await calls['customers/delete']({ selection: { ids: [id ?? ''] } });
    expect(await names({ bin: true })).toEqual(['A', 'B']);
  });
});

describe('lists', () => {
  const many = (count: number, name: (n: number) => string): void => {
    vault.store.write({ kind: 'import', label: 'imported' }, (tx) => {
      for (let n = 0; n < count; n++)
        createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: name(n) }] });
    });
  };

  test('count exactly up to a thousand found, and all of a plain list', async () => {
    many(3000, (n) => `${n % 2 === 0 ? 'even' : 'odd'} ${n}`);
    expect(await windowOf({}, 0, 1)).toMatchObject({ total: 3000, totalIsExact: true });
    const { total, totalIsExact } = await windowOf({ text: 'even' }, 0, 1);
    expect(totalIsExact).toBe(total === 1500);
    expect(total).toBeLessThanOrEqual(1500);
    expect(await windowOf({ text: 'even' }, 1490, 20)).toMatchObject({ total: 1500, totalIsExact: true });
    const with29 = Array.from({ length: 1500 }, (_, n) => String(2 * n + 1)).filter((n) =>
      n.includes('29'),
    ).length;
    // Asked for more than there are, so that it looks to the end however slow the machine.
    expect(await windowOf({ text: 'odd 29' }, 0, 1000)).toMatchObject({ total: with29, totalIsExact: true });
    expect(await windowOf({ text: 'nobody' })).toEqual({ rows: [], total: 0, totalIsExact: true });
  });

  test('are the same read from anywhere: a plain list jumps, and reads its end from there', async () => {
    many(3200, (n) => `name ${n % 7}`);
    for (const direction of ['ascending', 'descending'] as const) {
      const query: Query = { sort: { by: 'name', direction } };
      const key = direction === 'ascending' ? 'ASC' : 'DESC';
      const all = vault.store.db
        .all<{ id: string }>(`SELECT id FROM customer ORDER BY name_key ${key}, row ${key}`)
        .map(({ id }) => id);
      for (const start of [0, 999, 1000, 1001, 1700, 2000, 3001, 3150, 3199, 3200, 5000]) {
        const { rows: part } = await windowOf(query, start, 60);
        expect(
          part.map(({ id }) => id),
          `${direction} ${start}`,
        ).toEqual(all.slice(start, start + 60));
      }
      for (const index of [0, 1, 998, 1000, 2500, 3199])
        expect(
          await lists['customers/position']({ query: listQuery.parse(query), id: all[index] ?? '' }),
        ).toEqual({ index });
    }
  });

  test('survive edits between two windows', async () => {
    many(300, (n) => `name ${n % 5}`);
    const query: Query = { sort: { by: 'name', direction: 'ascending' } };
    const first = await windowOf(query, 0, 100);
    await edit(first.rows[0]?.id ?? '', { field: 'notes', value: 'changed' });
    await named('name 0');
    await edit(first.rows[1]?.id ?? '', { field: 'name', value: 'zzz' });
    await calls['customers/delete']({ selection: { ids: [first.rows[2]?.id ?? ''] } });
    const fresh = await listHandlers(vault)['customers/window']({
      query: listQuery.parse(query),
      start: 100,
      count: 200,
      columns: [],
    });
    expect(await windowOf(query, 100, 200)).toEqual(fresh);
    expect(fresh.total).toBe(300);
    expect(fresh.rows.at(-1)?.name).toBe('zzz');
  });

  test('that were looked at while a long write ran are looked up again after it', async () => {
    const red = tag('abcd');
    for (const name of ['A', 'B', 'C']) await named(name, { field: 'tag', key: red, value: true });
    const long = vault.store.startLongWrite({ kind: 'edit', label: 'tags/update' });
    updateTag(long.tx, red, { name: 'wxyz' });
    const steps = reindexAfterLayoutChange(long.tx, vault, 'tag', red, 'name');
    steps.next();
    // What is written last is not in the index yet.
    await names({ text: 'wxy' });
    for (const _ of steps);
    await names({ text: 'wxy' });
    long.commit();
    expect(await names({ text: 'wxy' })).toEqual(['A', 'B', 'C']);
  });

  test('go back to what they were when a long write is taken back', async () => {
    await named('A');
    const long = vault.store.startLongWrite({ kind: 'import', label: 'imported' });
    createCustomer(long.tx, vault, { kind: 'person', edits: [{ field: 'name', value: 'B' }] });
    await names({});
    long.rollback();
    expect(await names({})).toEqual(['A']);
    expect(await names({ text: 'B' })).toEqual([]);
  });

  test('a saved view gives the list that was saved', async () => {
    const layout = fieldHandlers(vault);
    const visits = field('Visits', 'number');
    await named('A', value(visits, 1));
    await named('B', value(visits, 9));
    await named('C', value(visits, 7));
    const query = listQuery.parse({
      ...by(`value:${visits}`, 'at-least', 5),
      sort: { by: `value:${visits}`, direction: 'ascending' },
    });
    const columns = ['name', `value:${visits}`];
    const saved = await layout['views/save']({ name: 'Often', query, columns });
    const { views } = await layout['views/list'](null);
    expect(views).toEqual([saved]);
    expect(views[0]).toMatchObject({ name: 'Often', query, columns });
    const shown = await rows(views[0]?.query ?? {}, views[0]?.columns);
    expect(shown.map(({ name, values }) => [name, values[visits]])).toEqual([
      ['C', '7'],
      ['B', '9'],
    ]);
  });

  test('columns hold values as text, and nothing of masked ones', async () => {
    const open = field('Open', 'text', 'confidential');
    const masked = field('Masked', 'text', 'restricted');
    await named('A', value(open, 'seen'), value(masked, 'unseen'));
    const [row] = await rows({}, [`value:${open}`, `value:${masked}`, 'value:nothing']);
    expect(row?.values).toEqual({ [open]: 'seen', [masked]: null });
  });
});
