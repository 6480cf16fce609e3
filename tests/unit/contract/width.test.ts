import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUsual, nfkc } from '../../../src-preload/contract/width.ts';

describe('usual characters', () => {
  test('are left as they are by every form of Unicode', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const text = `李${String.fromCharCode(code)}李`;
      if (!isUsual.test(text)) continue;
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(text.normalize(form)).toBe(text);
    }
  });
  test('and others have the one form, side by side', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '1', '李', 'é', 'e\u0301', '１', 'ﬁ', '㈱', '豈', '가') }),
        (text) => {
          expect(nfkc(text)).toBe(text.normalize('NFKC'));
        },
      ),
    );
  });
});
