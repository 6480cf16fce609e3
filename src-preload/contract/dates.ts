/**
 * Days: the two forms in which they are kept, and the forms in which people and files write them. One reader for what is typed
 * and for what is imported. Pure.
 */
import { z } from 'zod';
import { nfkc } from './width.ts';

export const dateOrder = z.enum(['ymd', 'dmy', 'mdy']);
export type DateOrder = z.infer<typeof dateOrder>;

/** `YYYY-MM-DD`, or `--MM-DD` (ISO 8601:2000) for a day of every year: of many birthdays the year is not known. */
const keptDay = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/;

export interface DayParts {
  /** `null` for a day without its year. */
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/** A leap year: 29 February is a day, also where the year is not known. */
const anyYear = 2000;

function isOfCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The parts of a day in one of the forms that are kept; `null` for any other text and for what is no day of the calendar. */
export function dayParts(text: string): DayParts | null {
  const match = keptDay.exec(text);
  if (match === null) return null;
  const year = match[1] === undefined ? null : Number(match[1]);
  const [month, day] = [Number(match[2]), Number(match[3])];
  return isOfCalendar(year ?? anyYear, month, day) ? { year, month, day } : null;
}

function keptForm(year: number | null, month: number, day: number): string | null {
  const two = (number: number): string => String(number).padStart(2, '0');
  const text = `${year === null ? '-' : String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return dayParts(text) === null ? null : text;
}

/** The day of a moment in local time, in the form that is kept. */
export function isoDay(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export interface DateRules {
  /** Of day and month where the text does not show it. With dots the day comes first all the same. */
  readonly order: DateOrder;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** A birthday or an anniversary: it lies in the past, and programs that cannot leave a year out write 1604 for none. */
  readonly isPast: boolean;
}

export interface ReadDate {
  /** In one of the forms that are kept. */
  readonly day: string;
  /** The text also says a time other than midnight, which a date cannot hold. */
  readonly hasTime: boolean;
  /** It hardly can be anything but a date; `20240101`, `12-10` and `1.2.03` can. */
  readonly isSure: boolean;
  /** Day and month could be the other way round, and nothing in the text says which. */
  readonly isEitherWay: boolean;
}

const time = String.raw`(?:[T\s]+(?<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-]\d{2}:?\d{2})?))?`;
const pattern = (text: string): RegExp => new RegExp(`^(?:${text})$`, 'i');
const yearFirst = pattern(
  String.raw`(?<y>\d{4})\s*[-/.年]\s*(?<m>\d{1,2})\s*[-/.月]\s*(?<d>\d{1,2})[日号]?${time}`,
);
const compact = pattern(String.raw`(?<y>(?:19|20)\d{2})(?<m>\d{2})(?<d>\d{2})${time}`);
const yearLast = pattern(
  String.raw`(?<a>\d{1,2})\s*(?<mark>[-/.])\s*(?<b>\d{1,2})\s*\k<mark>\s*(?<y>\d{4}|\d{2})\.?${time}`,
);
const dayMonthName = pattern(
  String.raw`(?<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?<name>[a-z]{3,9})\.?(?:,?[\s-]+(?<y>\d{4})${time})?`,
);
const monthNameDay = pattern(
  String.raw`(?<name>[a-z]{3,9})\.?\s+(?<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?<y>\d{4})${time})?`,
);
const withoutYear = pattern(
  String.raw`--(?<m>\d{1,2})-?(?<d>\d{2})|(?<month>\d{1,2})月(?<day>\d{1,2})[日号]?`,
);
const pair = pattern(
  String.raw`(?<a>\d{1,2})\s*(?<mark>[-/])\s*(?<b>\d{1,2})|(?<c>\d{1,2})\.\s*(?<e>\d{1,2})\.`,
);
const midnight = String.raw`(?:[T\s]+00?:00(?::00(?:\.0+)?)?Z?)?`;
const noDay = pattern(
  [
    String.raw`0{4}[-/.年]0{1,2}[-/.月]0{1,2}日?`,
    String.raw`0{1,2}(?<mark>[-/.])0{1,2}\k<mark>(?:0{4}|00)`,
    // A spreadsheet’s 0 in the form of a date.
    String.raw`1900[-/.年]0?1[-/.月]0{1,2}日?|0?1/0{1,2}/(?:19)?00|0{1,2}[-.](?:0?1|jan)[-.](?:19)?00`,
    // None in Outlook, and the least day of programs on .NET.
    String.raw`(?:4501|0001)[-/.]0?1[-/.]0?1|0?1[/.]0?1[/.](?:4501|0001)`,
  ]
    .map((form) => `(?:${form})${midnight}`)
    .join('|'),
);
const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** A year that programs write for none: of Apple's address book (1604), and of those that count from 0. */
const noYears: readonly number[] = [0];
const noYearsOfPast: readonly number[] = [0, 1604];

/** Later two-digit years are of the century before. */
const yearsAhead = 20;

/** Whether the text is what programs write where there is no date: `0/0/00`, `0000-00-00`, and `1900-01-00` for a 0. */
export function saysNoDay(text: string): boolean {
  return text.length <= 30 && text.includes('0') && noDay.test(nfkc(text.trim()));
}

/** Reads a day in any of the forms that Chinese, English and German files use; `null` when it is none. */
export function readDate(text: string, rules: DateRules): ReadDate | null {
  if (text.length > 60) return null;
  const trimmed = nfkc(text.trim());
  if (trimmed.length < 3 || trimmed.length > 40) return null;
  return (
    readWithYearFirst(trimmed, rules) ??
    readWithYearLast(trimmed, rules) ??
    readNamed(trimmed, rules) ??
    readPair(trimmed, rules)
  );
}

type Groups = Readonly<Record<string, string | undefined>>;

function groupsOf(regex: RegExp, text: string): Groups | null {
  return regex.exec(text)?.groups ?? null;
}

interface Written {
  readonly year: string | null;
  readonly month: string | number | undefined;
  readonly day: string | undefined;
  readonly time?: string | undefined;
  readonly isSure?: boolean;
  readonly isEitherWay?: boolean;
}

function dated(written: Written, rules: DateRules): ReadDate | null {
  const { year, month, day, time: hours = '', isSure = true, isEitherWay = false } = written;
  const kept = keptForm(yearOf(year, Number(month), Number(day), rules), Number(month), Number(day));
  if (kept === null || kept.startsWith('0')) return null;
  const clock = hours.replace(/(?:Z|[+-]\d{2}:?\d{2})$/i, '').replace(/^12(?=:00(?::00)?\s*am)/i, '0');
  return { day: kept, hasTime: /[1-9]/.test(clock), isSure, isEitherWay };
}

/** A year of two digits is the last one that may be meant. */
function yearOf(written: string | null, month: number, day: number, rules: DateRules): number | null {
  if (written === null) return null;
  const said = Number(written);
  if (written.length > 2) return (rules.isPast ? noYearsOfPast : noYears).includes(said) ? null : said;
  const thisYear = Number(rules.today.slice(0, 4));
  const latest = rules.isPast ? rules.today : `${String(thisYear + yearsAhead)}-12-31`;
  let year = Math.floor(thisYear / 100) * 100 + 100 + said;
  while ((keptForm(year, month, day) ?? `${String(year)}-12-31`) > latest) year -= 100;
  return year;
}

function readWithYearFirst(text: string, rules: DateRules): ReadDate | null {
  const plain = groupsOf(yearFirst, text);
  const found = plain ?? groupsOf(compact, text);
  if (found === null) return null;
  const { y = '', m, d, time: hours } = found;
  return dated({ year: y, month: m, day: d, time: hours, isSure: plain !== null }, rules);
}

function readWithYearLast(text: string, rules: DateRules): ReadDate | null {
  const found = groupsOf(yearLast, text);
  if (found === null) return null;
  // Year, month, day with a two-digit year is not read: nobody could tell which number is the year.
  const { a, b, mark, y = '', time: hours } = found;
  const proven = provenOrder(text);
  const order = mark === '.' ? 'dmy' : rules.order === 'ymd' ? (proven ?? 'dmy') : rules.order;
  const [day, month] = order === 'mdy' ? [b, a] : [a, b];
  const isEitherWay = mark !== '.' && proven === null && Number(a) !== Number(b);
  return dated(
    { year: y, month, day, time: hours, isSure: y.length === 4 || mark === '/', isEitherWay },
    rules,
  );
}

function readNamed(text: string, rules: DateRules): ReadDate | null {
  const found = groupsOf(dayMonthName, text) ?? groupsOf(monthNameDay, text);
  if (found === null) return null;
  const name = found['name']?.toLowerCase() ?? '';
  const month = months.findIndex(
    (known) => known === name || known.slice(0, 3) === name || (name === 'sept' && known === 'september'),
  );
  return dated({ year: found['y'] ?? null, month: month + 1, day: found['d'], time: found['time'] }, rules);
}

function readPair(text: string, rules: DateRules): ReadDate | null {
  const plain = groupsOf(withoutYear, text);
  if (plain !== null)
    return dated({ year: null, month: plain['m'] ?? plain['month'], day: plain['d'] ?? plain['day'] }, rules);
  const found = groupsOf(pair, text);
  if (found === null) return null;
  const { a, b, c, e, mark } = found;
  if (c !== undefined) return dated({ year: null, month: e, day: c, isSure: false }, rules);
  const [first, second] = [Number(a), Number(b)];
  // With a dash the month comes first, as in the whole form of ISO 8601.
  const isEitherWay = mark === '/' && first <= 12 && second <= 12 && first !== second;
  const isDayFirst = first > 12 || (isEitherWay && rules.order === 'dmy');
  const [day, month] = isDayFirst ? [a, b] : [b, a];
  return dated({ year: null, month, day, isSure: false, isEitherWay }, rules);
}

/** The order of day and month that a date with the year last proves, or `null` when it proves none. */
export function provenOrder(text: string): 'dmy' | 'mdy' | null {
  const found = groupsOf(yearLast, text.trim());
  if (found === null) return null;
  const [a, b] = [Number(found['a']), Number(found['b'])];
  if (a > 12 && b <= 12) return 'dmy';
  return b > 12 && a <= 12 ? 'mdy' : null;
}

/** What a date with the year last has between its numbers; `null` for anything else. */
export function markOfYearLast(text: string): string | null {
  return groupsOf(yearLast, text.trim())?.['mark'] ?? null;
}
