import { describe, expect, test } from 'vitest';
import {
  dayParts,
  readDate,
  saysNoDay,
  type DateOrder,
  type DateRules,
} from '../../../src-preload/contract/dates.ts';

const rules = (order: DateOrder = 'ymd', isPast = false): DateRules => ({
  order,
  today: '2026-11-30',
  isPast,
});
const day = (text: string, order?: DateOrder, isPast?: boolean): string | null =>
  readDate(text, rules(order, isPast))?.day ?? null;

describe('the two forms that are kept', () => {
  test.each([
    ['2024-02-29', { year: 2024, month: 2, day: 29 }],
    ['--02-14', { year: null, month: 2, day: 14 }],
    ['--02-29', { year: null, month: 2, day: 29 }],
  ])('%s', (text, parts) => {
    expect(dayParts(text)).toEqual(parts);
  });
  test.each(['2023-02-29', '--02-30', '--13-01', '--00-10', '-02-14', '02-14', '---02-14', '24-01-01', ''])(
    '%s is none of them',
    (text) => {
      expect(dayParts(text)).toBeNull();
    },
  );
});

describe('a day without its year', () => {
  test.each([
    '--02-14',
    ' --02-14',
    '--0214',
    '－－０２－１４',
    '02-14',
    '2/14',
    '14-02',
    '14.2.',
    '14.02.',
    '2月14日',
    '２月１４日',
    '02月14',
    'Feb 14',
    'February 14th',
    '14 Feb',
    '14-Feb',
    '14th Feb',
    '0000-02-14',
    '0000/2/14',
    '14.02.0000',
  ])('%s', (text) => {
    expect(day(text)).toBe('--02-14');
  });
  test('29 February is one', () => {
    expect(day('--02-29')).toBe('--02-29');
    expect(day('29 Feb')).toBe('--02-29');
  });
  test('1604 stands for none where the day is a birthday, and is a year elsewhere', () => {
    expect(day('1604-02-14', 'ymd', true)).toBe('--02-14');
    expect(day('2/14/1604', 'mdy', true)).toBe('--02-14');
    expect(day('1604-02-14')).toBe('1604-02-14');
  });
  test.each(['1.5', '12.10', '-0214', '-2-14', '--2', '--02-30', 'Feb-14', 'Feb 30', '31/31', '2', '14'])(
    '%s says none',
    (text) => {
      expect(day(text)).toBeNull();
    },
  );
});

describe('years of two digits', () => {
  test.each([
    ['25/12/57', true, '1957-12-25'],
    ['13/02/64', true, '1964-02-13'],
    ['03/11/98', true, '1998-11-03'],
    ['29/11/26', true, '2026-11-29'],
    ['01/12/26', true, '1926-12-01'],
    ['01/12/26', false, '2026-12-01'],
    ['01/01/46', false, '2046-01-01'],
    ['01/01/47', false, '1947-01-01'],
    ['29/02/00', true, '2000-02-29'],
  ])('%s (of the past: %s)', (text, isPast, expected) => {
    expect(day(text, 'dmy', isPast)).toBe(expected);
  });
});

describe('the order of day and month', () => {
  test.each([
    ['03.04.1971', 'mdy', '1971-04-03'],
    ['03.04.1971', 'ymd', '1971-04-03'],
    ['3/4/1971', 'mdy', '1971-03-04'],
    ['3/4/1971', 'dmy', '1971-04-03'],
    ['3/24/1971', 'ymd', '1971-03-24'],
    ['24/3/1971', 'ymd', '1971-03-24'],
    ['3/24/1971', 'dmy', null],
    ['12.25.1980', 'mdy', null],
    ['3-4.1971', 'dmy', null],
    ['3/4', 'dmy', '--04-03'],
    ['3/4', 'mdy', '--03-04'],
    ['25/4', 'mdy', '--04-25'],
  ] as const)('%s (%s)', (text, order, expected) => {
    expect(day(text, order)).toBe(expected);
  });
  test.each([
    ['3/4/1971', true],
    ['3/24/1971', false],
    ['3/3/1971', false],
    ['03.04.1971', false],
    ['3/4', true],
    ['2/14', false],
    ['1971-03-04', false],
  ])('%s could be either way: %s', (text, expected) => {
    expect(readDate(text, rules())?.isEitherWay).toBe(expected);
  });
});

test.each([
  ['20240101', false],
  ['12-10', false],
  ['1.2.03', false],
  ['2024-01-01', true],
  ['25/12/57', true],
  ['--02-14', true],
  ['2月14日', true],
])('%s is a date for sure: %s', (text, expected) => {
  expect(readDate(text, rules())?.isSure).toBe(expected);
});

test.each([
  '0/0/00',
  '00/00/0000',
  '0000-00-00',
  '0000-00-00 00:00:00',
  '00.00.0000',
  '0000年00月00日',
  '1900-01-00',
  '1/0/1900',
  '1/0/00',
  '0-Jan-00',
  '00.01.1900',
  '4501-01-01',
  '1/1/4501',
  '0001-01-01T00:00:00',
])('%s says that there is no day', (text) => {
  expect(saysNoDay(text)).toBe(true);
});
test.each(['', '0', '0.0', '000', '0-0', '1900-01-01', '10/0/00', '2000-01-00', '0000-02-14', '00000000'])(
  '%s does not',
  (text) => {
    expect(saysNoDay(text)).toBe(false);
  },
);
