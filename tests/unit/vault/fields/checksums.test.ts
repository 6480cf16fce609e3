import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isCardNumber,
  isIban,
  isResidentNumber,
  passesLuhn,
} from '../../../../src-main/vault/fields/checksums.ts';

describe('a Chinese resident’s number', () => {
  // The example of GB 11643-1999 itself, and others with each sort of check character.
  test.each([
    '11010519491231002X',
    '440524188001010014',
    '110105194912310 02x',
    '１１０１０５１９４９１２３１００２Ｘ',
  ])('%s', (number) => {
    expect(isResidentNumber(number)).toBe(true);
  });

  test.each([
    ['another check character', '110105194912310021'],
    ['a day that does not exist', '110105194902310027'],
    ['fifteen digits', '110105491231002'],
    ['an area that begins with 0', '01010519491231002X'],
    ['nothing', ''],
  ])('%s', (_, number) => {
    expect(isResidentNumber(number)).toBe(false);
  });

  test('no single digit can be mistyped unnoticed', () => {
    const right = '11010519491231002X';
    for (let at = 0; at < 17; at++)
      for (let digit = 0; digit < 10; digit++) {
        const typed = `${right.slice(0, at)}${String(digit)}${right.slice(at + 1)}`;
        expect(isResidentNumber(typed)).toBe(typed === right);
      }
  });
});

describe('a bank card', () => {
  test.each([
    '4111 1111 1111 1111',
    '5555555555554444',
    '378282246310005',
    '6222 0212 3456 7890 128',
    '3530111333300000',
  ])('%s', (number) => {
    expect(isCardNumber(number)).toBe(passesLuhn(number.replace(/\s/g, '')));
    expect(passesLuhn(number.replace(/\s/g, ''))).toBe(true);
  });
  test.each(['4111 1111 1111 1112', '13800138000', '1234567812345670', '411111111111111111111', 'card'])(
    'is not %s',
    (number) => {
      expect(isCardNumber(number)).toBe(false);
    },
  );

  test('has exactly one right last digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{11,18}$/), (digits) => {
        const right = Array.from({ length: 10 }, (_, digit) => String(digit)).filter((last) =>
          passesLuhn(digits + last),
        );
        expect(right).toHaveLength(1);
      }),
    );
  });
});

test.each([
  ['GB82 WEST 1234 5698 7654 32', true],
  ['DE89370400440532013000', true],
  ['gb82west12345698765432', true],
  ['DE88370400440532013000', false],
  ['DE89', false],
  ['1234567890123456', false],
])('IBAN %s', (text, isOne) => {
  expect(isIban(text)).toBe(isOne);
});
