import { describe, expect, test } from 'vitest';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { draftOfRow, type RowPlan } from '../../../../src-main/vault/exchange/import/draft.ts';
import type { DraftField } from '../../../../src-main/vault/exchange/import/field-value.ts';

type Column = readonly [heading: string, target: Target, field?: Partial<DraftField>];

function plan(columns: readonly Column[], rest: Partial<RowPlan> = {}): RowPlan {
  return {
    columns: columns.map(([heading, target, field]) => ({
      heading,
      target,
      field:
        field === undefined
          ? null
          : {
              id: heading,
              name: heading,
              type: 'text',
              class: 'internal',
              currency: 'CNY',
              optionId: (name) => (name === 'A' || name === 'B' ? `id-${name}` : null),
              ...field,
            },
      decimalMark: 'point',
      isOfPast: /birth/i.test(heading),
    })),
    defaultKind: 'guess',
    namesAreCompanies: false,
    dateOrder: 'ymd',
    today: '2026-11-30',
    addTag: null,
    people: new Map(),
    ours: null,
    reportColumns: 0,
    ...rest,
  };
}

function draft(columns: readonly Column[], cells: readonly string[], rest: Partial<RowPlan> = {}) {
  return draftOfRow(plan(columns, rest), { line: 7, cells, fault: null });
}

const name: Column = ['Name', { to: 'name' }];
const phone = (group: number, label = ''): Column => [
  `Phone ${group}`,
  { to: 'phone', group, part: 'value', label },
];
const field = (type: DraftField['type'], rest: Partial<DraftField> = {}): Column => [
  'F',
  { to: 'field', fieldId: '0'.repeat(26) },
  { type, ...rest },
];

describe('names and kinds', () => {
  const parts: Column[] = [
    ['p', { to: 'name-prefix' }],
    ['g', { to: 'given-name' }],
    ['m', { to: 'middle-name' }],
    ['f', { to: 'family-name' }],
    ['s', { to: 'name-suffix' }],
  ];
  test.each([
    [['Dr.', 'Kaya', 'Anne', 'Friedenberg', 'Jr.'], 'Dr. Kaya Anne Friedenberg Jr.'],
    [['', '三', '', '张', ''], '张三'],
    [['', 'Mia', '', '', ''], 'Mia'],
  ])('%j', (cells, expected) => {
    expect(draft(parts, cells).draft).toMatchObject({ name: expected, kind: 'person' });
  });

  const chinese: Column[] = [
    ['客户名称', { to: 'name' }],
    ['客户类型', { to: 'kind' }],
    ['联系人', { to: 'contact-name' }],
    ['手机', { to: 'phone', group: 0, part: 'value', label: '手机' }],
    ['座机', { to: 'phone', group: 1, part: 'value', label: '座机' }],
  ];
  test('a company with its contact, whose mobile number is the contact’s', () => {
    const { draft: made } = draft(chinese, ['义乌贸易公司', '企业', '李四', '13800138000', '0579-85000000']);
    expect(made).toMatchObject({ kind: 'company', name: '义乌贸易公司', contact: { name: '李四' } });
    expect(made?.points.map(({ label, isOfContact }) => [label, isOfContact])).toEqual([
      ['手机', true],
      ['座机', false],
    ]);
  });
  test('a person who is their own contact', () => {
    expect(draft(chinese, ['张三', '个人', '张三', '13800138000', '']).draft).toMatchObject({
      kind: 'person',
      name: '张三',
      contact: null,
    });
  });

  test.each([
    ['Acme GmbH', 'company'],
    ['武汉五金店', 'company'],
    ['王芳', 'person'],
    ['Jane Doe', 'person'],
  ])('the kind of %s is guessed', (text, kind) => {
    expect(draft([name], [text]).draft?.kind).toBe(kind);
  });

  test('without a name the organisation is the customer, else the e-mail address with a warning, else the row is refused', () => {
    const columns: Column[] = [
      name,
      ['Company', { to: 'organisation' }],
      ['Mail', { to: 'email', group: 0, part: 'value', label: '' }],
    ];
    expect(draft(columns, ['', 'Acme', 'a@b.de'])).toMatchObject({
      draft: { kind: 'company', name: 'Acme', organisation: '' },
      problems: [],
    });
    expect(draft(columns, ['', '', 'a@b.de'])).toMatchObject({
      draft: { name: 'a@b.de' },
      problems: [{ code: 'import/named-after', severity: 'warned' }],
    });
    expect(draft(columns, ['', '', ''])).toMatchObject({
      draft: null,
      problems: [{ line: 7, column: null, code: 'import/no-name', severity: 'refused' }],
    });
  });
});

