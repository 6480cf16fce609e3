import { describe, expect, test } from 'vitest';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
import { editedForm, readTyped } from '../../../src-renderer/features/customers/typed-values.ts';

const typed = (type: FieldType, text: string, language: 'en' | 'zh-CN' = 'en') =>
  readTyped({ type, currency: 'CNY' }, text, undefined, language);

describe.each(['en', 'zh-CN'] as const)('typed by hand, %s', (language) => {
  test.each([
    ['number', '3,75', 3.75],
    ['number', '12,5', 12.5],
    ['number', '1,234', 1234],
    ['number', '1.234,56', 1234.56],
    ['number', '１２．５', 12.5],
    ['number', '12.', 12],
    ['number', '110101199003071234', '110101199003071234'],
    ['number', '1,23,456', '1,23,456'],
    ['number', '12 apples', '12 apples'],
    ['money', '12,50', { amount: '12.50', currency: 'CNY' }],
    ['money', '1.234,56', { amount: '1234.56', currency: 'CNY' }],
    ['money', '€12', { amount: '12', currency: 'EUR' }],
    ['money', '９００７１９９２５４７４０９９３．０７', { amount: '9007199254740993.07', currency: 'CNY' }],
    ['money', '1.2.3', '1.2.3'],
    ['date', '1990-4-12', '1990-04-12'],
    ['date', '１９９０年４月１２日', '1990-04-12'],
    ['date', '12 Apr 1990', '1990-04-12'],
    ['date', '12.4.1990', '1990-04-12'],
    ['date', '02-14', '--02-14'],
    ['date', '2月14日', '--02-14'],
    ['date', 'Feb 14', '--02-14'],
    ['date', '2/14', '--02-14'],
    ['date', '4/12/1990', '4/12/1990'],
    ['date', '12/4/90', '12/4/90'],
    ['date', '30.12.90', '30.12.90'],
    ['date', '1990-02-30', '1990-02-30'],
    ['date', '1990-04-12 10:30', '1990-04-12 10:30'],
    ['date', 'soon', 'soon'],
    ['date', ' ', null],
  ] as const)('%s %s', (type, text, expected) => {
    expect(typed(type, text, language)).toEqual(expected);
  });
});

test('3/4 is a day in March where Chinese is read, and could be either elsewhere', () => {
  expect(typed('date', '3/4')).toBe('3/4');
  expect(typed('date', '3/4', 'zh-CN')).toBe('--03-04');
});

test('a value is edited in a form that is read back', () => {
  for (const [type, value] of [
    ['number', 0.00000012],
    ['number', -1234.5],
    ['money', { amount: '1200.50', currency: 'CNY' }],
    ['date', '1990-04-12'],
    ['date', '--02-29'],
  ] as const)
    expect(typed(type, editedForm(value))).toEqual(value);
});
