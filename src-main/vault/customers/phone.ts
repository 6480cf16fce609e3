/** The one form in which equal phone numbers, or equal e-mail addresses, are equal. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { PointType } from '../../../src-preload/contract/customers.ts';

const chineseMobile = /^(?:\+?86|0086)?(1[3-9]\d{9})$/;
const digitsOnly = /^\d*$/;
/** An area code after its zero, and seven or eight digits. */
const chineseLandline = /^0((?:10|2\d|[3-9]\d\d)\d{7,8})$/;

/** Digits of the number in E.164 form, without the plus; `''` where there is no number. */
function phoneLookup(value: string, country: string): string {
  const compact = digitsOnly.test(value) ? value : value.normalize('NFKC').replace(/[\s\-().·]/gu, '');
  // Most numbers of most vaults; parsing one takes a hundred times as long.
  const mobile = country === 'CN' || compact.startsWith('+') ? chineseMobile.exec(compact)?.[1] : undefined;
  const chinese = mobile ?? (country === 'CN' ? chineseLandline.exec(compact)?.[1] : undefined);
  if (chinese !== undefined) return `86${chinese}`;
  if (compact.length > 100) return '';
  const parsed = parsePhoneNumberFromString(compact, isSupportedCountry(country) ? country : 'CN');
  if (parsed?.isPossible() === true) return parsed.number.slice(1);
  const digits = compact.replace(/\D/g, '');
  return digits.length >= 5 ? digits : '';
}

/** The lookup form of a point's value; `''` for what is not looked up by value. */
export function lookupOf(type: PointType, value: string, country: string): string {
  if (type === 'phone') return phoneLookup(value, country);
  if (type !== 'email') return '';
  const address = value.normalize('NFKC').trim().toLowerCase();
  return address.includes('@') && address.length <= 320 ? address : '';
}
