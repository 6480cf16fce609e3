/** Numbers, amounts and days as people type them. Pure. */
import type { FieldValue } from '../../../src-preload/contract/customers.ts';
import { dayParts, isoDay, readDate } from '../../../src-preload/contract/dates.ts';
import type { CustomField } from '../../../src-preload/contract/fields.ts';
import { numberOf, plainDigits, readDecimal, readMoney } from '../../../src-preload/contract/numbers.ts';
import { asMoney, asText } from './field-values.ts';

type Typed = Pick<CustomField, 'type' | 'currency'>;
type Language = 'en' | 'zh-CN';

/** A day in the form that is kept; `null` where it is none, or could be another one as well. */
export function readTypedDay(text: string, language: Language): string | null {
  const read = readDate(text, { order: 'ymd', today: isoDay(new Date()), isPast: false });
  if (read === null || read.hasTime) return null;
  const hasYear = dayParts(read.day)?.year !== null;
  // A year of two digits is of this century or the last one.
  if (hasYear && !/\d{4}/.test(text.normalize('NFKC'))) return null;
  // Where Chinese is read, the month comes before the day.
  return read.isEitherWay && (hasYear || language !== 'zh-CN') ? null : read.day;
}

/** A number in plain digits, as filters and fields take it; `null` where it is none. */
export function readTypedDecimal(text: string): string | null {
  return readDecimal(text, 'point');
}

/** What was typed as the field's value. What is none stays text: the vault says what is wrong with it, and keeps it out. */
export function readTyped(
  field: Typed,
  text: string,
  before: FieldValue | undefined,
  language: Language,
): FieldValue | null {
  if (text.trim() === '') return null;
  if (field.type === 'date') return readTypedDay(text, language) ?? text;
  // Half typed, a number may end with the mark of its fraction.
  const begun = text.trim().replace(/(?<=\d)[.,\uff0c\uff0e]$/, '');
  if (field.type === 'money') {
    const read = readMoney(begun, asMoney(before)?.currency ?? field.currency, 'point');
    return read === null ? text : { amount: read.amount, currency: read.currency };
  }
  const decimal = readTypedDecimal(begun);
  return (decimal === null ? null : numberOf(decimal)) ?? text;
}

/** The value as it is edited. */
export function editedForm(value: FieldValue | undefined): string {
  if (typeof value === 'number') return plainDigits(value);
  return asMoney(value)?.amount ?? asText(value).replace(/^--(?=\d\d-\d\d$)/, '');
}
