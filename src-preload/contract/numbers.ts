/**
 * Numbers and amounts as people and files write them. One reader for what is typed and for what is imported: no digit is lost, and a
 * mark is never taken for another than it can be. Pure.
 */
import { halfWidth } from './width.ts';

/** What stands before the fraction: 1,234.5 or 1.234,5. */
export type DecimalMark = 'point' | 'comma';

/** As `readDecimal` would give it, and of a length that an amount may have: so are most numbers. */
const plainAmount = /^(?:0|[1-9]\d{0,17})$/;
const plain = /^[+-]?\d+$/;
/** Thousands are groups of three that follow one to three digits, of which the first is no 0. */
const groups = (signs: string): string =>
  String.raw`[1-9]\d{0,2}(?:(?<group>[${signs}])\d{3}(?:\k<group>\d{3})*)`;
const spaces = String.raw`' \u00a0\u202f\u2019`;
const pointed = new RegExp(String.raw`^[+-]?(?:${groups(`,${spaces}`)}|\d*)(?:\.\d+)?$`);
const comma = new RegExp(String.raw`^[+-]?(?:${groups(`.${spaces}`)}|\d*)(?:,\d+)?$`);
const anySign = /[,.' \u00a0\u202f\u2019]/g;

/** The text in the one form in which marks are looked at; `null` where it is too long or has no digit. */
function tidied(text: string): string | null {
  if (text.length > 80) return null;
  const tidy = halfWidth(text).trim().replace('\u2212', '-');
  return tidy.length > 40 || !/\d/.test(tidy) ? null : tidy;
}

/**
 * Reads a number as written, thousands separators and all, into a plain decimal such as `-1234.50`, with every digit of its
 * fraction; `null` when it is none. `mark` decides only where the text alone does not (`1,234`).
 */
export function readDecimal(text: string, mark: DecimalMark): string | null {
  if (plainAmount.test(text)) return text;
  let tidy = tidied(text);
  if (tidy === null) return null;
  if (/^\([^()]*\)$/.test(tidy)) tidy = `-${tidy.slice(1, -1)}`;
  if (plain.test(tidy)) return withoutZeros(tidy);
  const isPoint = pointed.test(tidy);
  const isComma = comma.test(tidy);
  if (!isPoint && !isComma) return null;
  const isPointed = isPoint && (mark === 'point' || !isComma);
  const at = tidy.lastIndexOf(isPointed ? '.' : ',');
  const [whole, fraction] = at < 0 ? [tidy, ''] : [tidy.slice(0, at), tidy.slice(at + 1)];
  return withoutZeros(`${whole.replace(anySign, '')}${fraction === '' ? '' : `.${fraction}`}`);
}

/** `+007.50` as `7.50`. */
function withoutZeros(text: string): string {
  const [whole = '', ...fraction] = text.replace('+', '').split('.');
  const digits = whole.replace(/^(-?)0+(?=\d)/, '$1');
  return [digits === '' || digits === '-' ? `${digits}0` : digits, ...fraction].join('.');
}

/** The decimal mark that a number proves by itself, or `null` when it could be read either way. */
export function provenMark(text: string): DecimalMark | null {
  if (plainAmount.test(text)) return null;
  const tidy = tidied(text)?.replace(/^[^\d+-]+|(?<!\D)\D+$/g, '') ?? '';
  const isPoint = pointed.test(tidy);
  const isComma = comma.test(tidy);
  if (isPoint === isComma) return null;
  return isPoint ? 'point' : 'comma';
}

/** Digits that a number keeps whatever they are. */
const digitsKept = 15;

/** Digits alone that a number keeps: however that is written, it is the same. So are most numbers of a file. */
function isPlainWhole(cell: string): boolean {
  return cell.length <= digitsKept && plainAmount.test(cell);
}

/** The number for a plain decimal, or `null` where it would not come back as it is written. */
export function numberOf(decimal: string): number | null {
  if (isPlainWhole(decimal)) return Number(decimal);
  const digits = decimal.replace(/^-?0*\.?0*|\D/g, '');
  const number = Number(decimal);
  return digits.length > digitsKept || !Number.isFinite(number) ? null : number === 0 ? 0 : number;
}

/** A number in plain digits, without an exponent. */
export function plainDigits(number: number): string {
  const text = String(number);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * Whether the number, written in the cell's own form (its decimal mark, its thousands), is what the cell says. It is not of
 * codes: `007`, `12.10`, `+49`, `20240101` of more digits than a number keeps.
 */
export function comesBack(cell: string, mark: DecimalMark): boolean {
  if (isPlainWhole(cell)) return true;
  const decimal = readDecimal(cell, mark);
  const number = decimal === null ? null : numberOf(decimal);
  return number !== null && writtenLike(cell, plainDigits(number), mark) === tidied(cell);
}

/** As {@link comesBack}, but for zeros at the end of the fraction: `12.50`. */
export function keepsFraction(cell: string, mark: DecimalMark): boolean {
  if (isPlainWhole(cell)) return true;
  const decimal = readDecimal(cell, mark);
  return decimal !== null && numberOf(decimal) !== null && writtenLike(cell, decimal, mark) === tidied(cell);
}

/** A whole number, with its sign, in groups of three digits. */
function inThousands(whole: string, group: string): string {
  const sign = whole.startsWith('-') ? '-' : '';
  const groups: string[] = [];
  for (let end = whole.length; end > sign.length; end -= 3)
    groups.unshift(whole.slice(Math.max(sign.length, end - 3), end));
  return sign + groups.join(group);
}

/** A plain decimal with the thousands of another number and the decimal mark. */
function writtenLike(cell: string, decimal: string, mark: DecimalMark): string {
  const like = tidied(cell) ?? '';
  const [whole = '', fraction] = decimal.split('.');
  const isPointed = pointed.test(like) && (mark === 'point' || !comma.test(like));
  const group = (isPointed ? pointed : comma).exec(like)?.groups?.['group'];
  const grouped = group === undefined ? whole : inThousands(whole, group);
  return fraction === undefined ? grouped : `${grouped}${isPointed ? '.' : ','}${fraction}`;
}

const currencyNames: Readonly<Record<string, string>> = {
  '¥': 'CNY',
  '￥': 'CNY',
  元: 'CNY',
  人民币: 'CNY',
  人民币元: 'CNY',
  rmb: 'CNY',
  us$: 'USD',
  $: 'USD',
  美元: 'USD',
  美金: 'USD',
  '€': 'EUR',
  欧元: 'EUR',
  '£': 'GBP',
  英镑: 'GBP',
  hk$: 'HKD',
  港币: 'HKD',
  港元: 'HKD',
  nt$: 'TWD',
  新台币: 'TWD',
  日元: 'JPY',
  日圆: 'JPY',
  韩元: 'KRW',
};
const codes = new Set([
  'CNY',
  'USD',
  'EUR',
  'GBP',
  'HKD',
  'TWD',
  'JPY',
  'KRW',
  'SGD',
  'AUD',
  'CAD',
  'CHF',
  'NZD',
  'SEK',
  'NOK',
  'DKK',
  'INR',
  'RUB',
  'THB',
  'MYR',
  'VND',
  'IDR',
  'PHP',
  'BRL',
  'MXN',
  'ZAR',
  'AED',
  'TRY',
  'PLN',
  'CZK',
  'HUF',
  'ILS',
  'SAR',
  'MOP',
]);
const money =
  /^(?<minus>[-(]?)\s*(?:(?<before>[^\d\s.,+()-]{1,4})\s*)?(?<number>(?:[+-][\d.,' \u00a0\u202f]*|[\d.,'][\d.,' \u00a0\u202f]*)?\d)\s*(?<after>[^\d\s.,()]{1,4})?\)?$/;

/** The ISO code for a code, a sign or a word in English or Chinese; `null` when it is none. */
export function currencyOf(word: string): string | null {
  const upper = word.trim().toUpperCase();
  return codes.has(upper) ? upper : (currencyNames[word.trim().toLowerCase()] ?? null);
}

/**
 * Reads an amount with or without its currency (`USD 79,483,811`, `￥1,200.50`, `300元`). `sign` tells whether the text
 * itself names a currency; otherwise it is `fallback`. `null` when it is no amount that fits (18 digits and 6 decimals).
 */
export function readMoney(
  text: string,
  fallback: string,
  mark: DecimalMark,
): { amount: string; currency: string; isNamed: boolean } | null {
  if (plainAmount.test(text)) return { amount: text, currency: fallback, isNamed: false };
  const parts = money.exec(tidied(text) ?? '')?.groups;
  if (parts === undefined) return null;
  const words = [parts['before'], parts['after']].filter(
    (word): word is string => word !== undefined && word !== '',
  );
  const named = words.map(currencyOf);
  if (named.includes(null)) return null;
  const decimal = readDecimal(parts['number'] ?? '', mark);
  if (decimal === null) return null;
  const signed = parts['minus'] === '' || decimal.startsWith('-') ? decimal : `-${decimal}`;
  const amount = signed.replace(/(\.\d{6})0+$/, '$1');
  if (!/^-?\d{1,18}(\.\d{1,6})?$/.test(amount)) return null;
  // The yen and the yuan share a sign; a field in yen keeps its own.
  const isYen = fallback === 'JPY' && words.every((word) => word === '¥' || word === '￥');
  const isDollar =
    words.length > 0 &&
    words.every((word) => word === '$') &&
    ['HKD', 'TWD', 'SGD', 'AUD', 'CAD', 'NZD'].includes(fallback);
  return {
    amount,
    currency: isYen || isDollar ? fallback : (named[0] ?? fallback),
    isNamed: named.length > 0,
  };
}
