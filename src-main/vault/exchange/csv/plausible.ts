/** How plausible it is that bytes are text in an encoding, by the letters that people of its languages write. */
import iconv from 'iconv-lite';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';

type Legacy = Exclude<Encoding, 'utf-8' | 'utf-16le' | 'utf-16be'>;

/** Letters by how common they are, the commonest first. */
const cyrillic = 'оаеинтрслвкмдпуязыьбгчйхжшюцщэфъёіїєґђјљњћџ';
const greek = 'αοιετσνηυρπκλμςάίέόήώγδωθχφβύξζψϊϋΐΰ';
const hebrew = 'יוהלארמתשבנםעדקפחגטכסןזצךףץ';
const arabic = 'اليمونرتبدعسفهكقحةجشصأخذضزطىئإغءثظؤآپچژگ';
const thai = 'านรกอเงม่ยลวดท้ตสิปีบคัหแจพชขไใโะผฟธศุูณซภ์ึื็ญฐฎฏฌฆฬฮๆำ';

/** What stands in names of people, firms and places, and in the headings of their tables. */
const simplified =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府研质信四己究' +
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶魏苏吕丁沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤欧阳伟芳娜敏静丽艳杰娟涛超霞桂英秀华玉红春梅兰建志勇军强磊洋斌鹏飞宇浩鑫佳欣怡思雨晨辰梓涵轩雪婷慧莹琳' +
  '京海津渝深圳广州东莞佛武汉成都杭南苏宁波青岛济福厦省市县镇乡村街号楼室栋层座幢单元园城姓名称客户电话手机邮箱址备注联系公司职务性别男女有限科技贸易实股份集团商店厂银医院校身证类型来源状态负责跟进创建时间金额编码';
const traditional =
  '的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處府研信' +
  '陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯孫魏翁戴范宋方鄧杜侯曹薛丁馬董温唐卓藍蔣石古紀姚連歐馮程湯康姜汪田白鄒尤巫龔嚴韓袁金童陸夏柳凃' +
  '小明美華玉淑惠雅怡志俊家豪宏文傑建偉台灣臺北新竹中桃園南港澳縣市鄉鎮村路街巷弄號樓室段姓名稱客戶電話手機郵箱址備註聯絡系公司職稱性別男女有限股份企業集團商店廠銀醫院校身分證類型來源狀態負責積體子製造科技貿易實';
const kanji =
  '日一人大本中国年出子山田川村木井原野上下藤佐高松小林清水東西南北橋崎島岡石前後池谷森吉金鈴渡辺斎伊加近遠山口内浦坂堀三四五六七八九十千万太郎次美花恵幸正和明真一二京都府県市区町丁目番号地方名氏姓前所住電話会社株式有限担当者店部課長様得意先会備考顧客番年月生性別男女郵便携帯連絡新古愛知神奈宮城福大阪横浜名屋渋谷宿桜千葉埼玉札幌仙台広静熊沖縄商事工業産製作物設計建築技術情報通信不動産銀行保険病院学校大裕健隆浩博誠直樹智洋介義雄久秀夫男雅彦也恵由香奈里美紀子優菜葵結衣陽斗蓮翔';
const syllables =
  '이김박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지나엄채원천방공현함변염추도석선설마길연위표명기반왕금옥육인맹제모탁국여어은편용예경봉사부가복태목형피두감호음빈동온준희수영미숙자순철상아라혜윤은서지우하준도시구군읍면로길번호층동리회사대표명화주소번전메일담당고객이름름휴폰연락처직책비의식부산광울경북충청남제교육학업무역식품건설개발상사점다에을를는가의이고로서';

