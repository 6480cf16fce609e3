/**
 * How hard a Chinese (Japanese, Korean) run of text is to guess. zxcvbn has no dictionary for these and would count
 * each character as one of ten. Here each distinct character counts as one of a thousand, which allows for the frequent
 * ones being tried first; a repeated one as one of ten; and what everybody chooses as one guess of a hundred.
 */

export const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Phrases that would be tried first. Longest first, so that the longer one is found. */
const common = [
  '床前明月光',
  '疑是地上霜',
  '举头望明月',
  '低头思故乡',
  '春眠不觉晓',
  '白日依山尽',
  '天天向上',
  '好好学习',
  '恭喜发财',
  '新年快乐',
  '生日快乐',
  '万事如意',
  '一帆风顺',
  '心想事成',
  '身体健康',
  '马到成功',
  '中华人民共和国',
  '我爱中国',
  '我的密码',
  '天下无敌',
  '芝麻开门',
  '一二三四五',
  '甲乙丙丁',
  '东南西北',
  '我爱你',
  '我想你',
  '对不起',
  '没关系',
  '不知道',
  '忘记了',
  '宝贝',
  '老婆',
  '老公',
  '爸爸',
  '妈妈',
  '你好',
  '您好',
  '谢谢',
  '再见',
  '中国',
  '北京',
  '上海',
  '广州',
  '深圳',
  '公司',
  '密码',
  '口令',
  '电脑',
  '手机',
  '客户',
  '资料',
  '管理',
  '测试',
  '系统',
  '数据',
  '安全',
].sort((a, b) => b.length - a.length);

const distinctLog10 = 3;
const repeatedLog10 = 1;
const commonLog10 = 2;

/** @returns log10 of the guesses, and whether a common phrase was found */
export function eastAsianGuesses(text: string): { log10: number; hasCommon: boolean } {
  let rest = text;
  let log10 = 0;
  let hasCommon = false;
  for (const phrase of common) {
    const pieces = rest.split(phrase);
    log10 += (pieces.length - 1) * commonLog10;
    hasCommon ||= pieces.length > 1;
    rest = pieces.join('');
  }
  const characters = [...rest];
  const distinct = new Set(characters).size;
  return {
    log10: log10 + distinct * distinctLog10 + (characters.length - distinct) * repeatedLog10,
    hasCommon,
  };
}
