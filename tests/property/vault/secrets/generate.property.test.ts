import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { characterSet, wordSeparator, type SecretRecipe } from '../../../../src-preload/contract/secrets.ts';
import { randomBelow } from '../../../../src-main/vault/crypto/random-below.ts';
import { charactersOf, generateSecret } from '../../../../src-main/vault/secrets/generate.ts';

/** Bytes of 32-bit numbers, one after the other. */
function source(...numbers: number[]): (length: number) => Uint8Array {
  let at = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, numbers[at++] ?? 0);
    return bytes;
  };
}

/**
 * Pearson's chi-squared for counts that should be equal, as a number of standard deviations from what chance gives
 * (Wilson and Hilferty).
 */
function deviation(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  const spread = 2 / (9 * degrees);
  return ((chi / degrees) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
}

describe('a random number below a limit', () => {
  test('throws away what lies beyond the last whole multiple', () => {
    // 2^32 = 3 * 1,431,655,765 + 1: only the very last value is too much.
    expect(randomBelow(3, source(0xffffffff, 7))).toBe(1);
    expect(randomBelow(3, source(0xfffffffe))).toBe(2);
    expect(randomBelow(0x80000001, source(0x80000001, 0xffffffff, 5))).toBe(5);
    expect(randomBelow(2 ** 32, source(0xffffffff))).toBe(0xffffffff);
    expect(randomBelow(1, source(0xffffffff))).toBe(0);
  });

  test('hits every number as often as any other', () => {
    for (const limit of [2, 3, 10, 77, 2048]) {
      const counts = new Array<number>(limit).fill(0);
      for (let i = 0; i < limit * 200; i++) {
        const drawn = randomBelow(limit);
        counts[drawn] = (counts[drawn] ?? 0) + 1;
      }
      // Six standard deviations: once in a thousand million runs by chance, and at once with a plain remainder of a byte.
      expect(Math.abs(deviation(counts))).toBeLessThan(6);
    }
  });

  test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses the limit %d', (limit) => {
    expect(() => randomBelow(limit)).toThrow('not a limit');
  });
});

const sets = fc.uniqueArray(fc.constantFrom(...characterSet.options), { minLength: 1 });
const ofCharacters = fc.record({
  of: fc.constant('characters' as const),
  length: fc.integer({ min: 4, max: 128 }),
  sets,
  withoutAmbiguous: fc.boolean(),
});
const ofWords = fc.record({
  of: fc.constant('words' as const),
  language: fc.constantFrom('en' as const, 'zh-CN' as const),
  count: fc.integer({ min: 3, max: 16 }),
  separator: fc.constantFrom(...wordSeparator.options),
  capitals: fc.boolean(),
  withDigit: fc.boolean(),
});

describe('a secret of characters', () => {
  test('has the length, characters of the chosen sets alone, and one of each', () => {
    fc.assert(
      fc.property(ofCharacters, (recipe) => {
        const text = generateSecret(recipe);
        expect(text).toHaveLength(recipe.length);
        const allowed = recipe.sets.map((set) => charactersOf(set, recipe.withoutAmbiguous));
        for (const character of text) expect(allowed.join('')).toContain(character);
        for (const set of allowed) expect([...text].some((character) => set.includes(character))).toBe(true);
        if (recipe.withoutAmbiguous) expect(text).not.toMatch(/[Il1Oo0]/);
      }),
    );
  });

  test('has every character as often as any other, at every place', () => {
    const recipe: SecretRecipe = {
      of: 'characters',
      length: 8,
      sets: ['lower', 'digits'],
      withoutAmbiguous: true,
    };
    const alphabet = charactersOf('lower', true) + charactersOf('digits', true);
    const drawn = Array.from({ length: 6000 }, () => generateSecret({ ...recipe, sets: ['lower'] }));
    const lower = charactersOf('lower', true);
    for (const at of [0, 3, 7]) {
      const counts = [...lower].map((each) => drawn.filter((text) => text[at] === each).length);
      expect(Math.abs(deviation(counts))).toBeLessThan(6);
    }
    // With two sets, places are alike: none is where the required digit was put.
    const mixed = Array.from({ length: 20_000 }, () => generateSecret({ ...recipe, length: 4 }));
    const digitsAt = [0, 1, 2, 3].map((at) => mixed.filter((text) => /\d/.test(text[at] ?? '')).length);
    expect(Math.abs(deviation(digitsAt))).toBeLessThan(6);
    expect(alphabet).toHaveLength(24 + 8);
  });

  test('draws the whole text anew where a set is missing', () => {
    // Below a limit of 36: letters first, digits from 26 on.
    const draws = [0, 1, 2, 3, 4, 5, 6, 27];
    const text = generateSecret(
      { of: 'characters', length: 4, sets: ['lower', 'digits'], withoutAmbiguous: false },
      () => draws.shift() ?? 0,
    );
    expect(text).toBe('efg1');
  });
});

describe('a secret of words', () => {
  test('has so many words of the list, joined as wanted', () => {
    fc.assert(
      fc.property(ofWords, (recipe) => {
        const text = generateSecret(recipe);
        const digits = text.match(/\d/g) ?? [];
        expect(digits).toHaveLength(recipe.withDigit ? 1 : 0);
        const bare = text.replace(/\d/g, '');
        const list: readonly string[] = recipe.language === 'en' ? english : chinese;
        let words: string[];
        if (recipe.separator !== '') words = bare.split(recipe.separator);
        else if (recipe.language === 'en') words = bare.split(/(?=[A-Z])/);
        else words = [...bare];
        expect(words).toHaveLength(recipe.count);
        for (const word of words) expect(list).toContain(word.toLowerCase());
        const wantsCapitals = recipe.language === 'en' && (recipe.capitals || recipe.separator === '');
        for (const word of words) expect(/^[A-Z]/.test(word)).toBe(wantsCapitals);
      }),
    );
  });

  test('two are not the same', () => {
    const recipe: SecretRecipe = {
      of: 'words',
      language: 'zh-CN',
      count: 8,
      separator: '',
      capitals: false,
      withDigit: false,
    };
    const drawn = new Set(Array.from({ length: 500 }, () => generateSecret(recipe)));
    expect(drawn.size).toBe(500);
  });
});
