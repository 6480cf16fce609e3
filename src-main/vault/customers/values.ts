/** Values of custom fields in their three forms: as the window has them, as the tables have them, as text. Pure. */
import type { FieldValue } from '../../../src-preload/contract/customers.ts';
import { dayParts } from '../../../src-preload/contract/dates.ts';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { remembered } from '../remembered.ts';
import { sortKey } from '../search/sort-key.ts';

/** The columns of a plain value. */
export interface StoredValue {
  readonly text: string;
  readonly number: number | null;
}

/** With what a value sorts and is found by where that is not its number. */
export interface IndexedValue extends StoredValue {
  readonly key: string | null;
}

/** Longest key, in UTF-16 units. */
const keyLength = 40;

/** The key of a text, by which it sorts as names do. Equal texts have equal keys. */
export function valueKey(text: string): string {
  return sortKey(text).slice(0, keyLength);
}

const amountPattern = /^(-?)(\d+)(?:\.(\d+))?$/;
/** Beyond all amounts, in millionths. */
const amountBound = 10n ** 24n;

/**
 * A text by which amounts sort and are compared to their last digit, which a number does not hold. Millionths; what is beyond all
 * amounts comes before or after them all.
 */
export function amountKey(amount: string): string {
  const [, sign = '', whole = '0', fraction = ''] = amountPattern.exec(amount) ?? [];
  const size = BigInt(whole) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  const bounded = size < amountBound ? size : amountBound;
  return (amountBound + (sign === '' ? bounded : -bounded)).toString().padStart(25, '0');
}

const dayMs = 86_400_000;
/** After all days that have a year: 10000-01-01, a leap year. */
const yearOfNone = 10_000;

/**
 * Days since 1970-01-01, or `null` when the text is not a day of the calendar. Days without their year come after all others, as
 * they follow one another in a year.
 */
export const dayNumber: (text: string) => number | null = remembered(4000, (text) => {
  const parts = dayParts(text);
  if (parts === null) return null;
  const date = new Date(0);
  date.setUTCFullYear(parts.year ?? yearOfNone, parts.month - 1, parts.day);
  return Math.round(date.getTime() / dayMs);
});

/** The last day that has a year. */
export const lastDayNumber = Math.round(Date.UTC(yearOfNone, 0, 1) / dayMs) - 1;

/** The columns for a value that {@link isValueOf} its type. */
export function storedForm(type: FieldType, value: FieldValue): IndexedValue {
  if (typeof value === 'string')
    return type === 'date'
      ? { text: value, number: dayNumber(value), key: null }
      : { text: value, number: null, key: valueKey(value) };
  if (typeof value === 'number') return { text: String(value), number: value, key: null };
  if (typeof value === 'boolean') return { text: String(value), number: value ? 1 : 0, key: null };
  if (Array.isArray(value)) {
    const text = JSON.stringify(value);
    return { text, number: null, key: text.slice(0, keyLength) };
  }
  return { text: `${value.amount} ${value.currency}`, number: null, key: amountKey(value.amount) };
}

const optionIds = z.array(z.string());

/** The value that {@link storedForm} made columns of; of a list of options that is none, an empty one. */
export function valueFromStored(type: FieldType, stored: StoredValue): FieldValue {
  const { text, number } = stored;
  if (type === 'number') return number ?? Number(text);
  if (type === 'yes-no') return text === 'true';
  if (type === 'choice' || type === 'choices') return jsonBy(optionIds, text) ?? [];
  if (type === 'money') {
    const [amount = '0', currency = ''] = text.split(' ');
    return { amount, currency };
  }
  return text;
}

/** A value as text: for the search index, the blind index and people. Option ids become names. */
export function valueText(value: FieldValue, options: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  // A sign that needs no language.
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  if (Array.isArray(value))
    return value
      .map((id) => options.get(id) ?? '')
      .filter(Boolean)
      .join(', ');
  return `${value.amount} ${value.currency}`;
}

/** Whether a field of that type can hold the value. */
export function isValueOf(type: FieldType, value: FieldValue): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'yes-no':
      return typeof value === 'boolean';
    case 'money':
      return typeof value === 'object' && !Array.isArray(value);
    case 'choice':
      return Array.isArray(value) && value.length <= 1;
    case 'choices':
      return Array.isArray(value);
    case 'date':
      return typeof value === 'string' && dayNumber(value) !== null;
    default:
      return typeof value === 'string';
  }
}
