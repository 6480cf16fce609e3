import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import {
  assertGoodPassphrase,
  estimateStrength,
} from '../../../../src-main/vault/session/passphrase/strength.ts';
import { suggestWords } from '../../../../src-main/vault/session/passphrase/suggest.ts';
import { bytes } from './vault-fixture.ts';

const score = async (text: string): Promise<number> => (await estimateStrength(bytes(text), 1000)).score;

describe('estimateStrength', () => {
  it.each([
    '',
    '   ',
    'a',
    'password',
    'Password1!',
    '12345678',
    'qwertyuiop',
    'aaaaaaaaaaaa',
    '19840412',
    '我爱你',
    '床前明月光',
    '新年快乐',
  ])('calls %j guessed at once', async (weak) => {
    expect(await score(weak)).toBeLessThan(2);
  });

  it('calls what it suggests out of reach or nearly', async () => {
    for (let i = 0; i < 20; i++) {
      expect(await score(suggestWords('en').join(' '))).toBe(4);
      expect(await score(suggestWords('zh-CN').join(''))).toBeGreaterThanOrEqual(3);
    }
  });

  it('does not hold against Chinese that zxcvbn has no dictionary for it', async () => {
    expect(await score('昨天下午我在茶馆里看见三只橘猫')).toBe(4);
    expect((await estimateStrength(bytes('啊'.repeat(5)), 1000)).score).toBeLessThan(2);
    const mixed = await estimateStrength(bytes('茶馆橘猫 lantern'), 1000);
    expect(mixed.score).toBeGreaterThanOrEqual(3);
  });

  it('names what is wrong', async () => {
    const advice = async (text: string) => (await estimateStrength(bytes(text), 1000)).advice;
    expect(await advice('Xq4!')).toBe('too-short');
    expect(await advice('qwertyuiop')).toMatch(/common|keyboard-pattern/);
    expect(await advice('aaaaaaaaaaaa')).toMatch(/repeats|common/);
    expect(await advice('新年快乐恭喜发财')).toBe('common');
    expect(await advice('orbit velvet canyon mustard')).toBe('none');
  });

  it('counts the cost of a guess: twice the work, twice the time', async () => {
    const once = await estimateStrength(bytes('velvet canyon'), 500);
    const twice = await estimateStrength(bytes('velvet canyon'), 1000);
    expect(twice.crackSeconds).toBeCloseTo(once.crackSeconds * 2, 3);
    expect(once.crackSeconds).toBeCloseTo((10 ** once.guessesLog10 * 0.5) / 1000, 3);
  });

  it('answers for 1,000 characters too', async () => {
    expect(await score('velvet canyon '.repeat(70))).toBeGreaterThanOrEqual(2);
  });
});

describe('assertGoodPassphrase', () => {
  it.each([
    [' \t ', 'passphrase/empty'],
    ['Xq4!Zw9', 'passphrase/too-short'],
    ['四个汉字', 'passphrase/too-short'],
    ['letmein123', 'passphrase/too-weak'],
    ['é'.repeat(1001), 'passphrase/too-long'],
  ])('refuses %j', async (text, code) => {
    await expect(assertGoodPassphrase(bytes(text), 1000)).rejects.toThrow(code);
  });

  it.each(['五个字就行啊吧', '桥挤勒幅淡', 'orbit velvet canyon', 'Zq7#vT2!pLm9'])(
    'takes %j',
    async (text) => {
      await expect(assertGoodPassphrase(bytes(text), 1000)).resolves.toBeUndefined();
    },
  );
});

describe('suggestWords', () => {
  it('chooses five words of the list, and every word sooner or later', () => {
    const chosen = new Set<string>();
    for (let i = 0; i < 4000; i++) for (const word of suggestWords('en')) chosen.add(word);
    // 20,000 draws of 2,048 words leave out none with a chance of 0.9, and more than five hardly ever.
    expect(chosen.size).toBeGreaterThan(2043);
    for (const word of chosen) expect(english).toContain(word);
    expect(suggestWords('zh-CN').every((word) => /^\p{Script=Han}$/u.test(word))).toBe(true);
    expect(suggestWords('zh-CN')).toHaveLength(5);
  });
});
