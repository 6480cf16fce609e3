import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitPoints } from '../../../../src-main/vault/exchange/import/split-points.ts';

const letters = 'aeioouyrndptx'.split('');
const digits = '0123456789'.split('');
const local = fc
  .array(fc.constantFrom(...letters, ...digits, '.', '_', '-', '+'), { minLength: 1, maxLength: 8 })
  .map((characters) => characters.join('').replace(/^[.+-]+|[.]+$/g, '') || 'y');
const host = fc
  .array(fc.constantFrom(...letters, ...digits), { minLength: 1, maxLength: 6 })
  .map((characters) => `${characters.join('')}.example`);
const address = fc.tuple(local, host).map(([user, domain]) => `${user}@${domain}`);
const between = fc.constantFrom(
  '; ',
  ';',
  ',',
  ', ',
  ' / ',
  ' y ',
  ' e ',
  ' und ',
  ' or ',
  ' o ',
  '、',
  '\n',
);

describe('several things in one cell', () => {
  test.each([
    ['email', 'x@shop.example;y@shop.example', ['x@shop.example', 'y@shop.example']],
    ['email', 'a@shop.example, e1@shop.example', ['a@shop.example', 'e1@shop.example']],
    ['email', 'o2@shop.example y j.e@shop.example', ['o2@shop.example', 'j.e@shop.example']],
    ['email', 'e+list@shop.example; b@shop.example', ['e+list@shop.example', 'b@shop.example']],
    ['phone', '0172 555 0001 o +49 172 5550002', ['0172 555 0001', '+49 172 5550002']],
    ['phone', '+34 600 000 001 y +34 600 000 002', ['+34 600 000 001', '+34 600 000 002']],
    ['phone', '13811110001或13811110002', ['13811110001', '13811110002']],
    ['link', '官网 https://shop.example/a', ['https://shop.example/a']],
    ['link', 'https://shop.example/a b', ['https://shop.example/a b']],
  ] as const)('%s %s', (type, cell, values) => {
    expect(splitPoints(type, cell).map(({ value }) => value)).toEqual(values);
  });

  test('words for "and" within an address part nothing', () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 4 }), between, (addresses, sign) => {
        expect(splitPoints('email', addresses.join(sign)).map(({ value }) => value)).toEqual(addresses);
      }),
    );
  });
});
