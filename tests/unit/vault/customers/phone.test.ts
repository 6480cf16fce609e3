import { describe, expect, test } from 'vitest';
import { lookupOf } from '../../../../src-main/vault/customers/phone.ts';

const phone = (value: string, country = 'CN'): string => lookupOf('phone', value, country);
const email = (value: string): string => lookupOf('email', value, 'CN');

describe('one number, however it is written', () => {
  test.each([
    [
      '13811110110',
      '+86 138 1111 0110',
      '0086-138-1111-0110',
      '86 138 1111 0110',
      '１３８１１１１０１１０',
      'tel:+86-138-1111-0110',
    ],
    ['010-65520110', '(010) 6552 0110', '+86 10 65520110', '0086 (0)10 6552-0110', '010–6552·0110'],
    ['+49 172 5550110', '0049 172 5550110', '+49 (0)172 5550110', '+49(172)555/0110'],
    [
      '010-65529988转801',
      '010-65529988-801',
      '+86 10 6552 9988 ext. 801',
      '01065529988分机801',
      '010-65529988（转801）',
      '010-65529988 x801',
      '0086-10-65529988#801',
      '+86-10-65529988;ext=801',
    ],
    ['400-810-8888转12', '400-810-8888-12', '4008108888 ext 12'],
    ['+49 30 1234567 Durchwahl 12', '+49 30 1234567 ext 12', '+49 30 1234567 DW 12'],
  ])('%s', (first, ...others) => {
    expect(phone(first)).not.toBe('');
    for (const other of others) expect([other, phone(other)]).toEqual([other, phone(first)]);
  });

  test('another extension is another number, and none is as well', () => {
    const all = [
      '+1 212 555 0127',
      '+1 212 555 0127 ext. 801',
      '+1 212 555 0127 x802',
      '+1 212 555 0127 #803',
    ];
    expect(new Set(all.map((value) => phone(value))).size).toBe(all.length);
  });
});

describe('what is no number, not one, or nobody’s, finds nobody', () => {
  test.each([
    '138****0004',
    '138xxxx0004',
    '138-XXXX-0004',
    '1.38E+10',
    '1,38111E+10',
    '13811110042 / 13911110042',
    '13811110042（妻）',
    '00000000000',
    '+86 00000000000',
    '000-0000-0000',
    '11111111111',
    '+1 555 555 5555',
    '400-000-0000',
    '123456789',
    '+86 12345678901',
    '987654321',
    '00000',
    '12345',
    '95588',
    '无',
    '同上',
    'N/A',
    '-',
    '',
  ])('%s', (value) => {
    expect(phone(value)).toBe('');
  });

  test.each([
    'none@none.com',
    'noemail@acme.example',
    'no-reply@acme.example',
    'donotreply@acme.example',
    'test@example.com',
    'unknown@unknown.com',
    'n/a@n/a',
    'a@a.com',
    'xxx@xxx.com',
    'l***e@acme.example',
    'lee@acme.example, ann@acme.example',
    '无',
    '无@无',
  ])('%s', (value) => {
    expect(email(value)).toBe('');
  });

  test.each([
    'lee@example.com',
    'info@acme.example',
    'nora@none-such.example',
    'acme@acme.com',
    'tester.lee@acme.cn',
  ])('and %s is somebody’s', (value) => {
    expect(email(` ${value.toUpperCase()}`)).toBe(value);
  });
});
