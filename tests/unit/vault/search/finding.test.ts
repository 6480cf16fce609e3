import { describe, expect, test } from 'vitest';
import { listQuery, type Edit } from '../../../../src-preload/contract/customers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import { calls, create, edit, field, phone, tag, value, vault } from '../customers/kit.ts';
import { names, rows, search, useFreshList } from './list-kit.ts';

useFreshList();

const named = (name: string, ...more: Edit[]): Promise<string> =>
  create({ field: 'name', value: name }, ...more);
const email = (address: string): Edit => phone(address, { type: 'email' });
const contact = (name: string): Edit => ({
  field: 'contact',
  key: newId(),
  value: { name, jobTitle: '', department: '', note: '', position: 1 },
});

describe('names', () => {
  test.each([
    ['张三', ['张', '三', '张三', 'zhangsan', 'zhang san', 'ZhangSan', 'zhangs', 'zha', 'zs', 'san', 'ngsa']],
    ['曾志伟', ['zeng', 'zengzhiwei', 'zzw', 'ceng', 'zhi wei']],
    ['单雄信', ['shan', 'sxx', 'danxiongxin']],
    ['尉迟恭', ['yuchi', 'ycg']],
    ['吕布', ['lv', 'lu', 'lü', 'lǚ bù', 'lb']],
    ['西安食品', ["xi'an", 'xianshipin', 'xasp']],
    ['重庆银行', ['chongqing', 'cqyh', 'yinhang']],
    ['Zoë Müller', ['zoe', 'MULLER', 'müller zoë', 'oe mü', 'mull']],
    ['Ａｃｍｅ（上海）', ['acme', 'ACME上海', '上海', 'acmesh', 'shanghai acme']],
    ['𠮷野家', ['𠮷', '𠮷野', '野家']],
    ['Seán O’Brien', ["sean o'brien", 'obrien', 'O’Brien', 'oʼbrien', 'o`brien', 'sean ob']],
    ["Mary D'Arcy-Hall", ['mary darcy hall', 'd’arcy', 'arcyhall', 'Darcy–Hall']],
    ['阿卜杜拉·买买提', ['阿卜杜拉买买提', '阿卜杜拉•买买提', '阿卜杜拉 买买提', '买买提']],
    ['ﾔﾏﾀﾞ 太郎', ['ヤマダ太郎', 'やまだ', 'ﾔﾏﾀﾞ', '太郎']],
    ['Øyvind Ærø', ['oyvind', 'aero', 'øyvind ærø', 'ØYVIND']],
    ['Þórdís Guðný', ['thordis', 'gudny', 'Þórdís']],
    ['種子 İnan', ['inan', 'İNAN', 'ınan']],
    ["O'Dell & Sons", ["o'd", 'odell', 'o’dell', 'sons o']],
  ])('%s', async (name, queries) => {
    await named(name);
    await named('另一位');
    for (const query of queries) expect(await search(query), query).toEqual([name]);
  });

  test('of contacts and of the company find the customer', async () => {
    await named('A', contact('欧阳锋'), { field: 'organisation', value: '恒信贸易' });
    for (const query of ['oyf', 'ouyang', '欧阳', 'hengxin', 'hxmy', '信贸'])
      expect(await search(query), query).toEqual(['A']);
  });

  test('that begin with the text come before those that have it elsewhere', async () => {
    await named('Bo Anders', { field: 'notes', value: 'met with Carl' });
    await named('Carl');
    await named('Ann Carl');
    expect(await search('carl')).toEqual(expect.arrayContaining(['Bo Anders', 'Carl', 'Ann Carl']));
    expect((await search('carl')).at(-1)).toBe('Bo Anders');
  });

  test('with characters outside the first plane at the length of a key are told apart', async () => {
    // Both keys would end in half a character, and then be the same.
    const start = 'x'.repeat(39);
    await named('twins', contact(`${start}𠀀`), contact(`${start}𠐀`));
    expect(await search('x')).toEqual(['twins']);
    expect(await search(`${start}𠐀`)).toEqual(['twins']);
  });
});

