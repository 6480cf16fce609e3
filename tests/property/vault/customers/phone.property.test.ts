import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { expect, test } from 'vitest';
import { isNobodysNumber } from '../../../../src-main/vault/customers/placeholders.ts';
import { lookupOf } from '../../../../src-main/vault/customers/phone.ts';

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{${String(min)},${String(max)}}$`));

test('Chinese numbers are read without the library as it reads them', () => {
  const number = fc.oneof(
    // Two zeros lead abroad.
    digits(9, 11)
      .filter((rest) => !rest.startsWith('0'))
      .map((rest) => `0${rest}`),
    digits(9, 9).chain((rest) => fc.constantFrom('13', '15', '19', '12').map((head) => head + rest)),
  );
  fc.assert(
    fc.property(number, (written) => {
      const parsed = parsePhoneNumberFromString(written, 'CN');
      const read = parsed?.isPossible() === true ? parsed.number.slice(1) : written;
      // One of zeros, say, is nobody's.
      const expected = isNobodysNumber(written.replace(/^0/, '')) ? '' : read;
      expect(lookupOf('phone', written, 'CN')).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test('however it is written', () => {
  for (const written of [
    '0571-8983 9370',
    '(0571) 89839370',
    '+86 571 8983 9370',
    '０５７１８９８３９３７０',
  ])
    expect(lookupOf('phone', written, 'CN')).toBe('8657189839370');
});
