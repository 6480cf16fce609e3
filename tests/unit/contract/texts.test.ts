import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signedName } from '../../../src-preload/contract/define.ts';
import { nameFrom, nameLine, oneLine, severalLines } from '../../../src-preload/contract/texts.ts';

describe('a text of one line', () => {
  test.each([
    ['a\u0000b\u0007c', 'abc'],
    ['one\ntwo\r\nthree\tfour', 'one two three four'],
    ['one\u2028two\u0085three', 'one two three'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['\u2066a\u2069', 'a'],
    ['\u200bAda\u200b Winter\ufeff', 'Ada Winter'],
    ['\u200eAda\u200d', 'Ada'],
    ['👩\u200d🚒', '👩\u200d🚒'],
    ['a\ud800b', 'a\ufffdb'],
    ['Ada ', 'Ada '],
    ['李\u3000雷', '李\u3000雷'],
  ])('%j is %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
  test('keeps every other character, whatever stands beside it', () => {
    const taken = /[\p{Cc}\p{Cs}\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u;
    for (let code = 0; code <= 0xffff; code++) {
      const text = `李${String.fromCharCode(code)}a`;
      expect(oneLine(text) === text, `U+${code.toString(16)}`).toBe(!taken.test(text));
    }
  });
  test('has no control, no break and nothing that turns text round, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = oneLine(text);
        expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(oneLine(line)).toBe(line);
      }),
    );
  });
});

const odd = fc.constantFrom(
  ' ',
  '\n',
  '\u200b',
  '\u200e',
  '\u200d',
  '\u202e',
  '\ufeff',
  '\u0007',
  '\u3164',
  'a',
  '👩',
);
const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: odd }));

test('a line is the same when it is kept again', () => {
  expect(oneLine('\u200b\u200eAda\u200f\ufeff')).toBe('Ada');
  fc.assert(
    fc.property(texts, (text) => {
      expect(oneLine(oneLine(text))).toBe(oneLine(text));
    }),
  );
});

test('a name is made of any text that shows, and is one that can be kept', () => {
  expect(nameFrom(`\u3164\u00ad`)).toBe('');
  expect(nameFrom('علی\u200cرضا')).toBe('علی\u200cرضا');
  expect(nameFrom(`${'x'.repeat(199)}👩`)).toBe('x'.repeat(199));
  fc.assert(
    fc.property(texts, fc.nat(20), (text, most) => {
      const name = nameFrom(text, most);
      expect(name === '' || signedName.safeParse(name).success).toBe(true);
      expect(nameFrom(name, most)).toBe(name);
    }),
  );
});

test('a name is kept as one line, and is the same when it is kept again', () => {
  expect(nameLine('\u200b\u200e \u200fAda\u3000\u200d')).toBe('Ada');
  fc.assert(
    fc.property(texts, (text) => {
      const kept = nameLine(text);
      expect(nameLine(kept)).toBe(kept);
      expect(oneLine(kept)).toBe(kept);
      expect(kept).toBe(kept.trim());
    }),
  );
});

test('a text of several lines is kept as it is, without what is no text', () => {
  expect(severalLines('a\u0000\r\nb\tc\u0007 \u202ed\n')).toBe('a\r\nb\tc \u202ed\n');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = severalLines(text);
      expect(kept).not.toMatch(/(?![\t\n\r\u0085])\p{Cc}/u);
      expect(severalLines(kept)).toBe(kept);
    }),
  );
});