/** Letters beyond ASCII of languages written in Latin ones. The first of equals counts. */
const latin: Readonly<Partial<Record<Legacy, readonly string[]>>> = {
  'windows-1252': [
    'äöüß',
    'éèêëàâçîïôùûüœæ',
    'áéíóúñü',
    'ãõáéíóúâêôàç',
    'àèéìòù',
    'åäöé',
    'æøåé',
    'ëïéèöüç',
    'àèéíòóúçï·',
    'áéíóúýþæöð',
  ],
  'windows-1250': ['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'áéíóöőúüű', 'ľĺŕôäáčďéíňóšťúýž', 'čćđšž', 'ăâîşţ'],
  'iso-8859-2': ['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'ľĺŕôäáčďéíňóšťúýž', 'čćđšž', 'áéíóöőúüű', 'ăâîşţ'],
  'windows-1254': ['çğıiöşüâîû'],
  'windows-1257': ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äõöüšž'],
  // What Excel calls MS-DOS.
  cp850: ['äöüß', 'éèêëàâçîïôùûüœæ', 'áéíóúñü', 'ãõáéíóúâêôàç', 'àèéìòù', 'åäöé', 'æøåé'],
  cp852: ['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'ľĺŕôäáčďéíňóšťúýž', 'čćđšž', 'áéíóöőúüű', 'ăâîşţ'],
  macintosh: ['äöüß', 'éèêëàâçîïôùûüœæ', 'áéíóúñü', 'ãõáéíóúâêôàç', 'àèéìòù', 'åäöéæø'],
};
/** Of several languages of one encoding at once, the first alone would be likelier. */
const several = 0.96;

const others: Readonly<Partial<Record<Legacy, string>>> = {
  'windows-1251': cyrillic,
  'koi8-r': cyrillic,
  cp866: cyrillic,
  'windows-1253': greek,
  'windows-1255': hebrew,
  'windows-1256': arabic,
  'windows-874': thai,
};

const eastern: Readonly<
  Partial<Record<Legacy, { readonly common: string; readonly native: RegExp | null }>>
> = {
  gb18030: { common: simplified, native: null },
  big5: { common: traditional, native: /[\u3105-\u3129]/u },
  shift_jis: { common: kanji, native: /[\u3041-\u30ff]/u },
  'euc-jp': { common: kanji, native: /[\u3041-\u30ff]/u },
  'euc-kr': { common: syllables, native: /[\uac00-\ud7a3]/u },
};

/** Of equals the first is taken. */
const candidates: readonly Legacy[] = [
  'gb18030',
  'windows-1252',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1251',
  'windows-1254',
  'windows-1250',
  'euc-jp',
  'koi8-r',
  'windows-1253',
  'windows-1257',
  'iso-8859-2',
  'windows-1255',
  'windows-1256',
  'windows-874',
  'cp866',
  'cp850',
  'macintosh',
  'cp852',
];

/** The likeliest encoding of bytes that are no UTF. */
export function likeliestEncoding(bytes: Buffer): Legacy {
  let best: Legacy = 'windows-1252';
  let bestScore = 0;
  for (const encoding of candidates) {
    const score = plausibility(iconv.decode(bytes, encoding), encoding, bytes);
    if (score > bestScore) [best, bestScore] = [encoding, score];
  }
  return best;
}

/** At most 1: whether what is not ASCII are letters of the encoding's languages, where letters stand. */
function plausibility(text: string, encoding: Legacy, bytes: Buffer): number {
  const foreign = [...text].filter((character) => character > '\u007f');
  if (foreign.length === 0) return 0;
  const broken = foreign.filter((character) => /[\ufffd\u0080-\u009f\ue000-\uf8ff]/u.test(character)).length;
  const east = eastern[encoding];
  const share =
    east === undefined ? alphabetShare(text, encoding) : easternShare(text, foreign, encoding, bytes, east);
  return share - (4 * broken) / foreign.length;
}

/** Letters and signs, with the digits beside them. */
const words = /(?:[a-zA-Z\d'’¡¿·-]|(?![\p{P}\p{Z}\p{C}])[\u0080-\u{10ffff}])+/gu;
const foreignSign = /(?![\p{P}\p{Z}\p{C}])[\u0080-\u{10ffff}]/u;

/** Whether the letters beyond ASCII are those of one language, or of a script's common ones, and stand where letters stand. */
function alphabetShare(text: string, encoding: Legacy): number {
  const frequency = others[encoding];
  const languages = latin[encoding] ?? [];
  const inLanguage = languages.map(() => 0);
  let inAny = 0;
  let foreign = 0;
  let plain = 0;
  let common = 0;
  for (const word of text.match(words) ?? []) {
    if (!foreignSign.test(word)) continue;
    const isOdd = isOddWord(word, encoding) || (frequency !== undefined && /[a-z]/i.test(word));
    plain += word.replace(/[^a-z]/gi, '').length;
    for (const character of word) {
      if (character <= '\u007f' || (punctuation.test(character) && !isWithinLetters(word, character)))
        continue;
      foreign++;
      if (isOdd) continue;
      // Of İ there is no small letter of one character.
      const letter = character === 'İ' ? 'ı' : character.toLowerCase();
      if (frequency !== undefined) {
        const rank = frequency.indexOf(letter);
        if (rank >= 0) common += Math.min(1, Math.max(0, 1.1 - (1.3 * rank) / frequency.length));
        continue;
      }
      let isOfAny = false;
      for (const [at, language] of languages.entries()) {
        if (!language.includes(letter)) continue;
        inLanguage[at] = (inLanguage[at] ?? 0) + 1;
        isOfAny = true;
      }
      if (isOfAny) inAny++;
    }
  }
  if (foreign === 0) return latinSignsOnly;
  if (frequency !== undefined) {
    // Names have capitals and small letters, in scripts that have both.
    const hasBoth =
      /\p{Lo}/u.test(text) ||
      (/(?=\p{Lu})[\u0080-\u{10ffff}]/u.test(text) && /(?=\p{Ll})[\u0080-\u{10ffff}]/u.test(text));
    return (common / foreign) * (hasBoth ? 1 : 0.82);
  }
  // Words of Latin letters have plain ones among them.
  const mixed = foreign > plain * 3 ? 0.6 : 1;
  const rare = encoding === 'windows-1252' ? (inLanguage.pop() ?? 0) : 0;
  const seen = foreign + (text.match(gluedSigns)?.length ?? 0);
  const best = Math.max(...inLanguage, 0.97 * rare, several * inAny) / seen;
  return mixed * best - (encoding === 'windows-1252' ? 0 : 0.01);
}

const latinSignsOnly = 0.5;

/** Signs within words, or where no sign stands beside a word: Stra§e, ®eljko, Wei·. */
const gluedSigns =
  /(?<=\p{L})[§©®¦¤¨¬°±«»“”„‚†‡‰…‹›¡¢£¥µ¶¸](?=\p{L})|[§©®¦¤¨¬¶¸·†‡™](?=\p{L})(?<!\p{L}·)|(?<=\p{L})[§¦¤¨¬¶¸·](?!\p{L})|(?<=\p{L})[‘‚](?!\p{L})/gu;

const punctuation =
  /[\u00a1\u00aa\u00b1\u00b5\u00ba\u00bd\u00bf\u00d7\u00a0\u00a7\u00a9\u00ab\u00ae\u00b0\u00b7\u00bb\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u20ac\u2116\u2122£]/u;

function isWithinLetters(word: string, character: string): boolean {
  if (character === '’' || character === '\u2013') return false;
  const at = word.indexOf(character);
  return /\p{L}/u.test(word[at - 1] ?? '') && /\p{L}/u.test(word[at + 1] ?? '');
}

/** Words of one letter. */
const aloneToo = /[àáéèêóòúíåöøœæаияувокс\p{Lo}]/iu;
/** In Portuguese, õ stands before e and iê before n; elsewhere, but in Estonian, they are a Hungarian ő and a Polish ę of another encoding. */
const oddPairs = /õ(?!e)|iê(?!n)/iu;

/** iVAN, mÜLLer, Ł20: nobody writes so, but a wrong encoding does. */
function isOddWord(word: string, encoding: Legacy): boolean {
  const usual = word.replace(/^(?:Ma?c|O['’]|\p{Lu}\p{Ll}+[-’'])/u, '').replace(/[-'’]\p{Lu}/gu, '');
  if (/^[\u0080-\uffff]$/.test(word)) return !aloneToo.test(word);
  return (
    (encoding !== 'windows-1257' && oddPairs.test(word)) ||
    /\p{Ll}\p{Lu}/u.test(usual) ||
    /\d(?![\p{S}\p{P}])[\u0080-\u{10ffff}]|(?![\p{S}\p{P}])[\u0080-\u{10ffff}]\d/u.test(word)
  );
}

function easternShare(
  text: string,
  foreign: readonly string[],
  encoding: Legacy,
  bytes: Buffer,
  { common, native }: { readonly common: string; readonly native: RegExp | null },
): number {
  let good = 0;
  let rare = 0;
  for (const character of foreign) {
    if (common.includes(character)) good += 1;
    else if (native?.test(character) === true) good += encoding === 'euc-kr' ? 0.6 : 1;
    else if (/[\uff66-\uff9f]/u.test(character)) good += 0.5;
    else if (/[\u3000-\u303f\uff01-\uff5e\u2018-\u201d\u2026\u2014\u00b7]/u.test(character)) good += 0.6;
    else if (/\p{Script=Han}/u.test(character)) rare++;
  }
  const everyday =
    encoding === 'gb18030'
      ? commonPairs(bytes, 0xb0, 0xd7, 0xa1)
      : encoding === 'big5'
        ? commonPairs(bytes, 0xa4, 0xc6, 0x40)
        : encoding === 'shift_jis'
          ? commonPairs(bytes, 0x88, 0x97, 0x40)
          : encoding === 'euc-jp'
            ? commonPairs(bytes, 0xb0, 0xcf, 0xa1)
            : 0;
  // Of those that are not in the list: the encodings have the everyday ones in a range of their own.
  const listed = foreign.filter(
    (character) => common.includes(character) && /\p{Script=Han}/u.test(character),
  ).length;
  const plain = Math.min(rare, Math.max(0, everyday - listed));
  // Nobody writes O達rien.
  const between = text.match(/(?<=[a-z])\p{Lo}(?=[a-z])/giu)?.length ?? 0;
  return (good + 0.65 * plain + 0.1 * (rare - plain) - between) / foreign.length;
}

/** Pairs whose first byte is in the range that holds the everyday characters (level 1 of GB 2312, Big5, JIS X 0208). */
function commonPairs(bytes: Uint8Array, first: number, last: number, lowestTrail: number): number {
  let found = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x81) continue;
    if (lead >= first && lead <= last && (bytes[at + 1] ?? 0) >= lowestTrail) found++;
    at++;
  }
  return found;
}
