import { describe, expect, test } from 'vitest';
import { nameReadings } from '../../../../src-main/vault/search/pinyin.ts';
import { sortKey } from '../../../../src-main/vault/search/sort-key.ts';

const read = (name: string): string[] => nameReadings(name).map(({ syllables }) => syllables.join(' '));

describe('readings of a name', () => {
  test.each([
    ['张三', ['zhang san']],
    ['曾志伟', ['zeng zhi wei', 'ceng zhi wei']],
    ['单雄信', ['shan xiong xin', 'dan xiong xin']],
    ['解小明', ['xie xiao ming', 'jie xiao ming']],
    ['尉迟恭', ['yu chi gong', 'wei chi gong']],
    ['王行长', ['wang xing chang', 'wang hang zhang']],
    ['成都秀敏物流有限公司', ['cheng du xiu min wu liu you xian gong si']],
    ['曾氏重庆小面馆', ['ceng shi chong qing xiao mian guan', 'zeng shi zhong qing xiao mian guan']],
    ['吕布', ['lv bu', 'lu bu']],
    ['Zoë', []],
  ])('%s', (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test('words are read as words', () => {
    expect(read('重庆银行有限公司')[0]).toBe('chong qing yin hang you xian gong si');
  });

  test('keep one entry for each character, whatever stands between', () => {
    expect(nameReadings('A重(B)')[0]?.syllables).toEqual(['A', 'zhong', '(', 'B', ')']);
    expect(nameReadings('𠮷重')[0]?.syllables).toHaveLength(2);
  });
});

describe('sort keys', () => {
  const sorted = (names: string[]): string[] =>
    [...names].sort((a, b) => Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))));

  test('put Chinese by pinyin among other letters', () => {
    expect(sorted(['张三', 'Bob', '安娜', 'Zoë', '曾国藩', '单雄信', '李四'])).toEqual([
      '安娜',
      'Bob',
      '李四',
      '单雄信',
      '曾国藩',
      '张三',
      'Zoë',
    ]);
  });

  test('compare syllable by syllable', () => {
    // "xi an" comes before "xian".
    expect(sorted(['先生', '西安'])).toEqual(['西安', '先生']);
  });

  test('leave case, accents and signs aside', () => {
    expect(sortKey('(Émile)')).toBe(sortKey('emile'));
  });

  test('are bounded, and the same for the same text', () => {
    expect(sortKey('长'.repeat(10_000)).length).toBeLessThanOrEqual(120);
    expect(sortKey('曾志伟')).toBe(sortKey('曾志伟'));
  });
});
