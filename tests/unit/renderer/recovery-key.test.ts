import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  groupsOf,
  inGroups,
  keyLength,
  strangeCharacter,
  tidyKey,
  twoPositions,
} from '../../../src-renderer/features/session/recovery-key.ts';

const key = '7F3K-9QWT-0ZXC-V5BN-M2AS-4DGH-6JKP-8RTY-E1WQ';

test('a key typed in any manner is tidied to the same characters', () => {
  const plain = key.replaceAll('-', '');
  expect(plain).toHaveLength(keyLength);
  for (const typed of [
    key,
    key.toLowerCase(),
    ` ${plain} `,
    key.replaceAll('-', ' – '),
    key.replace('0', 'o').replace('1', 'l'),
    key.replace('E', 'Ｅ'),
  ]) {
    expect(tidyKey(typed)).toBe(plain);
  }
  expect(inGroups(plain)).toBe(key);
  expect(groupsOf(key)).toHaveLength(9);
});

test('the first character that cannot be in a key is named', () => {
  expect(strangeCharacter(tidyKey(key))).toBeNull();
  expect(strangeCharacter(tidyKey('7F3K-9QWU'))).toBe('U');
  expect(strangeCharacter(tidyKey('7F3K-客'))).toBe('客');
});

test('tidying what is tidy changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      expect(tidyKey(tidyKey(typed))).toBe(tidyKey(typed));
    }),
    // A letter with two marks whose capital is three characters.
    { examples: [['\u1fd2']] },
  );
});

test('two different positions are asked for, in order', () => {
  for (let run = 0; run < 500; run += 1) {
    const [first, second] = twoPositions(9);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(second).toBeLessThan(9);
    expect(first).toBeLessThan(second);
  }
});
