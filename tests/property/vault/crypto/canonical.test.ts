import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../../../src-main/vault/crypto/canonical.ts';

const value: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 5 }), tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** The same value with the members of every object in another order. */
function shuffled(input: CanonicalValue): CanonicalValue {
  if (Array.isArray(input)) return input.map((item: CanonicalValue) => shuffled(item));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

describe('canonical JSON', () => {
  it('is JSON for the same value, and the same text whatever the order of members', () => {
    fc.assert(
      fc.property(value, (input) => {
        const text = canonicalText(input);
        expect(canonicalText(JSON.parse(text) as CanonicalValue)).toBe(text);
        expect(canonicalText(shuffled(input))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(input)));
      }),
    );
  });

  it('differs for values that differ', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = JSON.stringify(shuffled(shuffled(a))) === JSON.stringify(shuffled(shuffled(b)));
        if (same) expect(canonicalText(a)).toBe(canonicalText(b));
        if (canonicalText(a) === canonicalText(b))
          expect(JSON.parse(canonicalText(a))).toEqual(JSON.parse(canonicalText(b)));
      }),
    );
  });

  it('refuses what has no one form', () => {
    for (const refused of [1.5, Number.NaN, -0, 2 ** 53, '\ud800', [undefined], { a: undefined }])
      expect(() => canonicalText(refused as CanonicalValue)).toThrow(TypeError);
  });
});
