import { pinyin } from 'pinyin-pro';

/** How one Chinese character is read, most common reading first, without tones; `ü` is `v` as people type it. */
const readings = new Map<string, readonly string[]>();

function plain(syllable: string): string {
  return syllable.replaceAll('ü', 'v').replaceAll('u:', 'v').toLowerCase();
}

function readingsOf(character: string): readonly string[] {
  let known = readings.get(character);
  if (known === undefined) {
    const all = pinyin(character, { toneType: 'none', multiple: true, type: 'array' });
    known = [...new Set(all.map(plain))].filter((reading) => /^[a-z]+$/.test(reading));
    readings.set(character, known);
  }
  return known;
}

const isHan = /\p{Script=Han}/u;

// Family names whose reading is not the character's usual one; two-character names first.
const surnames: readonly (readonly [string, readonly string[]])[] = [
  ['万俟', ['mo', 'qi']],
  ['尉迟', ['yu', 'chi']],
  ['单于', ['chan', 'yu']],
  ['澹台', ['tan', 'tai']],
  ['宰父', ['zai', 'fu']],
  ['长孙', ['zhang', 'sun']],
  ['曾', ['zeng']],
  ['单', ['shan']],
  ['解', ['xie']],
  ['任', ['ren']],
  ['查', ['zha']],
  ['仇', ['qiu']],
  ['区', ['ou']],
  ['朴', ['piao']],
  ['翟', ['zhai']],
  ['盖', ['ge']],
  ['缪', ['miao']],
  ['华', ['hua']],
  ['乐', ['yue']],
  ['纪', ['ji']],
  ['宁', ['ning']],
  ['石', ['shi']],
  ['覃', ['qin']],
  ['种', ['chong']],
  ['员', ['yun']],
  ['重', ['chong']],
  ['尉', ['wei']],
  ['盛', ['sheng']],
  ['冼', ['xian']],
  ['折', ['she']],
  ['黑', ['he']],
  ['秘', ['bi']],
  ['洗', ['xian']],
  ['繁', ['po']],
  ['召', ['shao']],
  ['谌', ['chen']],
  ['晟', ['cheng']],
  ['葛', ['ge']],
  ['曲', ['qu']],
  ['郗', ['xi']],
  ['么', ['yao']],
  ['贾', ['jia']],
  ['薄', ['bo']],
  ['逄', ['pang']],
  ['沈', ['shen']],
  ['都', ['du']],
  ['车', ['che']],
  ['牟', ['mu']],
  ['阚', ['kan']],
];

function surnameReading(name: string): readonly string[] | undefined {
  return surnames.find(([written]) => name.startsWith(written))?.[1];
}

/** One reading of a text, character by character: syllables for Chinese, other characters as they are. */
export interface Reading {
  /** For each character of the text (by code point): its syllable, or the character itself. */
  readonly syllables: readonly string[];
}

/**
 * The readings by which a name can be typed: the family name's own reading first, then the usual reading of its first
 * character where that differs. Text without Chinese has none.
 */
export function nameReadings(name: string): Reading[] {
  if (!isHan.test(name)) return [];
  const characters = [...name];
  const usual = characters.map((character) =>
    isHan.test(character) ? (readingsOf(character)[0] ?? character) : character,
  );
  const family = surnameReading(name);
  if (family === undefined) return [{ syllables: usual }];
  const asName = [...family, ...usual.slice(family.length)];
  return asName.join() === usual.join()
    ? [{ syllables: usual }]
    : [{ syllables: asName }, { syllables: usual }];
}
