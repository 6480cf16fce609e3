import type { SourceRow } from '../source.ts';
import { readDate } from './dates.ts';
import * as forms from './forms.ts';
import { targetOfHeading } from './headings.ts';
import { readMoney } from './numbers.ts';

/**
 * Whether the first row names the columns: some heading is known, or its cells are short, different, and not of the
 * kind that the rows below hold.
 */
export function looksLikeHeader(rows: readonly SourceRow[]): boolean {
  const [first, ...below] = rows;
  if (first === undefined) return false;
  const cells = first.cells.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return false;
  if (filled.some(isData)) return false;
  if (filled.some((cell) => targetOfHeading(cell, 'unknown') !== null)) return true;
  if (below.length === 0) return true;
  if (new Set(filled).size < filled.length || filled.some((cell) => cell.length > 80 || cell.includes('\n')))
    return false;
  const isTyped = (index: number) => below.slice(0, 20).some((row) => isData(row.cells[index] ?? ''));
  if (cells.some((_, index) => isTyped(index))) return true;
  return !filled.some(
    (cell) => forms.looksLikePerson(cell) || forms.looksLikeCompany(cell) || forms.looksLikeAddress(cell),
  );
}

function isData(cell: string): boolean {
  const text = cell.trim();
  if (text === '') return false;
  return (
    forms.looksLikeEmail(text) ||
    forms.looksLikePhone(text) ||
    forms.looksLikeIdNumber(text) ||
    forms.looksLikeLink(text) ||
    readDate(text, 'dmy') !== null ||
    readDate(text, 'mdy') !== null ||
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
