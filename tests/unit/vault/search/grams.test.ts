import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gramQuery, grams, isFoundExactly } from '../../../../src-main/vault/search/grams.ts';

const entries = (texts: readonly string[]): string[] => new TextDecoder().decode(grams(texts)).split(' ');

/** Which of the texts the index finds by a word. */
function foundIn(texts: readonly string[]): (word: string) => string[] {
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE search USING fts5 (grams, content='', detail='none', tokenize='ascii')");
  const insert = db.prepare('INSERT INTO search (rowid, grams) VALUES (?, ?)');
  for (const [at, text] of texts.entries()) insert.run(at, grams([text]));
  const search = db.prepare('SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid').pluck();
  return (word) => search.all(gramQuery(word)).map((at) => texts[Number(at)] ?? '');
}

describe('the entries of a text', () => {
  const withoutSign = (entry: string): string => (/^[\da-z]{2,}$/.test(entry) ? entry.slice(0, -1) : entry);

  test('are each character, three in a row in ASCII, and two elsewhere; none crosses from text to text', () => {
    const wanted = ['a', 'abc', 'b', 'bcd', 'c', 'cd', 'd', '张', '张三', '三', '三x', 'x'];
    expect(new Set(entries(['abcd', '张三x']).map(withoutSign))).toEqual(new Set(wanted));
    expect(entries([])).toEqual(['']);
  });

  test('count characters, not UTF-16 units', () => {
    expect(entries(['𠮷野家'])).toEqual(['𠮷', '𠮷野', '野', '野家', '家']);
    expect(gramQuery('𠮷野')).toBe('"𠮷野"');
  });

  test('fit where nothing takes more room than letters before the longest characters', () => {
    const text = 'a𠮷'.repeat(20_000);
    expect(new Set(entries([text]))).toEqual(new Set(['a', 'a𠮷', '𠮷', '𠮷a']));
  });

  test('are different for different grams', () => {
    const letters = Array.from('0123456789abcdefghijklmnopqrstuvwxyzéя张');
    const pairs = letters.flatMap((one) => letters.map((two) => one + two));
    const all = [...letters, ...pairs, ...pairs.flatMap((pair) => letters.map((third) => pair + third))];
    const single = all.filter(isFoundExactly);
    // A pair in ASCII asks for its own entry first.
    expect(new Set(single.map((gram) => gramQuery(gram).split(' OR ')[0])).size).toBe(single.length);
  });

  test('of a long text are all there, however often they come', () => {
    const text = Array.from({ length: 30_000 }, (_, n) => (n * n).toString(36)).join('');
    const found = new Set(entries([text]).map(withoutSign));
    const wanted = Array.from({ length: text.length - 3 }, (_, at) => text.slice(at, at + 3));
    expect(wanted.filter((gram) => !found.has(gram))).toEqual([]);
  });
});

describe('a word', () => {
  const alphabet = fc.constantFrom('a', 'b', '1', '张', '三', 'é', '𠮷');
  const text = fc.string({ unit: alphabet, maxLength: 12 });
  const length = fc.integer({ min: 1, max: 6 });

  test('finds every text that it is in, and of the others only such as the text itself has to tell', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { maxLength: 12 }),
        text,
        fc.nat(11),
        length,
        (others, own, at, size) => {
          const word = Array.from(own)
            .slice(at, at + size)
            .join('');
          fc.pre(word !== '');
          const texts = [...new Set([own, ...others])];
          const found = foundIn(texts)(word);
          const wanted = texts.filter((each) => each.includes(word));
          if (isFoundExactly(word)) expect(found).toEqual(wanted);
          else expect(found).toEqual(expect.arrayContaining(wanted));
        },
      ),
    );
  });

  test('is told by the index alone up to three letters or two other characters', () => {
    const exact = ['a', 'ab', 'abc', '张', '张三', '张a'];
    const unsure = ['abcd', '张三丰', '张ab', 'ab张'];
    expect([...exact, ...unsure].filter(isFoundExactly)).toEqual(exact);
  });

  test('of two letters is found whatever follows', () => {
    const third = Array.from('abcdefghijklmnopqrstuvwxyz0123456789张é');
    const texts = [...third.map((letter) => `qx${letter}`), 'xqx', 'qax', 'xq', 'q'];
    expect(foundIn(texts)('qx')).toEqual([...third.map((letter) => `qx${letter}`), 'xqx']);
  });

  test('that is longer asks for each of its grams once', () => {
    expect(gramQuery('aaaab')).toBe(`${gramQuery('aaa')} AND ${gramQuery('aab')}`);
  });
});
