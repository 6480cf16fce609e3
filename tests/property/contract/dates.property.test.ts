import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayParts, readDate } from '../../../src-preload/contract/dates.ts';

const today = '2026-11-30';
const two = (number: number): string => String(number).padStart(2, '0');
const days = fc
  .date({ min: new Date('1800-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }));
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

test('a day is read back from every way of writing it, with its year and without', () => {
  fc.assert(
    fc.property(days, fc.boolean(), ({ year, month, day }, isPast) => {
      const kept = `${String(year)}-${two(month)}-${two(day)}`;
      const ofYear = `--${two(month)}-${two(day)}`;
      const name = months[month - 1] ?? '';
      const read = (text: string, order: 'ymd' | 'dmy' | 'mdy' = 'ymd') =>
        readDate(text, { order, today, isPast })?.day;
      for (const text of [
        kept,
        `${String(year)}/${String(month)}/${String(day)}`,
        `${String(year)}年${String(month)}月${String(day)}日`,
        `${two(day)}.${two(month)}.${String(year)}`,
        `${kept}T00:00:00Z`,
        `${kept} 10:05`,
        `${String(day)} ${name} ${String(year)}`,
        `${name} ${String(day)}, ${String(year)}`,
      ])
        expect(read(text), text).toBe(kept);
      if (year >= 1900 && year < 2100) expect(read(kept.replaceAll('-', ''))).toBe(kept);
      expect(readDate(`${kept} 10:05`, { order: 'ymd', today, isPast })?.hasTime).toBe(true);
      expect(read(`${String(day)}/${String(month)}/${String(year)}`, 'dmy')).toBe(kept);
      expect(read(`${String(month)}/${String(day)}/${String(year)}`, 'mdy')).toBe(kept);
      for (const text of [
        ofYear,
        `--${two(month)}${two(day)}`,
        `${String(month)}月${String(day)}日`,
        `${two(day)}.${two(month)}.`,
        `${name} ${String(day)}`,
        `${String(day)}-${name}`,
        `0000-${two(month)}-${two(day)}`,
      ])
        expect(read(text), text).toBe(ofYear);
    }),
  );
});

test('what is read is a day of the calendar; one with two digits for its year is not in the future where it must have been', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-3]?\d([-/.])[01]?\d([-/.])\d{2}$/),
      fc.constantFrom('ymd' as const, 'dmy' as const, 'mdy' as const),
      (text, order) => {
        const read = readDate(text, { order, today, isPast: true });
        if (read === null) return;
        expect(dayParts(read.day)).not.toBeNull();
        expect(read.day <= today).toBe(true);
        expect(read.day.slice(2, 4)).toBe(text.slice(-2));
      },
    ),
  );
});

test('no text breaks the reader', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...Array.from('0123456789-/. 年月日Tt:JanFebam')) }),
      ),
      (text) => {
        const read = readDate(text, { order: 'mdy', today, isPast: false });
        if (read !== null) expect(dayParts(read.day)).not.toBeNull();
      },
    ),
  );
});
