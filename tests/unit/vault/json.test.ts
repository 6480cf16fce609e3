import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JsonTooLarge, outsideJson } from '../../../src-main/vault/json.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Asks for a text, and tells whether a parser ever saw it. */
function ask(text: string): { error: unknown; wasParsed: boolean } {
  const parse = vi.spyOn(JSON, 'parse');
  try {
    outsideJson(text);
    return { error: null, wasParsed: parse.mock.calls.length > 0 };
  } catch (error) {
    return { error, wasParsed: parse.mock.calls.length > 0 };
  } finally {
    parse.mockRestore();
  }
}

const mebi = 1024 * 1024;

describe('JSON from outside', () => {
  it.each([
    ['brackets that never close', '['.repeat(5 * mebi)],
    ['arrays in arrays', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['objects in objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['a million empty objects', `[${'{},'.repeat(mebi)}{}]`],
    ['a million numbers', `[${'1,'.repeat(mebi)}1]`],
    ['a million members', `{${'"":1,'.repeat(mebi)}"":1}`],
    ['a string without an end', `"${'x'.repeat(17 * mebi)}`],
    ['a long string', `"${'x'.repeat(17 * mebi)}"`],
  ])('of %s is refused before a parser sees it', (_what, text) => {
    const { error, wasParsed } = ask(text);
    expect(error).toBeInstanceOf(JsonTooLarge);
    // Callers answer it as they answer what is no JSON.
    expect(error).toBeInstanceOf(SyntaxError);
    expect(wasParsed).toBe(false);
  });

  it('is not refused for what stands in its strings', () => {
    for (const text of [
      '['.repeat(5000),
      ',{'.repeat(mebi),
      '\\'.repeat(5001),
      '\\"['.repeat(5000),
      '"'.repeat(5000),
    ])
      expect(outsideJson(JSON.stringify({ [text]: [text] }))).toEqual({ [text]: [text] });
  });

  it('is what a parser makes of it, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(8000), (text, pad) => {
        const padded = `{"pad":"${'x'.repeat(pad)}","it":${text}}`;
        expect(outsideJson(padded)).toEqual(JSON.parse(padded));
      }),
      { numRuns: 200 },
    );
  });

  it('fails as a parser does where it is none', () => {
    for (const text of ['', '{', '"', '"\\', `[1,${' '.repeat(5000)}`, `"${'x'.repeat(5000)}\\`])
      expect(() => outsideJson(text)).toThrow(SyntaxError);
  });
});
