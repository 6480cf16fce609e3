import { describe, expect, test } from 'vitest';
import { gramQuery, grams } from '../../../../src-main/vault/search/grams.ts';
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
    ['Þór Guðmundsson', 'thorgudmundsson'],
    ['Øyvind Ærø Łódź Ħal', 'oyvindaerolodzhal'],
    ['OʼBrien Hawaiʻi', 'obrienhawaii'],
    ['ﾔﾏﾀﾞ ヤマダ やまだ', 'やまたやまたやまた'],
    ['Sørensen Łódź Đorđe', 'sorensenlodzdorde'],
    ['Iıİ', 'iii'],
    ['㈱山 №5', '株山no5'],
    ['a\0b\ud800c', 'abc'],
  ])('%s is searched as %s', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  test('knows at a glance only what it would find by folding', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const text = `李${String.fromCharCode(code)}a`;
      // The accent has the whole text folded.
      expect(normalise(`${text}é`), `U+${code.toString(16)}`).toBe(`${normalise(text)}e`);
    }
  });

  test('words are runs of letters and digits, each normalised', () => {
    expect(words('  Li  Wéi, 138-0013 ')).toEqual(['li', 'wei', '138', '0013']);
    expect(words('🙂')).toEqual([]);
    expect(words('㈱山 №5')).toEqual(['株', '山', 'no5']);
  });
});

describe('grams', () => {
  const entries = (texts: readonly string[]): string[] => new TextDecoder().decode(grams(texts)).split(' ');
  const entryOf = (gram: string): string => gramQuery(gram).slice(1, -1);

  test('are every one, two and three characters in a row, and do not cross texts', () => {
    const wanted = ['a', 'ab', 'abc', 'b', 'bc', 'bcd', 'c', 'cd', 'd', '张', '张三', '三'];
    expect(new Set(entries(['abcd', '张三']))).toEqual(new Set(wanted.map(entryOf)));
    expect(entries([])).toEqual(['']);
  });

  test('count characters, not UTF-16 units', () => {
    expect(entries(['𠮷野家'])).toEqual(['𠮷', '𠮷野', '𠮷野家', '野', '野家', '家']);
    expect(gramQuery('𠮷野')).toBe('"𠮷野"');
    expect(gramQuery('𠮷野家')).toBe('"𠮷野家"');
  });

  test('no two of them have the same entry', () => {
    const letters = Array.from('0123456789abcdefghijklmnopqrstuvwxyzéя张');
    const all = letters.flatMap((one) => [
      one,
      ...letters.flatMap((two) => [one + two, ...letters.map((three) => one + two + three)]),
    ]);
    expect(new Set(all.map(entryOf)).size).toBe(all.length);
  });

  test('of a long text are all there, however often they come', () => {
    const text = Array.from({ length: 30_000 }, (_, n) => (n * n).toString(36)).join('');
    const found = new Set(entries([text]));
    const missing = Array.from({ length: text.length - 3 }, (_, at) =>
      [1, 2, 3].map((length) => entryOf(text.slice(at, at + length))),
    ).flat();
    expect(missing.filter((entry) => !found.has(entry))).toEqual([]);
  });

  test('a longer word asks for each of its grams once', () => {
    expect(gramQuery('aaaab')).toBe(`${gramQuery('aaa')} AND ${gramQuery('aab')}`);
  });
});