describe('lists within cells', () => {
  test('Google’s multiple values and label marks', () => {
    const { draft: made } = draft(
      [
        name,
        ['l', { to: 'phone', group: 0, part: 'label', label: '' }],
        ['v', { to: 'phone', group: 0, part: 'value', label: '' }],
        ['t', { to: 'tags' }],
      ],
      ['X', '* Work', '+49-4001-71134682 ::: +49-031-3444222', '* myContacts ::: Suppliers ::: VIP'],
    );
    expect(made?.points.map(({ label, value }) => [label, value])).toEqual([
      ['Work', '+49-4001-71134682'],
      ['Work', '+49-031-3444222'],
    ]);
    expect(made?.tags).toEqual(['Suppliers', 'VIP']);
  });

  test('several numbers are split only where each is one; extensions stay', () => {
    const values = (cell: string) =>
      draft([name, phone(0)], ['X', cell]).draft?.points.map(({ value }) => value);
    expect(values('13800138000/13900139000')).toEqual(['13800138000', '13900139000']);
    expect(values('13800138000、0755-26001234')).toEqual(['13800138000', '0755-26001234']);
    expect(values('(876) 495-2681 x24273')).toEqual(['(876) 495-2681 x24273']);
    expect(values('转人工/分机8')).toEqual(['转人工/分机8']);
  });

  test('what is no e-mail address is taken as it is, and its column named', () => {
    const columns: Column[] = [name, ['Mail', { to: 'email', group: 0, part: 'value', label: 'Work' }]];
    expect(draft(columns, ['X', 'not an address'])).toMatchObject({
      draft: { points: [{ type: 'email', label: 'Work', value: 'not an address' }] },
      problems: [{ code: 'import/bad-email', column: 'Mail', severity: 'warned' }],
    });
  });

  test('parts of an address are joined in the way of their language', () => {
    const address = (part: 'street' | 'city' | 'region' | 'postal-code' | 'country' | 'value'): Column => [
      part,
      { to: 'address', group: 0, part, label: '' },
    ];
    const western = draft(
      [
        name,
        address('street'),
        address('city'),
        address('region'),
        address('postal-code'),
        address('country'),
      ],
      ['X', '344 Leannon Springs', 'Port Hector', 'Alaska', '04690', 'United States'],
    );
    expect(western.draft?.points[0]).toMatchObject({
      value: '344 Leannon Springs, Port Hector Alaska 04690, United States',
      address: { city: 'Port Hector' },
    });
    const chinese = draft([name, address('region'), address('value')], ['X', '广东省深圳市', '科技园路1号']);
    expect(chinese.draft?.points[0]).toMatchObject({
      value: '广东省深圳市科技园路1号',
      address: { region: '广东省深圳市', street: '科技园路1号' },
    });
  });
});

