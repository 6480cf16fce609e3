/** How values look: used to guess what a column holds when its heading does not say. */
import { maxLineLength } from '../../../../src-preload/contract/texts.ts';

export function looksLikeEmail(text: string): boolean {
  return (
    text.length <= 320 && text.includes('@') && /^[^\s@<>",;:]+@[^\s@<>",;:]+\.[^\s@<>",;:.]{2,}$/.test(text)
  );
}

/** How each number below begins; most cells begin otherwise. */
const beginsAsPhone = /^\s*[+(\d]/;

/** Only numbers that hardly can be anything else: Chinese mobile and landline numbers, international and bracketed ones. */
export function looksLikePhone(text: string): boolean {
  if (text.length > 60 || !beginsAsPhone.test(text)) return false;
  const number = text.replace(/(?<!\s)\s*(?:x|ext\.?|转|分机|#)\s*\d{1,6}$/i, '').trim();
  if (/^(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}$/.test(number)) return true;
  if (/^(?:\+?86[\s-]?)?\(?0\d{2,3}\)?[\s-]?\d{7,8}$/.test(number)) return true;
  if (/^400[\s-]?\d{3,4}[\s-]?\d{3,4}$/.test(number)) return true;
  const digits = number.replace(/\D/g, '').length;
  if (isNational(number, digits)) return true;
  if (digits < 7 || digits > 15 || !/^\+?[\d\s().-]+$/.test(number)) return false;
  return (
    number.startsWith('+') ||
    /^\(\d{1,5}\)/.test(number) ||
    /^(?:\d{1,3}[-.\s])?\d{3}[-.]\d{3}[-.]\d{4}$/.test(number)
  );
}

/** As they are written within most countries: a zero, the area, and signs between the groups. A date has fewer digits. */
function isNational(number: string, digits: number): boolean {
  if (digits < 9 || digits > 11 || /^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(number)) return false;
  return /^\(?0[1-9]\d{0,3}\)?[\s/.-]+\d[\d\s.-]+$/.test(number);
}

export function looksLikeLink(text: string): boolean {
  return /^(?:https?:\/\/|www\.).+\../i.test(text) && !/\s/.test(text);
}

/** A Chinese resident's number: area, a date of birth that exists, order and check character. The check is not demanded. */
export function looksLikeIdNumber(text: string): boolean {
  return /^\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text);
}

/** In words of East Asia from the largest to the smallest, in other languages by the word for a street and a number. */
const addressWords = [
  [/[省市区县區縣都道府県]/u, /(?:号|號|栋|楼|樓|室|层|座|路|街|村|区|丁目|番地|\d-\d)/u],
  [/[시도군구]\s/u, /[로길동]\s*\d/u],
  [
    /\d/,
    /\b(?:street|st|road|rd|avenue|ave|lane|drive|blvd|boulevard|court|square|terrace|rue|chemin|impasse|quai|calle|avda|avenida|paseo|plaza|via|viale|piazza|corso|largo|rua|travessa|rodovia)\b|(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|weg|damm)(?![a-z])|(?:ул\.|улица|проспект|пр-т|переулок|шоссе)/iu,
  ],
] as const;

export function looksLikeAddress(text: string): boolean {
  return (
    /^[\p{L}\p{M}\d\s（）()、,，.#/’'–-]{6,}$/u.test(text) &&
    addressWords.some(([place, within]) => place.test(text) && within.test(text))
  );
}

const companyWord =
  /(?:公司|集团|有限|厂|商店|商行|商贸|经营部|工作室|事务所|银行|医院|学校|大学|学院|酒店|饭店|餐饮店|五金店|店|中心|协会|研究院|研究所|合作社|门市|批发部)(?:[（(].{0,200}[)）])?$|\b(?:inc|llc|ltd|limited|corp|corporation|company|co|plc|gmbh|ag|kg|ohg|ug|sarl|s\.?a|b\.?v|pty|group|holdings?|bank|university|school|hospital|studio|associates|partners)\b\.?/i;

export function looksLikeCompany(text: string): boolean {
  return text.length > 2 && text.length <= maxLineLength && companyWord.test(text);
}

const commonSurnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳慕容诸葛司马上官夏侯';

/** Two to four Chinese characters beginning with a common surname, or two to four capitalised words. */
export function looksLikePerson(text: string): boolean {
  if (/^\p{Script=Han}{2,4}$/u.test(text))
    return commonSurnames.includes(text.slice(0, 1)) && !looksLikeCompany(text);
  return (
    /^(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?\p{Lu}[\p{L}.'’-]*(?: \p{L}[\p{L}.'’-]*){1,3}$/u.test(text) &&
    !looksLikeCompany(text)
  );
}

const han = /\p{Script=Han}/u;

export function hasHan(text: string): boolean {
  return han.test(text);
}

/** Joins the parts of a name: 张 + 三 is 张三; Latin parts get spaces in the order of the west. */
export function joinName({ given, middle, family }: Record<'given' | 'middle' | 'family', string>): string {
  return hasHan(family + given) && !/\p{Script=Latin}/u.test(family + given)
    ? family + middle + given
    : [given, middle, family].filter((part) => part !== '').join(' ');
}

/** Puts the parts of an address on one line: largest first and without spaces in Chinese, smallest first otherwise. */
export function joinAddress(parts: {
  street: string;
  city: string;
  region: string;
  postalCode: string;
  country: string;
  poBox: string;
}): string {
  if (hasHan(parts.street + parts.city + parts.region)) {
    const line = parts.country + parts.region + parts.city + parts.street + parts.poBox;
    return parts.postalCode === '' ? line : `${line} ${parts.postalCode}`;
  }
  const place = [parts.city, parts.region, parts.postalCode].filter((part) => part !== '').join(' ');
  return [parts.poBox, parts.street, place, parts.country].filter((part) => part !== '').join(', ');
}