describe('any fragment', () => {
  test.each([
    [
      'phone',
      () => phone('+86 138-0013 8000'),
      ['138', '0013', '13800138000', '0 138', '+86-138', '8000', '00'],
    ],
    [
      'e-mail',
      () => email('wang.wei@example.com'),
      ['wang', 'wei@ex', '@example', 'e.com', 'WANG.WEI', 'ex'],
    ],
    [
      'company',
      (): Edit => ({ field: 'organisation', value: 'Copper & Pine Ltd' }),
      ['per', 'pine', 'copper pine', 'LTD'],
    ],
    [
      'notes',
      (): Edit => ({ field: 'notes', value: '每季度回访一次，喜欢上午接电话。' }),
      ['回访', '季', '上午接电话', '一次喜欢'],
    ],
    ['job title', (): Edit => ({ field: 'jobTitle', value: 'Bookkeeper' }), ['keep', 'book']],
    ['custom text', () => value(field('微信号', 'text'), 'wx_204511'), ['wx', '2045', 'wx_20', 'x2']],
    ['custom number', () => value(field('Visits', 'number'), 204_511), ['2045', '511']],
    ['date', () => value(field('Since', 'date'), '2021-03-09'), ['2021-03', '0309']],
    [
      'money',
      () => value(field('Amount', 'money'), { amount: '1250.50', currency: 'EUR' }),
      ['1250.5', 'eur'],
    ],
  ])('of the %s', async (_, make, queries) => {
    await named('wanted', make());
    await named('other');
    for (const query of queries) expect(await search(query), query).toEqual(['wanted']);
  });

  test('does not run from one text into the next', async () => {
    await named('A', { field: 'jobTitle', value: 'abc' }, { field: 'notes', value: 'def' });
    expect(await search('cd')).toEqual([]);
    expect(await search('bcde')).toEqual([]);
    expect(await search('abc def')).toEqual(['A']);
  });

  test('of an option and of a tag, as they are called now', async () => {
    const level = field('Level', 'choice', 'internal', ['Gold', 'Silver']);
    const layout = fieldHandlers(vault);
    const [option] = (await layout['fields/list'](null)).fields[0]?.options ?? [];
    const vip = tag('Important');
    await named('A', value(level, [option?.id ?? '']), { field: 'tag', key: vip, value: true });
    expect(await search('gol')).toEqual(['A']);
    expect(await search('import')).toEqual(['A']);
    await layout['tags/update']({ id: vip, name: 'Precious' });
    await layout['fields/update']({ id: level, options: [{ ...(option ?? {}), name: 'Platinum' }] });
    expect(await search('gol')).toEqual([]);
    expect(await search('import')).toEqual([]);
    expect(await search('preci')).toEqual(['A']);
    expect(await search('platin')).toEqual(['A']);
    await layout['tags/delete']({ id: vip });
    expect(await search('preci')).toEqual([]);
  });
});

describe('what must not be found', () => {
  test('sealed and secret values are found whole or by a whole word, and never by a fragment', async () => {
    const guarded = field('Rating', 'text', 'confidential');
    const hidden = field('Passport', 'id-number', 'restricted');
    const secret = field('Portal', 'secret', 'internal');
    await named(
      'A',
      value(guarded, 'triple Anton'),
      value(hidden, 'E-1234 5678'),
      value(secret, 'hunter two'),
    );
    for (const whole of ['triple anton', 'TRIPLE', 'anton', 'e12345678', '5678', 'E', 'hunter', 'huntertwo'])
      expect(await search(whole), whole).toEqual(['A']);
    for (const part of ['tripl', 'nton', 'lean', '1234567', '345', '678', 'hunte', 'two hunter', 'triple e'])
      expect(await search(part), part).toEqual([]);
    const stored = JSON.stringify(vault.store.db.all('SELECT text, name_keys FROM search_text'));
    expect(stored).not.toMatch(/triple|5678|hunter/);
    // The scan would see them.
    await named('B', { field: 'notes', value: 'triple hunter' });
    expect(JSON.stringify(vault.store.db.all('SELECT text FROM search_text'))).toMatch(/triple/);
  });

  test('what is in the bin is found in the bin alone', async () => {
    const id = await named('张三');
    await calls['customers/delete']({ selection: { ids: [id] } });
    expect(await search('zhang')).toEqual([]);
    expect(await names({ text: 'zhang', bin: true })).toEqual(['张三']);
    await calls['customers/restore']({ selection: { ids: [id] } });
    expect(await search('zhang')).toEqual(['张三']);
  });

  test('values of a field that is deleted, sealed ones too, until it is back', async () => {
    const layout = fieldHandlers(vault);
    const plain = field('Plain', 'text');
    const sealed = field('Sealed', 'text', 'restricted');
    await named('A', value(plain, 'visible'), value(sealed, 'hidden'));
    await layout['fields/delete']({ id: plain });
    await layout['fields/delete']({ id: sealed });
    expect(await search('visible')).toEqual([]);
    expect(await search('hidden')).toEqual([]);
    expect(await names({ text: 'hidden', sort: { by: 'name', direction: 'ascending' } })).toEqual([]);
    await calls['undo/undo'](null);
    expect(await search('hidden')).toEqual(['A']);
  });

  test('a text that was replaced', async () => {
    const id = await named('A', { field: 'notes', value: 'before' });
    expect(await search('befo')).toEqual(['A']);
    await edit(id, { field: 'notes', value: 'after' });
    expect(await search('befo')).toEqual([]);
    expect(await search('aft')).toEqual(['A']);
  });
});

