/** What an update has to say of a value that is there: the same, less of the same, or something else. Pure. */
import type { FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../../src-preload/contract/fields.ts';
import { lookupOf } from '../../customers/phone.ts';

export type Comparison = 'same' | 'less' | 'other';

/** Compares a value of a file with the one that a field holds, by what they mean: 12.5 and 12.50, +86 138… and 138…. */
export function compareValues(
  type: FieldType,
  held: FieldValue,
  given: FieldValue,
  country: string,
): Comparison {
  if (JSON.stringify(meaning(type, held, country)) === JSON.stringify(meaning(type, given, country)))
    return 'same';
  if (typeof held !== 'string' || typeof given !== 'string') return 'other';
  return saysLess(held, given) ? 'less' : 'other';
}

function meaning(type: FieldType, value: FieldValue, country: string): FieldValue {
  if (Array.isArray(value)) return value.toSorted();
  if (typeof value === 'object')
    return {
      amount: value.amount.includes('.') ? value.amount.replace(/(?:\.|(?<![.0]))0+$/, '') : value.amount,
      currency: value.currency,
    };
  if (typeof value !== 'string') return value;
  if (type === 'phone' || type === 'email') return lookupOf(type, value, country) || value;
  return type === 'id-number' ? compact(value).toUpperCase() : value;
}

/** Without what people put between digits. */
function compact(text: string): string {
  return text.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}./·]/gu, '');
}

/** Signs and words of a mask; of shorter values they may be part. */
const mask = /(?:[*●•∗✱×…]+|x{3,}|\.{3,})+/iu;
const shortestMasked = 6;
/** The digits that a spreadsheet keeps of a number. */
const keptDigits = 15;

/** Whether a text is what is left of another one: under a mask, spoilt by a spreadsheet, fewer of its digits, a day without its year. */
function saysLess(held: string, given: string): boolean {
  if (/^--\d\d-\d\d$/.test(given)) return held.endsWith(given.slice(1));
  const [all, some] = [compact(held).toUpperCase(), compact(given).toUpperCase()];
  if (isMasked(given)) return all.length >= shortestMasked && isUnderMask(held, given);
  if (!/^\d{6,}[\dX]?$/.test(all)) return false;
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(given.trim())) return isShortened(all, given.trim().replace(',', '.'));
  if (!/^\d{2,}[\dX]$/.test(some)) return false;
  if (all.length > keptDigits && some.length === all.length)
    return all.startsWith(some.slice(0, keptDigits)) && /^0+$/.test(some.slice(keptDigits));
  return some.length < all.length && (all.startsWith(some) || all.endsWith(some));
}

/** Whether a name is what a mask leaves of another: 张* of 张三. */
export function isUnderMask(held: string, given: string): boolean {
  if (!isMasked(given) || isMasked(held)) return false;
  const seen = compact(given.replace(/\.{3,}/g, '…')).split(mask);
  const pattern = seen.map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join('.+');
  return new RegExp(`^${pattern.replace(/^\.\+|\.\+$/g, '.*')}$`, 'iu').test(compact(held));
}

function isMasked(text: string): boolean {
  return mask.test(text.normalize('NFKC'));
}

/** `1.10105E+17`: the digits that are left are the first ones, rounded. */
function isShortened(digits: string, given: string): boolean {
  const [mantissa = '', exponent = ''] = given.toUpperCase().split('E');
  const shown = mantissa.replace('.', '').length - 1;
  const number = digits.replace(/X$/, '0');
  return (
    Number(exponent) === number.length - 1 &&
    Number(number).toExponential(shown) === Number(given).toExponential(shown)
  );
}
