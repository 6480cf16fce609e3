/** Numbers and addresses that people write where there is none: many customers may have them, and they are nobody's. Pure. */

const upwards = '01234567890123456789';
const downwards = '98765432109876543210';

/** One digit throughout, nothing but zeros after the beginning, or digits one after the other. */
export function isNobodysNumber(digits: string): boolean {
  return (
    /^(\d)\1*$/.test(digits) ||
    digits.endsWith('0000000') ||
    upwards.includes(digits) ||
    downwards.includes(digits)
  );
}

/** An ID number that can be somebody's: whole, without a mask or an exponent, and no placeholder. */
export function isOnesOwnNumber(value: string): boolean {
  const number = value.normalize('NFKC').replace(/[\s./-]/g, '');
  return /^(?=.*\d)[\dA-Z]{5,}$/i.test(number) && !/x{3}/i.test(number) && !isNobodysNumber(number);
}

/** Something at something, once. */
const oneAddress = /^[^\s@<>()[\],;:，；、|*…]+@[^\s@<>()[\],;:，；、|*…]+$/u;
/** Before the @: what says that there is no address, or that nobody reads what comes there. */
const nobody =
  /^(?:none|no|non|null|nil|na|n[./-]?a|nobody|noone|unknown|undefined|anonymous|test(?:e?r|ing)?\d*|example|sample|dummy|fake|asdf+|qwerty|(?:no|not|without)[._-]?(?:e?-?mail|address|one)|(?:do)?[._-]?no?t?[._-]?reply|无|没有|暂无|未知|无邮箱)$/u;
/** After it: names that say the same. */
const nowhere =
  /(?:^|\.)(?:invalid|localhost)$|^(?:none|no-?e?mail|no|na|null|unknown|test|nowhere|domain)\.[a-z.]+$/;

/** What is no address, holds more than one or masks it, and those that are nobody's. In lower case. */
export function isNobodysAddress(address: string): boolean {
  if (!oneAddress.test(address)) return true;
  const [local = '', domain = ''] = address.split('@');
  // Typed to get past a form: a@a.com, xxx@xxx.com.
  const isOneLetter = /^(.)\1*$/u.test(local) && domain.startsWith(`${local}.`);
  return nobody.test(local) || nowhere.test(domain) || isOneLetter;
}