describe('values', () => {
  const value = (column: Column, cell: string, rest: Partial<RowPlan> = {}) =>
    draft([name, column], ['X', cell], rest).draft?.values.get('F');
  test.each([
    ['2019.07.09', 'ymd', '2019-07-09'],
    ['2019/7/9', 'ymd', '2019-07-09'],
    ['2019年7月9日', 'ymd', '2019-07-09'],
    ['20190709', 'ymd', '2019-07-09'],
    ['4/19/2026', 'mdy', '2026-04-19'],
    ['19/4/2026', 'dmy', '2026-04-19'],
    ['19.04.26', 'dmy', '2026-04-19'],
    ['9 Jul 2019', 'ymd', '2019-07-09'],
    ['July 9th, 2019', 'ymd', '2019-07-09'],
    ['２０１９年７月９日', 'ymd', '2019-07-09'],
    ['2019-07-09 00:00:00', 'ymd', '2019-07-09'],
  ] as const)('date %s (%s)', (text, dateOrder, expected) => {
    expect(value(field('date'), text, { dateOrder })).toBe(expected);
  });
  test.each(['2019-02-30', '13/13/2020', 'soon', '2019年7月', '1.5', '43655'])(
    '%s is no date: it goes into the notes',
    (text) => {
      const result = draft([name, field('date'), ['N', { to: 'notes' }]], ['X', text, 'n']);
      expect(result).toMatchObject({
        draft: { notes: `F: ${text}\nn` },
        problems: [{ code: 'import/bad-date', severity: 'warned', column: 'F', line: 7 }],
      });
    },
  );
  test('a value that a sealed field cannot hold is left out and named, since notes are not sealed', () => {
    expect(draft([name, field('date', { class: 'confidential' })], ['X', 'soon'])).toMatchObject({
      draft: { name: 'X', notes: '', values: new Map() },
      problems: [{ code: 'import/sealed-left-out', severity: 'warned', column: 'F' }],
      strays: [{ column: 1, to: 'nowhere' }],
    });
  });
  test.each([
    ['1,234.56', 1234.56],
    ['1.234,56', 1234.56],
    ['1 234,5', 1234.5],
    ['-7', -7],
    ['(12)', -12],
    ['0.50', 0.5],
    ['1,234,567', 1234567],
    ['.5', 0.5],
  ])('number %s', (text, expected) => {
    expect(value(field('number'), text)).toBe(expected);
  });
  test.each(['1,23,4', '12a', '', '1234567890123456', '--1'])('%s is no number', (text) => {
    expect(value(field('number'), text)).toBeUndefined();
  });
  test.each([
    ['USD 79,483,811', '79483811', 'USD'],
    ['￥1,200.50', '1200.50', 'CNY'],
    ['300元', '300', 'CNY'],
    ['€ 5', '5', 'EUR'],
    ['1,393,695', '1393695', 'CNY'],
    ['-$3.10', '-3.10', 'USD'],
    ['12.50 EUR', '12.50', 'EUR'],
  ])('money %s', (text, amount, currency) => {
    expect(value(field('money'), text)).toEqual({ amount, currency });
  });
  test.each([
    ['是', true],
    ['NO', false],
    ['√', true],
    ['0', false],
    ['有', true],
  ])('%s is %s', (text, expected) => {
    expect(value(field('yes-no'), text)).toBe(expected);
  });
  test('choices by name; an unknown one goes into the notes', () => {
    expect(value(field('choice'), 'A')).toEqual(['id-A']);
    expect(value(field('choices'), 'A；B')).toEqual(['id-A', 'id-B']);
    expect(draft([name, field('choice')], ['X', 'C'])).toMatchObject({
      draft: { notes: 'F: C' },
      problems: [{ code: 'import/bad-choice' }],
    });
  });
});

describe('rows that are not as they should be', () => {
  const three: Column[] = [name, phone(0), ['Note', { to: 'notes' }]];
  test.each([
    [['a', 'b', 'c', 'd'], 'import/too-many-cells', 'refused'],
    [['a'], 'import/too-few-cells', 'refused'],
    [['a', 'b'], 'import/too-few-cells', 'warned'],
    [['a', 'b\u0000', 'c'], 'import/control-characters', 'warned'],
    [['a', 'b', '\ufffd'], 'import/undecodable', 'warned'],
    [['a', 'b', 'x'.repeat(200_001)], 'import/too-long', 'refused'],
  ] as const)('%#: %s', (cells, code, severity) => {
    const result = draft(three, cells);
    expect(result.problems).toMatchObject([{ code, severity, line: 7 }]);
    expect(result.draft === null).toBe(severity === 'refused');
  });
  test('empty cells beyond the last column are nothing', () => {
    expect(draft(three, ['a', '1', 'c', '', ' ']).problems).toEqual([]);
  });
  test('formulas, HTML and marks of direction are text like any other', () => {
    const cells = ["=cmd|'/C calc'!A0", '-1+1', '<img src=x onerror=alert(1)>\u202e'];
    expect(draft(three, cells)).toMatchObject({
      problems: [],
      draft: { name: cells[0], points: [{ value: cells[1] }], notes: cells[2] },
    });
  });
  test('control characters stay visible', () => {
    expect(draft([name], ['Zero\u0000byte\u007f\u001b']).draft?.name).toBe('Zero␀byte␡␛');
  });
});
