/** What a cell of a sheet says (ECMA-376 18.3.1.4), as a person sees it in the sheet, and what is to be known beside it. */
import { markedCell } from '../csv/marks.ts';
import type { CellMark } from '../source.ts';
import { momentText, type DateSystem } from './moment-text.ts';
import { shownDigits } from './number-format.ts';
import { unescapedText } from './strings.ts';
import type { CellStyle } from './styles.ts';

/** A cell as it stands in the file; `value` and `inline` are `null` where there is no such element. */
export interface RawCell {
  readonly type: string;
  readonly style: CellStyle;
  readonly value: string | null;
  readonly inline: string | null;
  readonly isFormula: boolean;
}

export interface CellText {
  readonly text: string;
  readonly mark: CellMark | null;
}

/** What cells of a workbook have in common. */
export interface CellContext {
  readonly strings: readonly string[];
  readonly dateSystem: DateSystem;
  /** See `WorkbookParts`. */
  readonly isUnreckoned: boolean;
}

/** Spreadsheets keep so many digits; what lies beyond is invented, or noise of binary fractions (0.1 + 0.2). */
const keptDigits = 15;
const beyondKept = 10 ** keptDigits;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i;
const nothing: CellText = { text: '', mark: null };

/** Never throws: what is wrong with a cell is said of the cell. */
export function cellText({ type, style, value, inline, isFormula }: RawCell, context: CellContext): CellText {
  if (type === 's') {
    if (value === null || value.trim() === '') return nothing;
    const text = context.strings[Number(value)];
    return text === undefined ? { text: '', mark: 'no-value' } : typedText(text, style);
  }
  if (inline !== null) return typedText(inline, style);
  // An empty text is a result; nothing at all is a formula that the writing program did not work out.
  if (value === null || (value.trim() === '' && type !== 'str'))
    return isFormula ? { text: '', mark: 'no-value' } : nothing;
  if (type === 'e') return { text: value.trim(), mark: 'error' };
  if (type === 'b') return { text: /^\s*(?:1|true)\s*$/i.test(value) ? 'TRUE' : 'FALSE', mark: null };
  if (type === 'd') return { text: isoText(value.trim()), mark: null };
  if (type !== 'n') return typedText(unescapedText(value), style);
  const written = value.trim();
  if (!number.test(written) || !Number.isFinite(Number(written))) return { text: written, mark: null };
  const shown = numberText(written, style, context.dateSystem);
  return isFormula && context.isUnreckoned && Number(written) === 0 ? { ...shown, mark: 'no-value' } : shown;
}

/** Digits in a text format are what somebody wanted to stay as it is; a text can be spoilt as it can in a CSV file. */
function typedText(text: string, { format, isQuoted }: CellStyle): CellText {
  if ((format.isText || isQuoted) && /^\d+$/.test(text)) return { text, mark: 'code' };
  const { text: unmarked, mark } = markedCell(text);
  return { text, mark: unmarked === text ? mark : null };
}

function numberText(written: string, { format, isQuoted }: CellStyle, system: DateSystem): CellText {
  const value = Number(written);
  const { moment, digits } = format.of(value);
  if (moment !== null) {
    const text = momentText(value, moment, system);
    if (text !== null) return { text, mark: null };
  }
  if (Math.abs(value) >= beyondKept) {
    const exact = digitsOfProgram(written);
    return exact === null ? { text: plainNumber(value), mark: 'rounded' } : { text: exact, mark: 'code' };
  }
  if (moment !== null) return { text: plainNumber(value), mark: 'no-day' };
  if (digits !== null && !digits.isReckoned) {
    if (digits.isPercent) return { text: `${plainNumber(value * 100)}%`, mark: null };
    const isSigned = format.of(-value).digits === digits;
    if (digits.zeros > 1) return { text: shownDigits(digits, value, isSigned).trim(), mark: 'code' };
  }
  return { text: plainNumber(value), mark: format.isText || isQuoted ? 'code' : null };
}

/**
 * The digits of a long number where they are true: a program that had it as a whole number, as Python has, wrote them all. A spreadsheet
 * writes those of a binary fraction, or zeros after the fifteenth.
 */
function digitsOfProgram(written: string): string | null {
  if (!/^\d+$/.test(written) || /^0*$/.test(written.slice(keptDigits))) return null;
  const nearest = BigInt(Number(written));
  return nearest === BigInt(written) || String(Number(written)) === written ? null : written;
}

/** The shortest decimal fraction, never with an exponent. */
function plainNumber(value: number): string {
  const kept = Number(value.toPrecision(keptDigits));
  if (Math.abs(value) >= beyondKept) return BigInt(Math.round(value)).toString();
  if (Math.abs(kept) >= 1e-6 || kept === 0) return String(kept === 0 ? 0 : kept);
  const [digits = '', exponent] = Math.abs(kept).toExponential().split('e-');
  return `${kept < 0 ? '-' : ''}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`;
}

/** `2024-05-17T09:30:00Z` as days and times of numbers are written. */
function isoText(value: string): string {
  const found =
    /^(\d{4}-\d{2}-\d{2})?(?:T?(\d{2}:\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(value);
  if (found === null) return value;
  const [, day, minutes, seconds = '00'] = found;
  const time = minutes === undefined ? '' : seconds === '00' ? minutes : `${minutes}:${seconds}`;
  // Day 0 of the spreadsheet's calendar: a time of day.
  if (day === undefined || (day.startsWith('1899-12-3') && time !== '')) return time || value;
  return time === '' || time === '00:00' ? day : `${day} ${time}`;
}
