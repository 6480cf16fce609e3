import { describe, expect, test } from 'vitest';
import { normalise, words } from '../../../../src-main/vault/search/normalise.ts';

describe('normalising', () => {
  test.each([
    ['138-0013 8000', '13800138000'],
    ['+86-138 0013 8000', '8613800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['Zoë  MÜLLER', 'zoemuller'],
    ['Ａｃｍｅ（上海）', 'acme上海'],
    ['wang.wei@example.com', 'wangweiexamplecom'],
    ['ﬁne', 'fine'],
    ['한국', '한국'],
    ['𠮷野家', '𠮷野家'],
    ['…!?', ''],
    ['ΟΔΟΣ', 'οδοσ'],
    ['Straße STRASSE', 'strassestrasse'],
    ['Sørensen Łódź Đorđe', 'sorensenlodzdorde'],
    ['Iıİ', 'iii'],
    ['㈱山 №5', '株山no5'],
    ['a\0b\ud800c', 'abc'],
  ])('%s is searched as %s', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  test('words are runs of letters and digits, each normalised', () => {
    expect(words('  Li  Wéi, 138-0013 ')).toEqual(['li', 'wei', '138', '0013']);
    expect(words('🙂')).toEqual([]);
    expect(words('㈱山 №5')).toEqual(['株', '山', 'no5']);
  });
});