describe('hostile queries', () => {
  test('are text and nothing else', async () => {
    await named('A "B" C*');
    for (const query of [
      '"',
      '*',
      "' OR 1=1 --",
      'a AND NOT b NEAR(',
      '-',
      '^a',
      '{',
      '\0',
      '\ud800',
      '🙂🙂',
    ])
      expect(Array.isArray(await search(query)), query).toBe(true);
    expect(await search('"b" c*')).toEqual(['A "B" C*']);
  });

  test('as long as they may be', async () => {
    await named('A', { field: 'notes', value: '中'.repeat(300) });
    expect(await search('中'.repeat(200))).toEqual(['A']);
    expect(await search('a '.repeat(100))).toEqual(['A']);
    const alphabet = Array.from({ length: 99 }, (_, at) => String.fromCodePoint(0x4e00 + at));
    expect(await search(alphabet.join(' '))).toEqual([]);
    expect(await search([...alphabet, ...alphabet].join(''))).toEqual([]);
    // One sign that stands for eighteen letters.
    expect(await search('\ufdfa'.repeat(200))).toEqual([]);
  });
});

describe('why a customer was found', () => {
  test('the part of the name, also by pinyin', async () => {
    await named('王小明');
    expect((await rows({ text: 'xiaom' }))[0]?.nameMatch).toEqual({ start: 1, end: 3 });
    expect((await rows({ text: 'xm' }))[0]?.nameMatch).toEqual({ start: 1, end: 3 });
  });

  test('an excerpt around the match, which it holds', async () => {
    await named('A', { field: 'notes', value: `${'x '.repeat(200)}Grünwald ${'y '.repeat(200)}` });
    const match = (await rows({ text: 'grunwald' }))[0]?.match;
    expect(match?.field).toBe('notes');
    expect(match?.excerpt.slice(match.start, match.end)).toBe('Grünwald');
  });

  test('never a tag that is deleted', async () => {
    const vip = tag('abcd');
    await named('A', { field: 'tag', key: vip, value: true }, { field: 'notes', value: 'abc' });
    await fieldHandlers(vault)['tags/delete']({ id: vip });
    expect((await rows({ text: 'abc' }))[0]?.match?.field).toBe('notes');
  });
});

describe('a text that is not blank asks for something', () => {
  test('signs are found where they are, and nobody else', async () => {
    const stars = field('Stars', 'choice', 'public', ['★★★', 'none']);
    await named('plain');
    await named('★ Star shop');
    await named('🌸花店');
    await named('in the notes', { field: 'notes', value: 'said: ♦' });
    await named('by phone', phone('+86 138*0001'));
    await named('by contact', contact('☎ desk'));
    const vip = tag('⚑ VIP');
    await named('by tag', { field: 'tag', key: vip, value: true });
    const layout = await fieldHandlers(vault)['fields/list'](null);
    const three = layout.fields.find(({ id }) => id === stars)?.options[0]?.id ?? '';
    await named('by choice', value(stars, [three]));
    for (const [text, found] of [
      ['★', ['★ Star shop', 'by choice']],
      ['★★', ['by choice']],
      ['🌸', ['🌸花店']],
      ['♦', ['in the notes']],
      ['☎', ['by contact']],
      ['⚑', ['by tag']],
      ['*', ['by phone']],
      ['+', ['by phone']],
      ['★ shop', ['★ Star shop']],
      ['♦ shop', []],
      ['notes ♦', ['in the notes']],
      ['…', []],
      ['。', []],
      ['\u200b', []],
      ['\u2800', []],
      ['\u3164', []],
      ['\u0301', []],
      ['\0', []],
      ['%', []],
      ['_', []],
    ] as const) {
      expect((await search(text)).toSorted(), text).toEqual([...found].toSorted());
      const sorted = await names({ text, sort: { by: 'created', direction: 'descending' } });
      expect(sorted.toSorted(), text).toEqual([...found].toSorted());
    }
    const shown = (await rows({ text: '★' })).find(({ name }) => name === '★ Star shop');
    expect(shown).toMatchObject({ nameMatch: { start: 0, end: 1 } });
  });

  test('what is deleted by a query of signs is what has them', async () => {
    await named('★ Star shop');
    await named('Moon shop');
    const selection = (text: string) => ({ selection: { query: listQuery.parse({ text }) } });
    expect(await calls['customers/delete'](selection('♦'))).toEqual({ count: 0 });
    expect(await calls['customers/delete'](selection('★'))).toEqual({ count: 1 });
    expect(await search('shop')).toEqual(['Moon shop']);
  });

  test.each([
    { field: 'organisation', op: 'contains', value: ' ' },
    { field: 'notes', op: 'starts-with', value: '' },
    { field: 'phone', op: 'contains', value: '' },
    { field: 'phone', op: 'starts-with', value: '\u3000' },
    { field: 'email', op: 'contains', value: '' },
    { field: 'city', op: 'contains', value: '\t' },
    { field: 'kind', op: 'contains', value: '' },
  ] as const)('a filter for nothing is refused: $field $op', async (filter) => {
    await named('A');
    await expect(names({ filters: [filter] })).rejects.toMatchObject({ code: 'customers/bad-filter' });
  });
});

