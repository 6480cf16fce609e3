/** Serial numbers of days and times (ECMA-376 18.17.4) as text: `2024-05-17`, `2024-05-17 09:30`, `09:30`, `36:00`. */
import type { Moment } from './number-format.ts';

/** How a workbook counts its days. */
export type DateSystem = '1900' | '1904' | 'iso';

const dayMs = 86_400_000;
/** The calendar's, in days since 1970. */
const firstDay = Date.parse('0001-01-01') / dayMs;
const lastDay = Date.parse('9999-12-31') / dayMs;
const firstDays: Readonly<Record<DateSystem, number>> = {
  1900: Date.UTC(1899, 11, 30) / dayMs,
  1904: Date.UTC(1904, 0, 1) / dayMs,
  iso: Date.UTC(1899, 11, 30) / dayMs,
};
/** Up to here, a time that nothing says the day of is a sum of hours. */
const mostDaysOfHours = 366;

/** `compatibility` is what the strict edition says instead of years: without it, days are those of ISO 8601 (18.2.28). */
export function momentSystem(is1904: boolean, compatibility: string | null): DateSystem {
  if (/^\s*(?:0|false|off|f)\s*$/i.test(compatibility ?? '')) return 'iso';
  return is1904 ? '1904' : '1900';
}

/** What a sheet shows of a number; `null` where it is no day and no time, of which a sheet shows nothing but `#`. */
export function momentText(serial: number, moment: Moment, system: DateSystem): string | null {
  // To what is shown: the fraction of a day is rarely a whole number of seconds, and never rounded down to the second before.
  const step = moment.fraction > 0 ? 10 ** (3 - Math.min(3, moment.fraction)) : 1000;
  const total = Math.round((serial * dayMs) / step) * step;
  if (!Number.isSafeInteger(total)) return null;
  const days = Math.floor(total / dayMs);
  const inDay = total - days * dayMs;
  if (moment.isElapsed) return isHours(total) ? clock(total, moment, false) : null;
  if (!moment.hasDay && total >= 0 && serial < 1) return clock(inDay, moment, true);
  if (!moment.hasDay && total >= 0 && days < mostDaysOfHours) return clock(total, moment, false);
  // Day 0 of 1900 is no day: what is written on it is a time.
  if (system === '1900' && total > 0 && days === 0) return moment.hasTime ? clock(inDay, moment, true) : null;
  const day = dayText(days, system);
  const showsTime = moment.hasTime && Math.floor(inDay / (moment.hasSeconds ? step : 60_000)) > 0;
  return day === null || !showsTime ? day : `${day} ${clock(inDay, moment, true)}`;
}

function isHours(total: number): boolean {
  return total >= 0 && total / dayMs <= lastDay - firstDays['1900'];
}

/** In 1900 there is a day too many, 29 February (60), and before it the days are one later than they say. */
function dayText(days: number, system: DateSystem): string | null {
  if (system === '1900' ? days < 1 || days === 60 : system === '1904' && days < 0) return null;
  const day = firstDays[system] + days + (system === '1900' && days < 60 ? 1 : 0);
  return day < firstDay || day > lastDay ? null : new Date(day * dayMs).toISOString().slice(0, 10);
}

function clock(ms: number, { hasSeconds, fraction }: Moment, isPadded: boolean): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(ms / 3_600_000);
  const seconds = Math.floor(ms / 1000) % 60;
  const rest = ms % 1000;
  const decimals =
    fraction > 0 && rest > 0
      ? `.${String(rest)
          .padStart(3, '0')
          .replace(/(?<!0)0+$/, '')}`
      : '';
  const end = hasSeconds && (seconds > 0 || decimals !== '') ? `:${two(seconds)}${decimals}` : '';
  return `${isPadded ? two(hours) : String(hours)}:${two(Math.floor(ms / 60_000) % 60)}${end}`;
}
