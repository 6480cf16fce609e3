/** Telephone numbers and e-mail addresses: the one form in which equal ones are equal, and how a number is looked for. */
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js';
import type { PointType } from '../../../src-preload/contract/customers.ts';
import { nfkc } from '../../../src-preload/contract/width.ts';
import { isNobodysAddress, isNobodysNumber } from './placeholders.ts';

const chineseMobile = /^(?:\+?86)?(1[3-9]\d{9})$/;
const digitsOnly = /^\d*$/;
/** An area code after its zero, and seven or eight digits. */
const chineseLandline = /^0((?:10|2\d|[3-9]\d\d)\d{7,8})$/;

/** What stands between a number and that of its extension, in the languages of business cards. */
const extensionAtEnd =
  /(?<![\s,;(])[\s,;(]*(?:(?:extension|ext|extn|x|#|durchwahl|dw|nebenstelle|poste|interno|int|ramal|anexo|toestel|доб|转接|转|轉|分机|分機|内线|內線|内線)[\s.:=)]{0,9}){1,3}(\d{1,8})[\s)]*$/iu;
/** A switchboard's number as it is written in China: area, seven or eight digits (or 400 and seven), a dash, the extension. */
const chineseSwitchboard =
  /^((?:\+?86[\s-]*)?(?:\(?0?\d{2,3}\)?[\s-]*)?[2-9]\d{6,7}|[48]00[\s-]?\d{3,4}[\s-]?\d{3,4})-(\d{1,6})$/;
/** Digits and what people put between them. */
const numberSigns = /^\+?[\d\s().·/\u2010-\u2015\u2212-]*$/;

interface Written {
  /** With a plus where a country code leads. */
  readonly number: string;
  readonly extension: string;
}

/** A text that is a number and nothing but one; `null` for any other: a mask, a word beside it, two numbers. */
function readNumber(value: string, country: string): Written | null {
  if (digitsOnly.test(value) && !value.startsWith('00'))
    return value === '' ? null : { number: value, extension: '' };
  if (value.length > 100) return null;
  const text = value
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(?:tel|phone|fax):\s*/i, '')
    .replace(/^00(?=[\s\-().]*[1-9])/, '+');
  const isChinese = country === 'CN' ? !/^\+(?!\s?86)/.test(text) : /^\+\s?86/.test(text);
  const parts = extensionAtEnd.exec(text) ?? (isChinese ? dashed(text) : null);
  const rest = parts === null ? text : text.slice(0, parts.index);
  if (!numberSigns.test(rest)) return null;
  // As in +49 (0)172: the zero is for calls from within the country.
  const within = rest.startsWith('+') ? rest.replace(/\(0\)/, '') : rest;
  const number = within.replace(/[^\d+]/g, '');
  return /\d/.test(number) ? { number, extension: parts?.[1] ?? '' } : null;
}

function dashed(text: string): { readonly index: number; readonly 1: string } | null {
  const [, main, extension] = chineseSwitchboard.exec(text) ?? [];
  return main === undefined || extension === undefined ? null : { index: main.length, 1: extension };
}

function countryFor(country: string): CountryCode {
  return isSupportedCountry(country) ? country : 'CN';
}

/** Shorter ones are service numbers, which are everybody's, or no numbers at all. */
const shortest = 7;
const longest = 15;

/**
 * Digits of the number in E.164 form, without the plus, with its extension after an `x`; `''` where there is no number, and
 * for one that is nobody's (00000000, 123456789).
 */
function phoneLookup(value: string, country: string): string {
  const written = readNumber(value, country);
  if (written === null) return '';
  const { number, extension } = written;
  const end = extension === '' ? '' : `x${extension}`;
  // Most numbers of most vaults; parsing one takes a hundred times as long.
  const mobile = country === 'CN' || number.startsWith('+') ? chineseMobile.exec(number)?.[1] : undefined;
  const chinese = mobile ?? (country === 'CN' ? chineseLandline.exec(number)?.[1] : undefined);
  if (chinese !== undefined) return isNobodysNumber(chinese) ? '' : `86${chinese}${end}`;
  const digits = number.replace(/\D/g, '');
  if (digits.length < shortest || digits.length > longest + 3 || isNobodysNumber(digits)) return '';
  const parsed = parsePhoneNumberFromString(number, countryFor(country));
  if (parsed?.isPossible() === true)
    return isNobodysNumber(parsed.nationalNumber) ? '' : `${parsed.number.slice(1)}${end}`;
  return digits.length <= longest ? `${digits}${end}` : '';
}

/** The lookup form of a point's value; `''` for what is not looked up by value. */
export function lookupOf(type: PointType, value: string, country: string): string {
  if (type === 'phone') return phoneLookup(value, country);
  if (type !== 'email') return '';
  const address = nfkc(value)
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  return address.length <= 320 && !isNobodysAddress(address) ? address : '';
}

/** A number that is looked for. */
export interface SoughtNumber {
  /** Without what some write and others leave out: the country code, the zero before the area. In whatever form it is kept, these digits are in it. */
  readonly core: string;
  readonly extension: string;
  /** The country's, where the text says it. */
  readonly code: string;
  /** All of a number, so that what ends with the core is the same one. */
  readonly isWhole: boolean;
}

const callingCodes = new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));

/** Fewer digits may be part of anything. */
const fewestSought = 7;
const fewestAfterCode = 5;
const fewestWithArea = 9;

/** A text as the number that it is, whole or at its beginning; `null` for other texts and for few digits. */
export function soughtNumber(text: string, country: string): SoughtNumber | null {
  const written = readNumber(text.trim(), country);
  if (written === null) return null;
  const { number, extension } = written;
  const digits = number.replace(/\D/g, '');
  const found = (core: string, isWhole: boolean, code = ''): SoughtNumber => ({
    core,
    extension,
    code,
    isWhole,
  });
  if (number.startsWith('+')) {
    const starts = [1, 2, 3].map((length) => digits.slice(0, length));
    const code = starts.find((each) => callingCodes.has(each)) ?? '';
    const core = digits.slice(code.length).replace(/^0/, '');
    return core.length < fewestAfterCode ? null : found(core, core.length >= fewestSought, code);
  }
  if (digits.length < fewestSought) return null;
  const home = countryFor(country);
  if (parsePhoneNumberFromString(digits, home)?.isValid() === true) {
    // Also where the country's own code leads without a plus.
    const code = getCountryCallingCode(home);
    const after = digits.startsWith(code) ? digits.slice(code.length) : null;
    const isCoded = after !== null && after.length >= 10 && isValidIn(after, home);
    const core = isCoded ? after : withoutTrunk(digits, home);
    // Without its area, a number is one in each.
    return found(core, isCoded || core !== digits || core.length >= fewestWithArea);
  }
  if (digits.startsWith('0')) return found(digits.slice(1), digits.length > fewestSought);
  const abroad = digits.length >= 11 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return abroad?.isValid() === true ? found(abroad.nationalNumber, true) : found(digits, false);
}

function isValidIn(digits: string, country: CountryCode): boolean {
  return parsePhoneNumberFromString(digits, country)?.isValid() === true;
}

/** Without the digit that only calls within the country begin with. */
function withoutTrunk(digits: string, country: CountryCode): string {
  const national = parsePhoneNumberFromString(digits, country)?.nationalNumber ?? digits;
  return digits.endsWith(national) ? national.replace(/^0/, '') : digits;
}
