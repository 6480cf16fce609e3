/** What stands before the fraction: 1,234.5 or 1.234,5. */
export type DecimalMark = 'point' | 'comma';

/** As `readDecimal` would give it, and of a length that an amount may have: so are most numbers. */
const plainAmount = /^(?:0|[1-9]\d{0,17})$/;
const plain = /^[+-]?\d+$/;
const pointed = /^[+-]?(?:\d{1,3}(?:([,' \u00a0\u202f])\d{3}(?:\1\d{3})*)|\d+)?(?:\.\d+)?$/;
const comma = /^[+-]?(?:\d{1,3}(?:([.' \u00a0\u202f])\d{3}(?:\1\d{3})*)|\d+)?(?:,\d+)?$/;

/**
 * Reads a number as written, thousands separators and all, into a plain decimal such as `-1234.5`; `null` when it is
 * none. `mark` decides only where the text alone does not (`1,234`).
 */
export function readDecimal(text: string, mark: DecimalMark): string | null {
  if (plainAmount.test(text)) return text;
  let trimmed = text.trim().normalize('NFKC').replace('\u2212', '-');
  if (trimmed === '' || trimmed.length > 40) return null;
  if (/^\(.*\)$/.test(trimmed)) trimmed = `-${trimmed.slice(1, -1)}`;
  if (!/\d/.test(trimmed)) return null;
  if (plain.test(trimmed)) return canonical(trimmed);
  const isPoint = pointed.test(trimmed);
  const isComma = comma.test(trimmed);
  if (isPoint && (mark === 'point' || !isComma)) return canonical(trimmed.replace(/[,' \u00a0\u202f]/g, ''));
  if (isComma) return canonical(trimmed.replace(/[.' \u00a0\u202f]/g, '').replace(',', '.'));
  return null;
}

/** The decimal mark that a number proves by itself, or `null` when it could be read either way. */
export function provenMark(text: string): DecimalMark | null {
  const trimmed = text.trim().replace(/^[^\d+-]+|[^\d]+$/g, '');
  const isPoint = pointed.test(trimmed);
  const isComma = comma.test(trimmed);
  if (isPoint === isComma) return null;
  return isPoint ? 'point' : 'comma';
}

function canonical(text: string): string {
  const [whole = '', fraction = ''] = text.replace('+', '').split('.');
  const digits = whole.replace(/^(-?)0+(?=\d)/, '$1');
  const head = digits === '' || digits === '-' ? `${digits}0` : digits;
  const tail = fraction.replace(/0+$/, '');
  return tail === '' ? head : `${head}.${tail}`;
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
  /^(?<minus>[-(]?)\s*(?<before>[^\d\s.,+()-]{1,4})?\s*(?<number>[+-]?[\d.,' \u00a0\u202f]*\d)\s*(?<after>[^\d\s.,()]{1,4})?\)?$/;

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
  const parts = money.exec(text.trim().normalize('NFKC'))?.groups;
  if (parts === undefined) return null;
  const words = [parts['before'], parts['after']].filter(
    (word): word is string => word !== undefined && word !== '',
  );
  const named = words.map(currencyOf);
  if (named.includes(null)) return null;
  const decimal = readDecimal(parts['number'] ?? '', mark);
  if (decimal === null) return null;
  const amount = parts['minus'] === '' || decimal.startsWith('-') ? decimal : `-${decimal}`;
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

const yes = new Set([
  'yes',
  'y',
  'true',
  't',
  '1',
  'on',
  'x',
  '是',
  '有',
  '对',
  '真',
  '已',
  '√',
  '✓',
  '✔',
  '☑',
  '是的',
]);
const no = new Set([
  'no',
  'n',
  'false',
  'f',
  '0',
  'off',
  '否',
  '无',
  '错',
  '假',
  '未',
  '×',
  '✗',
  '✘',
  '☐',
  '不是',
  '没有',
]);

/** Reads yes or no in English or Chinese; `null` when it is neither. */
export function readYesNo(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}
