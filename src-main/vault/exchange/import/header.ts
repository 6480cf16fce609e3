import { readMoney } from '../../../../src-preload/contract/numbers.ts';
import type { SourceRow } from '../source.ts';
import { readDate } from './dates.ts';
import * as forms from './forms.ts';
import { headingKey } from '../own-files.ts';
import { targetOfHeading } from './headings.ts';

/** Headings are looked for among so many rows. */
const searched = 20;

interface Judged {
  readonly filled: number;
  /** Different cells: a group of columns is called the same in all of them. */
  readonly distinct: number;
  readonly known: number;
  /** A number, an address or a link of somebody's. */
  readonly isSomebody: boolean;
  /** A date, an amount. */
  readonly hasValues: boolean;
}

/**
 * The row that names the columns, or `null`. Among the first rows it is the one with the most known headings; what stands
 * above it are titles, or groups of columns. Where no heading is known, the first row that is no title may be one by its looks.
 */
export function findHeading(rows: readonly SourceRow[]): number | null {
  const judged = rows.slice(0, searched).map(judge);
  let best = -1;
  for (const [index, row] of judged.entries()) {
    if (!mayBeHeading(judged, index)) continue;
    const before = judged[best];
    if (before === undefined || (row.known > before.known && before.distinct < row.distinct * 0.7))
      best = index;
  }
  const start = firstTableRow(judged);
  const isStartHeading = looksLikeHeader(rows.slice(start));
  if (best < 0) return isStartHeading ? start : null;
  // Values may be words that are headings elsewhere; then the next row has some too.
  const known = judged[best]?.known ?? 0;
  const isCertain =
    known >= 2 && known >= (judged[best]?.filled ?? 0) / 2 && (judged[best + 1]?.known ?? 0) < known / 2;
  return best > start && isStartHeading && !isCertain ? start : best;
}

function judge(row: SourceRow): Judged {
  const cells = row.cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const known = new Set(cells.filter((cell) => isKnownHeading(cell)).map(headingKey));
  return {
    filled: cells.length,
    distinct: new Set(cells).size,
    known: row.fault === null ? known.size : 0,
    isSomebody: cells.some(isSomebodys),
    hasValues: cells.some((cell) => !isYear(cell) && isValue(cell)),
  };
}

export function isKnownHeading(cell: string): boolean {
  return cell.length <= 60 && targetOfHeading(cell, 'unknown') !== null;
}

function mayBeHeading(rows: readonly Judged[], index: number): boolean {
  const row = rows[index];
  if (row === undefined || row.known === 0 || row.isSomebody) return false;
  const above = rows.slice(0, index).filter(({ filled }) => filled > 0);
  if (above.length === 0) return row.known >= 2 || !row.hasValues;
  if (row.hasValues) return false;
  const isBelowTitles = above.every(({ filled }) => filled === 1);
  if (row.known === 1) return isBelowTitles && (row.filled > 1 || above.length <= 2);
  const isSparse = ({ filled }: Judged): boolean => filled <= Math.max(1, row.filled / 2);
  return (
    row.known >= row.filled * 0.3 &&
    above.every((one) => isSparse(one) || (!one.isSomebody && !one.hasValues))
  );
}

/** Titles have one cell, where the rows of the table have several. */
function firstTableRow(rows: readonly Judged[]): number {
  const full = rows.findIndex(({ filled }) => filled > 1);
  const wide = rows.filter(({ filled }) => filled > 1).length;
  return full > 0 && wide >= (rows.length - full) / 2 ? full : 0;
}

/**
 * Whether the first row names the columns: some heading is known, or its cells are short, different, and not of the
 * kind that the rows below hold.
 */
function looksLikeHeader(rows: readonly SourceRow[]): boolean {
  const [first, ...below] = rows;
  if (first === undefined) return false;
  const cells = first.cells.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return false;
  const isYearBelow = (index: number) =>
    below.slice(0, 20).some((row) => isYear((row.cells[index] ?? '').trim()));
  if (cells.some((cell, index) => isData(cell) && (!isYear(cell) || isYearBelow(index)))) return false;
  if (filled.some((cell) => isKnownHeading(cell))) return true;
  if (below.length === 0) return true;
  if (new Set(filled).size < filled.length || filled.some((cell) => cell.length > 80 || cell.includes('\n')))
    return false;
  const isTyped = (index: number) => below.slice(0, 20).some((row) => isData(row.cells[index] ?? ''));
  if (cells.some((_, index) => isTyped(index))) return true;
  return !filled.some(
    (cell) => forms.looksLikePerson(cell) || forms.looksLikeCompany(cell) || forms.looksLikeAddress(cell),
  );
}

function isYear(cell: string): boolean {
  return /^(?:19|20)\d{2}\s*年?$/.test(cell);
}

/** A number, an address, a date, an amount: no heading. */
export function isData(cell: string): boolean {
  const text = cell.trim();
  return text !== '' && (isSomebodys(text) || isValue(text));
}

function isSomebodys(text: string): boolean {
  return (
    forms.looksLikeEmail(text) ||
    forms.looksLikePhone(text) ||
    forms.looksLikeIdNumber(text) ||
    forms.looksLikeLink(text)
  );
}

function isValue(text: string): boolean {
  return (
    readDate(text, { order: 'ymd', today: '2000-01-01', isPast: false })?.isSure === true ||
    readMoney(text, 'CNY', 'point') !== null
  );
}

/** The letters that spreadsheets give columns: A to Z, AA and on. `index` counts from 0. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
