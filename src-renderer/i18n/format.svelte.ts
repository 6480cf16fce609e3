import { dayParts } from '../../src-preload/contract/dates.ts';
import { language, t, type Language } from './translate.svelte.ts';

/** Has every day of any year. */
const leapYear = 2000;

// Making an Intl formatter costs about as much as a hundred uses of it.
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function keep<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: (locale: Language) => F,
  is: (f: unknown) => f is F,
): F {
  const locale = language();
  const key = `${locale} ${name}`;
  const known = made.get(key);
  if (is(known)) return known;
  const formatter = make(locale);
  made.set(key, formatter);
  return formatter;
}

const isNumber = (f: unknown): f is Intl.NumberFormat => f instanceof Intl.NumberFormat;
const isDate = (f: unknown): f is Intl.DateTimeFormat => f instanceof Intl.DateTimeFormat;
const isRelative = (f: unknown): f is Intl.RelativeTimeFormat => f instanceof Intl.RelativeTimeFormat;

function number(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return keep(name, (locale) => new Intl.NumberFormat(locale, options), isNumber);
}

function date(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep(name, (locale) => new Intl.DateTimeFormat(locale, options), isDate);
}

/** `12,345.6` */
export function formatNumber(value: number): string {
  return number('number', { maximumFractionDigits: 10 }).format(value);
}

/** A day, from a time in milliseconds since 1970, in the person's time zone. */
export function formatDate(at: number): string {
  return date('date', { dateStyle: 'medium' }).format(at);
}

/** A calendar day written `YYYY-MM-DD`, which has no time zone, or `--MM-DD` without its year. Anything else comes back as it is. */
export function formatDay(day: string): string {
  const parts = dayParts(day);
  if (parts === null) return day;
  const at = new Date(0);
  at.setUTCFullYear(parts.year ?? leapYear, parts.month - 1, parts.day);
  return parts.year === null
    ? date('day-of-year', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(at)
    : date('day', { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}

/** A day and time of day, from milliseconds since 1970. */
export function formatDateTime(at: number): string {
  return date('date-time', { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A time of day, from milliseconds since 1970. */
export function formatTime(at: number): string {
  return date('time', { timeStyle: 'short' }).format(at);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `3 hours ago`, from milliseconds since 1970. */
export function formatRelative(at: number, now = Date.now()): string {
  const seconds = (at - now) / 1000;
  const relative = keep(
    'relative',
    (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    isRelative,
  );
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return t('common.justNow');
}

/** `2.4 MB`: decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let value = bytes;
  let unit: (typeof units)[number] = 'byte';
  for (const next of units) {
    unit = next;
    if (value < 1000 || next === 'terabyte') break;
    value /= 1000;
  }
  return number(`bytes ${unit}`, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** `1,234.50`: an amount kept as decimal digits, grouped. Its digits are not touched: they may be more than a number holds. */
export function formatAmount(amount: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(amount);
  if (match === null) return amount;
  const [, sign = '', whole = '', rest = ''] = match;
  return `${sign}${number('number', { maximumFractionDigits: 10 }).format(BigInt(whole))}${rest}`;
}

/** A short length of time in words, rounded to its largest unit: `40 sec`, `3 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90)
    return number('seconds', { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds);
  return number('minutes', { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(
    Math.round(seconds / 60),
  );
}

const spans: readonly (readonly ['hour' | 'day' | 'month' | 'year', number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
];

/** How long guessing would take, in words a person can weigh. */
export function formatCrackTime(seconds: number): string {
  const years = seconds / 31_557_600;
  if (seconds < 1) return t('session.meter.atOnce');
  if (years >= 1e10) return t('session.meter.agesOfUniverse');
  if (years >= 1e6) return t('session.meter.millionsOfYears');
  if (years >= 1000) return t('session.meter.thousandsOfYears');
  for (const [unit, length] of spans) {
    if (seconds >= length) {
      return number(`span ${unit}`, {
        style: 'unit',
        unit,
        unitDisplay: 'long',
        maximumFractionDigits: 0,
      }).format(seconds / length);
    }
  }
  return formatDuration(seconds * 1000);
}
