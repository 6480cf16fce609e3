/** Values of custom fields in their three forms: as the window has them, as the tables have them, as text. Pure. */
import type { FieldValue } from '../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
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

const dayMs = 86_400_000;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01, or `null` when the text is not a day of the calendar. */
export const dayNumber: (text: string) => number | null = remembered(4000, (text) => {
  const match = datePattern.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? Math.round(date.getTime() / dayMs) : null;
});

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
  return { text: `${value.amount} ${value.currency}`, number: Number(value.amount), key: null };
}

/** The value that {@link storedForm} made columns of. */
export function valueFromStored(type: FieldType, stored: StoredValue): FieldValue {
  const { text, number } = stored;
  if (type === 'number') return number ?? Number(text);
  if (type === 'yes-no') return text === 'true';
  // Written by storedForm: a list of option ids.
  if (type === 'choice' || type === 'choices') return JSON.parse(text) as string[];
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
