/**
 * Family names with a reading of their own that the pinyin library does not know, as the Contemporary Chinese Dictionary
 * (现代汉语词典) marks them with 姓; compared with the lists of pinyin-pro and overtrue/pinyin.
 */

interface FamilyName {
  /** Before the usual reading; empty where the library's is right. */
  readonly own: readonly string[];
  /** Read like this by some families: after the usual one. */
  readonly rarer: readonly string[];
}

/** A name, its own reading or `-`, and what it is read as by some. Syllables of compound names are joined by `+`. */
const table = `
种 chong, 秘 bi, 贠 yun, 貟 yun, 郇 xun, 祭 zhai, 牟 mu, 佴 nai, 重 chong, 炅 gui, 炔 gui, 么 yao, 澹 tan, 颉 xie, 隽 juan, 蔚 yu, 歙 she,
洗 - xian, 藏 - zang, 扎 - za, 角 - jue, 会 - gui, 且 - ju, 什 - shi, 莞 - guan, 否 - pi, 番 - pan, 逢 - pang, 瀑 - bao, 适 - kuo, 的 - di, 洼 - gui, 彡 - xian,
黑 - he, 覃 - tan xun, 翟 - di, 宓 - fu, 隗 - kui, 乜 - mie, 缪 - mou mu, 费 - bi, 谷 - yu, 柏 - bo, 薄 - bo, 郗 - chi, 郄 - xi, 莘 - xin, 那 - nuo, 谌 - shen,
瞿 - ju, 能 - nai, 呙 - wai, 句 - ju, 召 - zhao, 尉 - yu, 铫 - yao, 乘 - sheng, 宿 - xiu, 於 - wu, 难 - ning,
单于 chan+yu, 库狄 she+di, 角里 lu+li, 甪里 lu+li, 冒顿 mo+du, 公行 gong+hang, 祭公 zhai+gong, 黑齿 hei+chi, 万俟 mo+qi, 尉迟 yu+chi, 长孙 zhang+sun,
澹台 tan+tai, 宰父 zai+fu, 亓官 qi+guan, 子车 zi+ju, 中行 zhong+hang, 乐正 yue+zheng, 尔朱 er+zhu, 吐谷浑 tu+yu+hun, 万纽 mo+niu, 可朱浑 ke+zhu+hun,
令狐 ling+hu, 召忽 shao+hu
`;

const known: ReadonlyMap<string, FamilyName> = new Map(
  table
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry): [string, FamilyName] => {
      const [name = '', own = '-', ...rarer] = entry.split(' ');
      return [name, { own: own === '-' ? [] : [own], rarer }];
    }),
);

const longest = 3;

/** How the family name at the beginning of a name may be read besides by the library: syllables, the likelier first. */
export function familyReadings(characters: readonly string[]): {
  readonly own: readonly (readonly string[])[];
  readonly rarer: readonly (readonly string[])[];
} {
  for (let length = Math.min(longest, characters.length); length > 0; length--) {
    const found = known.get(characters.slice(0, length).join(''));
    if (found === undefined) continue;
    const syllables = (readings: readonly string[]) => readings.map((reading) => reading.split('+'));
    return { own: syllables(found.own), rarer: syllables(found.rarer) };
  }
  return { own: [], rarer: [] };
}
