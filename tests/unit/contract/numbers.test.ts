import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comesBack,
  keepsFraction,
  numberOf,
  plainDigits,
  provenMark,
  readDecimal,
  readMoney,
} from '../../../src-preload/contract/numbers.ts';

describe('what is typed', () => {
  test.each([
    ['3,75', '3.75'],
    ['12,5', '12.5'],
    ['12,50', '12.50'],
    ['0,125', '0.125'],
    ['-0,750', '-0.750'],
    ['1.234,56', '1234.56'],
    ['1,234.56', '1234.56'],
    ['1,234', '1234'],
    ['1.234', '1.234'],
    ['1.234.567', '1234567'],
    ["1'234'567.8", '1234567.8'],
    ['1 234,5', '1234.5'],
    ['１２，５', '12.5'],
    ['１，２３４．５', '1234.5'],
    ['(12.5)', '-12.5'],
    ['−3', '-3'],
    ['+007', '7'],
    ['.5', '0.5'],
    ['99999999999999999999', '99999999999999999999'],
  ])('%s is %s', (text, expected) => {
    expect(readDecimal(text, 'point')).toBe(expected);
  });
  test.each([
    '',
    ',',
    '1,23,456',
    '1,2,3',
    '1.2.3',
    '12 34',
    '1,2345.6',
    '10²',
    '①',
    '½',
    '1e5',
    '12 apples',
    '1,234,56',
    '0,123,456',
  ])('%s is no number', (text) => {
    expect(readDecimal(text, 'point')).toBeNull();
  });
  test.each([
    ['110101199003071234', null],
    ['9007199254740993', null],
    ['123456789012345', 123456789012345],
    ['0.00000123456789012345', 0.00000123456789012345],
    ['-0', 0],
    ['1.50', 1.5],
  ])('the number for %s', (decimal, expected) => {
    expect(numberOf(decimal)).toBe(expected);
  });
  test.each([
    ['€12,50', { amount: '12.50', currency: 'EUR' }],
    ['12,50', { amount: '12.50', currency: 'CNY' }],
    ['1.234,56 €', { amount: '1234.56', currency: 'EUR' }],
    ['￥1,200.5', { amount: '1200.5', currency: 'CNY' }],
    ['３００元', { amount: '300', currency: 'CNY' }],
    ['(12.50)', { amount: '-12.50', currency: 'CNY' }],
    ['9007199254740993.07', { amount: '9007199254740993.07', currency: 'CNY' }],
    ['1.50000000', { amount: '1.500000', currency: 'CNY' }],
  ])('the amount %s', (text, expected) => {
    expect(readMoney(text, 'CNY', 'point')).toMatchObject(expected);
  });
});

test.each([
  ['0,125', 'comma'],
  ['1,23', 'comma'],
  ['1.234.567', 'comma'],
  ['1.234,5', 'comma'],
  ['12.10', 'point'],
  ['1,234,567', 'point'],
  ['1,234.5', 'point'],
  ['€ 0,50', 'comma'],
  ['1,234', null],
  ['1.234', null],
  ['12', null],
  ['x', null],
])('%s proves a %s', (text, mark) => {
  expect(provenMark(text)).toBe(mark);
});

test.each([
  ['0,125', true],
  ['1,234', true],
  ['1.234.567', true],
  ['12.5', true],
  ['-3', true],
  ['12.10', false],
  ['3.0', false],
  ['007', false],
  ['+5', false],
  ['(5)', false],
  ['110101199003071234', false],
  ['１２', true],
])('%s comes back as it is written: %s', (cell, expected) => {
  expect(comesBack(cell, 'point')).toBe(expected);
});

test('digits alone come back by both marks, as far as a number keeps them and none of them is a zero in front', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,17}$/), fc.constantFrom('point', 'comma'), (digits, mark) => {
      const isKept = String(Number(digits)) === digits && digits.length <= 15;
      expect(comesBack(digits, mark)).toBe(isKept);
      expect(keepsFraction(digits, mark)).toBe(isKept);
      expect(provenMark(digits)).toBeNull();
    }),
  );
});

const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.stringMatching(/^\d{0,6}$/))
  .map(([minus, whole, fraction]) => ({ minus, whole: String(whole), fraction }));

test('a number is read back from both ways of writing it, to its last digit', () => {
  fc.assert(
    fc.property(decimals, fc.constantFrom('', ',', '.', ' ', "'"), ({ minus, whole, fraction }, group) => {
      const marks = group === ',' ? ['.'] : group === '.' ? [','] : ['.', ','];
      const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
      const plain = `${minus && whole + fraction !== '0' ? '-' : minus ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
      for (const mark of marks) {
        const text = `${minus ? '-' : ''}${grouped}${fraction === '' ? '' : mark + fraction}`;
        expect(readDecimal(text, mark === '.' ? 'point' : 'comma'), text).toBe(plain);
      }
    }),
  );
});

test('whatever the mark is, no digit is lost or moved to the other side of it unless the text can be read either way', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,9}([.,' ]\d{1,4}){0,3}$/), (text) => {
      const [point, comma] = [readDecimal(text, 'point'), readDecimal(text, 'comma')];
      for (const read of [point, comma])
        if (read !== null)
          expect(read.replace(/\D/g, '').replace(/^0+(?=\d)/, '')).toBe(
            text.replace(/\D/g, '').replace(/^0+(?=\d)/, ''),
          );
      if (point !== comma) expect(text).toMatch(/^-?[1-9]\d{0,2}[.,]\d{3}$/);
    }),
    { numRuns: 2000 },
  );
});

test('a number in plain digits is the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(plainDigits(number)).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(plainDigits(number))).toBe(number === 0 ? 0 : number);
    }),
  );
});