describe('a number, however it is written and asked for', () => {
  const kept = [
    ['mobile', '13811110110'],
    ['mobile with code', '+86 139 1111 0110'],
    ['landline', '010-65520110'],
    ['landline with code', '0086-10-65520111'],
    ['abroad', '+49 172 5550110'],
    ['abroad without code', '0172 5550111'],
    ['abroad with a zero', '+49 (0)30 5550112'],
    ['full width', '１３７１１１１０１１０'],
    ['extension', '010-65529988转801'],
    ['London', '020 7946 0018'],
    ['Dublin', '+353 1 555 0113'],
  ] as const;
  const asked: Readonly<Record<(typeof kept)[number][0], readonly string[]>> = {
    mobile: [
      '+86 138 1111 0110',
      '+8613811110110',
      '0086 138 1111 0110',
      '8613811110110',
      '138-1111-0110',
      '１３８ １１１１ ０１１０',
      '811110110',
      '(138) 1111.0110',
      '+86 138 11110',
    ],
    'mobile with code': ['13911110110', '139 1111 0110', '0086-139-1111-0110', '86 139 1111 0110'],
    landline: [
      '+86 10 6552 0110',
      '0086 10 65520110',
      '65520110',
      '(010) 65520110',
      '10 6552 0110',
      '+86 (0)10 65520110',
      '861065520110',
    ],
    'landline with code': ['010-65520111', '+86 10 65520111', '65520111', '01065520111'],
    abroad: [
      '0172 5550110',
      '0172/5550110',
      '0049 172 5550110',
      '+49 (0)172 5550110',
      '491725550110',
      '1725550110',
    ],
    'abroad without code': ['+49 172 5550111', '0049 172 5550111', '49 172 5550111', '0172-555 0111'],
    'abroad with a zero': ['+49 30 5550112', '030 5550112', '0049305550112'],
    'full width': ['137 1111 0110', '+86 137 1111 0110'],
    extension: [
      '010-65529988',
      '+86 10 6552 9988',
      '+86 10 6552 9988 ext. 801',
      '65529988转801',
      '010 65529988 x801',
      '010-65529988-801',
    ],
    London: ['+44 20 7946 0018', '+44 (0)20 7946 0018', '0044 20 79460018'],
    Dublin: ['01 555 0113', '00353 1 555 0113', '+35315550113'],
  };

  test.each(kept)('%s %s', async (name) => {
    for (const [each, number] of kept) await named(each, phone(number));
    for (const text of asked[name]) {
      expect(await search(text), text).toEqual([name]);
      expect(await names({ filters: [{ field: 'phone', op: 'contains', value: text }] }), text).toEqual([
        name,
      ]);
    }
  });

  test('a filter for the whole number finds it written otherwise, and no part of another', async () => {
    for (const [each, number] of kept) await named(each, phone(number));
    const is = (number: string) => names({ filters: [{ field: 'phone', op: 'is', value: number }] });
    expect(await is('+86 10 6552 0110')).toEqual(['landline']);
    expect(await is('0172 5550110')).toEqual(['abroad']);
    expect(await is('+49 172 5550111')).toEqual(['abroad without code']);
    expect(await is('+1 172 555 0110')).toEqual([]);
    expect(await is('65520110')).toEqual([]);
    expect(await is('010-65529988')).toEqual([]);
    expect(await is('010-65529988 ext 801')).toEqual(['extension']);
    expect(await is('1111 0110')).toEqual([]);
  });

  test('words and numbers that are no telephone number are as before', async () => {
    await named('A', { field: 'notes', value: 'contract 2024-001234 of 2023' });
    for (const text of ['2024001234', '2024 001234', '001234', '2023 001234', 'contract 2024'])
      expect(await search(text), text).toEqual(['A']);
  });
});
