import type { z } from 'zod';
import type { dateOrder } from '../../../../src-preload/contract/exchange.ts';
import { remembered } from '../../remembered.ts';

export type DateOrder = z.infer<typeof dateOrder>;

const time = String.raw`(?:[T\s]+(?<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-]\d{2}:?\d{2})?))?`;
const yearFirst = new RegExp(
  String.raw`^(?<y>\d{4})\s*[-/.年]\s*(?<m>\d{1,2})\s*[-/.月]\s*(?<d>\d{1,2})日?${time}$`,
  'i',
);
const compact = new RegExp(String.raw`^(?<y>(?:19|20)\d{2})(?<m>\d{2})(?<d>\d{2})${time}$`, 'i');
const yearLast = new RegExp(
  String.raw`^(?<a>\d{1,2})\s*[-/.]\s*(?<b>\d{1,2})\s*[-/.]\s*(?<y>\d{4}|\d{2})\.?${time}$`,
  'i',
);
const dayMonthName = new RegExp(
  String.raw`^(?<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?<name>[a-z]{3,9})\.?,?[\s-]+(?<y>\d{4})${time}$`,
  'i',
);
const monthNameDay = new RegExp(
  String.raw`^(?<name>[a-z]{3,9})\.?\s+(?<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<y>\d{4})${time}$`,
  'i',
);
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

export interface ReadDate {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** True where the text also says a time other than midnight, which a date cannot hold. */
  readonly hasTime: boolean;
}

/** Days of a file, which has most of them many times. */
const daysAtMost = 4000;

const reading: Readonly<Record<DateOrder, (text: string) => ReadDate | null>> = {
  ymd: remembered(daysAtMost, (text) => dateOf(text, 'ymd')),
  dmy: remembered(daysAtMost, (text) => dateOf(text, 'dmy')),
  mdy: remembered(daysAtMost, (text) => dateOf(text, 'mdy')),
};

/** Reads a date in any of the forms that Chinese, English and German files use; `null` when it is none. */
export function readDate(text: string, order: DateOrder): ReadDate | null {
  return reading[order](text);
}

function dateOf(text: string, order: DateOrder): ReadDate | null {
  const trimmed = text.trim().normalize('NFKC');
  if (trimmed.length < 6 || trimmed.length > 40) return null;
  const plain = (yearFirst.exec(trimmed) ?? compact.exec(trimmed))?.groups;
  if (plain !== undefined) return dated(plain['y'], plain['m'], plain['d'], plain['time']);
  const last = yearLast.exec(trimmed)?.groups;
  if (last !== undefined) {
    // Year, month, day with a two-digit year is not read: nobody could tell which number is the year.
    const [day, month] = order === 'mdy' ? [last['b'], last['a']] : [last['a'], last['b']];
    return dated(last['y'], month, day, last['time']);
  }
  const named = (dayMonthName.exec(trimmed) ?? monthNameDay.exec(trimmed))?.groups;
  if (named === undefined) return null;
  const name = named['name']?.toLowerCase() ?? '';
  const month = months.findIndex(
    (known) => known === name || known.slice(0, 3) === name || (name === 'sept' && known === 'september'),
  );
  return dated(named['y'], String(month + 1), named['d'], named['time']);
}

function dated(y = '', m = '', d = '', time = ''): ReadDate | null {
  const short = Number(y);
  const year = y.length > 2 ? short : short < 70 ? 2000 + short : 1900 + short;
  const [month, day] = [Number(m), Number(d)];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const hasTime =
    time !== '' &&
    /[1-9]/.test(time.replace(/(?:Z|[+-]\d{2}:?\d{2})$/i, '').replace(/^12(?=:00(?::00)?\s*am)/i, '0'));
  return { day: `${String(year).padStart(4, '0')}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`, hasTime };
}

/** The order of day and month that a date with the year last proves, or `null` when it proves none. */
export function provenOrder(text: string): 'dmy' | 'mdy' | null {
  const last = yearLast.exec(text.trim())?.groups;
  if (last === undefined) return null;
  if (Number(last['a']) > 12 && Number(last['b']) <= 12) return 'dmy';
  if (Number(last['b']) > 12 && Number(last['a']) <= 12) return 'mdy';
  return null;
}

/** Whether the text is a date with the year last, whose order must be known from elsewhere. */
export function isYearLast(text: string): boolean {
  return yearLast.test(text.trim());
}
