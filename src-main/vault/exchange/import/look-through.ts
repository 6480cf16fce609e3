/** Reads a file once from end to end and finds out what can be known of its table without the vault. */
import type { DateOrder } from '../../../../src-preload/contract/dates.ts';
import type { Encoding, ImportSource } from '../../../../src-preload/contract/exchange.ts';
import { VaultError } from '../../errors.ts';
import { pace } from '../../pace.ts';
import { isBlank } from '../blank-rows.ts';
import { ownFile } from '../own-files.ts';
import { maxColumns, type Delimiter, type RowSource, type SourceRow } from '../source.ts';
import { columnLetters, findHeading, isKnownHeading } from './header.ts';
import { recogniseLayout, type Layout } from './headings.ts';
import { emptySurvey, settle, surveyRow, surveyedOrder, type Survey } from './survey.ts';
import { leftOutRows, partsBelow, type TableForm } from './table.ts';

const headRows = 50;
const previewRows = 20;
const previewLength = 300;
const firstTold = 10;
const leftOutTold = 50;

/** What a person chose instead of what was detected. */
export interface Reading {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly hasHeader?: boolean | undefined;
  /** The line at which the heading row begins. */
  readonly headingLine?: number | undefined;
  readonly sheet?: string | undefined;
}

export interface TableFacts {
  readonly hasHeader: boolean;
  readonly form: TableForm;
  /** The first rows of the file that are not empty, among which a person chooses the headings. */
  readonly firstRows: ImportSource['firstRows'];
  /** Rows that are none of the table's: the first of them, and how many there are. */
  readonly leftOut: ImportSource['leftOut'];
  readonly leftOutRows: number;
  readonly headings: readonly string[];
  readonly layout: Layout;
  readonly survey: Survey;
  readonly dateOrder: DateOrder;
  readonly preview: string[][];
}

/** @throws VaultError import/empty-file, import/too-many-columns; whatever `source` throws */
export async function lookThrough(source: RowSource, wanted: Reading | 'cards'): Promise<TableFacts> {
  const rest = pace();
  const leftOut: ImportSource['leftOut'] = [];
  let leftOutCount = 0;
  const survey = emptySurvey();
  const preview: string[][] = [];
  const head: SourceRow[] = [];
  let table: {
    form: TableForm;
    above: SourceRow | undefined;
    take: (row: SourceRow) => void;
  } | null = null;
  const decide = () => {
    if (head.length === 0) throw new VaultError('import/empty-file');
    // Cards come with headings of ours, and each is somebody.
    const at = wanted === 'cards' ? 0 : headingRow(head, wanted);
    const heading = at === null ? null : (head[at] ?? null);
    const parts =
      heading === null || at === null || wanted === 'cards' ? null : partsBelow(heading, head[at + 1]);
    survey.width =
      heading === null ? usualWidth(head) : Math.max(heading.cells.length, parts?.headings.length ?? 0);
    if (survey.width > maxColumns)
      throw new VaultError('import/too-many-columns', { columns: survey.width, maxColumns });
    const form = { headingLine: heading?.line ?? null, headings: heading?.cells ?? [], parts };
    const reasonFor = wanted === 'cards' ? () => null : leftOutRows(form);
    const isOurs = ownFile(form.headings) !== null;
    const take = (row: SourceRow) => {
      const reason = reasonFor(row);
      if (reason === 'heading') return;
      if (reason !== null) {
        if (isBlank(row)) return;
        leftOutCount++;
        if (leftOut.length < leftOutTold) leftOut.push({ line: row.line, reason, text: lineText(row) });
      } else if (row !== heading) {
        if (preview.length < previewRows)
          preview.push(row.cells.slice(0, maxColumns).map((cell) => cell.slice(0, previewLength)));
        // Every cell of a workbook of ours is a text, which says nothing of its digits.
        surveyRow(survey, isOurs ? { line: row.line, cells: row.cells, fault: row.fault } : row);
      }
    };
    for (const row of head) take(row);
    return { form, above: at === null ? undefined : head[at - 1], take };
  };
  for await (const rows of source()) {
    for (const row of rows) {
      if (table !== null) table.take(row);
      else if (head.push(row) === headRows) table = decide();
      const turn = rest();
      if (turn !== undefined) await turn;
    }
  }
  table ??= decide();
  const firstRows = head.filter((row) => !isBlank(row)).slice(0, firstTold);
  const { form, above } = table;
  const headings = headingsOf(form, above, survey.width);
  const hasHeader = form.headingLine !== null;
  const layout = hasHeader ? recogniseLayout(headings) : 'unknown';
  const fallback: DateOrder = layout === 'salesforce' || layout === 'outlook' ? 'mdy' : 'ymd';
  const dateOrder = surveyedOrder(survey, fallback);
  settle(survey, dateOrder);
  return {
    hasHeader,
    form,
    firstRows: firstRows.map((row) => ({ line: row.line, text: lineText(row) })),
    leftOut,
    leftOutRows: leftOutCount,
    headings,
    layout,
    survey,
    dateOrder,
    preview,
  };
}

/** As a person says, or as it looks. The place of the heading row among the first rows. */
function headingRow(head: readonly SourceRow[], { hasHeader, headingLine }: Reading): number | null {
  if (hasHeader === false) return null;
  const said = head.findIndex(({ line }) => line === headingLine);
  if (said >= 0) return said;
  const found = findHeading(head) ?? (hasHeader === true ? 0 : null);
  return found !== null && isRestOfHeading(head[found - 1], head[found]) ? found - 1 : found;
}

/** Parts of what is named above, where a heading over both rows stands in the upper one. */
function isRestOfHeading(above: SourceRow | undefined, row: SourceRow | undefined): boolean {
  if (above === undefined || row === undefined || partsBelow(above, row) === null) return false;
  return above.cells.some((cell, at) => isKnownHeading(cell.trim()) && (row.cells[at] ?? '').trim() === '');
}

function lineText(row: SourceRow): string {
  const cells = row.cells.map((cell) => cell.trim().replace(/\s+/g, ' ')).filter((cell) => cell !== '');
  return cells.join(' · ').slice(0, previewLength);
}

/**
 * Two columns of one heading are told apart by the groups above them: 客户 电话, 联系人 电话. What a row below says of parts stands
 * behind what it is of: 电话 手机, 电话 座机.
 */
function headingsOf({ headings, parts }: TableForm, above: SourceRow | undefined, width: number): string[] {
  const groups = (above?.cells ?? []).map((cell) => cell.trim());
  const hasGroups = groups.filter((group) => group !== '').length > 1;
  const texts = Array.from({ length: width }, (_, index) => (headings[index] ?? '').trim());
  let group = '';
  let whole = '';
  return texts.map((text, index) => {
    group = groups[index] || group;
    whole = text || whole;
    const isRepeated = hasGroups && text !== '' && texts.indexOf(text) !== texts.lastIndexOf(text);
    const said = isRepeated ? `${group} ${text}`.trim() : text;
    const part = parts?.headings[index] ?? '';
    return (
      (part === '' || part === text ? said : joinedHeading(whole, part)).slice(0, 300) || columnLetters(index)
    );
  });
}

/** With a sign between them where only the part by itself is known. */
function joinedHeading(whole: string, part: string): string {
  const joined = `${whole} ${part}`.trim();
  const isPartKnown = !isKnownHeading(joined) && isKnownHeading(part);
  return isPartKnown ? `${whole} > ${part}` : joined;
}

function usualWidth(rows: readonly SourceRow[]): number {
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
  return [...widths].reduce(
    (best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best),
    [0, 0],
  )[0];
}
