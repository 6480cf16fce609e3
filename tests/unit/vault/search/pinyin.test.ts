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

  const families = `单晓明 shanxiaoming 曾国强 zengguoqiang 仇英华 qiuyinghua 解正 xiezheng 查良 zhaliang 盖丽 geli 朴明 piaoming
    尉迟恭 yuchigong 万俟雅 moqiya 区志豪 ouzhihao 缪斯年 miaosinian 乐山 yueshan 覃海 qinhai 翟墨 zhaimo 任重 renzhong 华佗 huatuo
    冼星海 xianxinghai 令狐冲 linghuchong 单于婉 chanyuwan 长孙无忌 zhangsunwuji 员半千 yunbanqian 繁星 poxing 秘书监 bishujian
    逄蒙 pangmeng 宓妃 mifei 种师道 chongshidao 折克行 shekexing 黑齿 heichi 燕青 yanqing 贠靖 yunjing 乜先 niexian 郇厚 xunhou
    吕布 lvbu 女娲 nvwa 略萨 lvesa 祭遵 zhaizun 洗夫人 xianfuren 牟平 muping 佴明 naiming 炅明 guiming 会明 guiming 藏明 zangming
    召明 shaoming 仉明 zhangming 佘明 sheming 莘明 shenming 晁错 chaocuo 谌龙 chenlong 郄明 qieming 庹明 tuoming 钭明 touming 昝明 zanming
    眭明 suiming 厍明 sheming 綦明 qiming 亓明 qiming 毋明 wuming 宓明 miming 么明 yaoming 幺明 yaoming 蔚明 yuming 那明 naming
    库狄明 shediming 澹台明 tantaiming 乐正明 yuezhengming 闾丘明 lvqiuming 鲜于明 xianyuming 夏侯明 xiahouming 皇甫明 huangfuming`;
  const expected = families.split(/\s+/u);
  test.each(
    Array.from({ length: expected.length / 2 }, (_, index) => [
      expected[index * 2] ?? '',
      expected[index * 2 + 1] ?? '',
    ]),
  )('a family name has its own reading: %s', (name, spelt) => {
    expect(read(name).map((reading) => reading.replaceAll(' ', ''))).toContain(spelt);
  });

  test('and the usual one is found as well, after it', () => {
    expect(read('种师道')).toEqual(['chong shi dao', 'zhong shi dao']);
    expect(read('黑齿明')).toEqual(['hei chi ming']);
    expect(read('黑明')).toEqual(['hei ming', 'he ming']);
    expect(read('覃海')).toEqual(expect.arrayContaining(['qin hai', 'tan hai', 'xun hai']));
    expect(read('会计师事务所')).toEqual(['kuai ji shi shi wu suo']);
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
