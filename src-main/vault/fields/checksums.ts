/** Numbers that prove themselves: what passes these is hardly anything else. Pure. */

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const idChecks = '10X98765432';

/** A Chinese resident's number (GB 11643): area, a date of birth that exists, order, and the right check character. */
export function isResidentNumber(text: string): boolean {
  const number = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  const match = /^[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  const sum = idWeights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return idChecks[sum % 11] === number[17];
}

/** The check digit of ISO/IEC 7812 (Luhn), over digits alone. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** A bank card: 13 to 19 digits that begin as UnionPay, Visa, Mastercard, American Express, JCB or Discover do, and check. */
export function isCardNumber(text: string): boolean {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return (
    /^(?:62\d{11,17}|4\d{12,18}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|35\d{14}|6(?:011|5\d{2})\d{12})$/.test(
      digits,
    ) && passesLuhn(digits)
  );
}

/** An international bank account number (ISO 13616): the remainder by 97 is 1. */
export function isIban(text: string): boolean {
  const iban = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
