/** What single words in a heading or a label say, in any of the languages. */
import { remembered } from '../../remembered.ts';
import { keysOf, languages, withoutJoining, wordKey } from './heading-words.ts';
import type { LanguageWords } from './languages/words.ts';

const all = (list: (words: LanguageWords) => string | undefined): Set<string> =>
  new Set(Object.values(languages).flatMap((words) => keysOf(list(words))));

const mobileWords = all(({ phones, which }) => `${phones.mobile ?? ''},${which.mobile ?? ''}`);
const contactWords = all(({ contact }) => contact);
const companyWords = all(({ company }) => company);
const codeWords = all(({ code }) => code);
const ownerWords = all(({ customer, contact }) => `${customer},${contact}`);
/** Others stand alone for the number of the row as well. */
const codesAlone = new Set(['id', '编号', '编码', '代码', '編號', '編碼', '代碼', '代號']);
const columnWords = all(({ column }) => column);
/** A number at which somebody is reached: 联系电话. */
const reachWords = new Set(['联系', '聯絡', '聯繫', '連絡']);

/** Words of alphabets are looked for as wholes, others anywhere. */
function hasWord(text: string, words: ReadonlySet<string>): boolean {
  const key = wordKey(text);
  const tokens = text.split(/[^\p{L}\p{M}\p{N}]+/u).map(wordKey);
  if (words.has(key) || tokens.some((token) => words.has(token))) return true;
  for (const word of words) {
    const isLong = word.length > 3 || !/^[\p{Script=Latin}\p{Script=Cyrl}]+$/u.test(word);
    if (isLong && key.includes(word)) return true;
  }
  return false;
}

export const saysMobile = remembered(500, (label) => hasWord(label, mobileWords));
export const saysContact = remembered(
  500,
  (heading) => hasWord(heading, contactWords) || hasWord(heading, reachWords),
);

/** 联系人2手机, Contact 2 Phone: a person beside the one that 联系人 names. A number at the end counts the thing: 联系人手机2. */
export const saysAnotherContact = remembered(
  500,
  (heading) => hasWord(heading, contactWords) && /[2-9二三四五六]\s*(?:[-_.:：]\s*)?\p{L}/u.test(heading),
);

/** A heading of names that are those of companies. */
export function saysCompany(heading: string): boolean {
  const key = wordKey(heading);
  for (const word of companyWords) if (key.startsWith(word)) return true;
  return false;
}

/** A number or code that the source gave each of its rows: 客户编号, Kunden-Nr., ID. */
export function saysRecordCode(heading: string): boolean {
  const key = wordKey(heading);
  if (codesAlone.has(key)) return true;
  for (const word of codeWords) {
    for (const rest of [
      key.startsWith(word) ? key.slice(word.length) : '',
      key.endsWith(word) ? key.slice(0, -word.length) : '',
    ])
      if (rest !== '' && [rest, ...withoutJoining(rest, true), ...withoutJoining(rest, false)].some(isOwner))
        return true;
  }
  return false;
}

function isOwner(key: string): boolean {
  return (
    ownerWords.has(key) || ['account', 'lead', 'record', '会员', '档案', '记录', '會員', '檔案'].includes(key)
  );
}

/** Spalte 1, 列1, Field7, A, 3: nobody gave the column a name. */
export function saysNothing(heading: string): boolean {
  const key = wordKey(heading);
  if (/^(?:[a-z]{0,2}|\d+)$/.test(key)) return true;
  for (const word of columnWords) {
    const rest = key.startsWith(word)
      ? key.slice(word.length)
      : key.endsWith(word)
        ? key.slice(0, -word.length)
        : null;
    if (rest !== null && /^(?:[a-z]{0,2}|\d*|第?[\d一二三四五六七八九十]+)$/.test(rest)) return true;
  }
  return false;
}
