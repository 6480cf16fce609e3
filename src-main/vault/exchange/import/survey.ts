import { noShapes, noteShape as noteSensitive, type ValueShapes } from '../../fields/sensitive.ts';
import type { SourceRow } from '../source.ts';
import { isYearLast, provenOrder, readDate, type DateOrder } from './dates.ts';
import * as forms from './forms.ts';
import { provenMark, readDecimal, readMoney, readYesNo, type DecimalMark } from './numbers.ts';

const maxDistinct = 40;
/** Columns are judged by this many rows; rows are counted to the end. */
const maxJudged = 200_000;
/** So many values of a column show what it holds. */
const maxShapes = 2000;

/** What is known of a column from its values. Counts are of the rows looked at. */
export interface ColumnFacts {
  filled: number;
  readonly samples: string[];
  /** Up to 40 different values; `null` when there are more. */
  distinct: Set<string> | null;
  longest: number;
  isMultiline: boolean;
  isList: boolean;
  emails: number;
  phones: number;
  links: number;
  idNumbers: number;
  people: number;
  companies: number;
  addresses: number;
  /** These hold as long as no value contradicts. */
  allDates: boolean;
  datesWithTime: number;
  allNumbers: boolean;
  allMoney: boolean;
  allYesNo: boolean;
  readonly currencies: Set<string>;
  decimalMark: DecimalMark;
  /** What of the first values not everybody should read. */
  readonly shapes: ValueShapes;
}

export interface Survey {
  readonly columns: ColumnFacts[];
  rowCount: number;
  /** The widest row among the first thousand. */
  width: number;
  dmy: number;
  mdy: number;
}

export function emptySurvey(): Survey {
  return { columns: [], rowCount: 0, width: 0, dmy: 0, mdy: 0 };
}

/** Takes one data row into account. */
export function surveyRow(survey: Survey, row: SourceRow): void {
  survey.rowCount++;
  if (survey.rowCount > maxJudged || row.fault === 'open-quote') return;
  for (let at = 0; at < row.cells.length && at < 500; at++) {
    const cell = (row.cells[at] ?? '').trim();
    if (cell === '') continue;
    const facts = (survey.columns[at] ??= emptyFacts());
    facts.filled++;
    noteShape(facts, cell);
    noteForms(facts, cell);
    noteTypes(facts, cell, survey);
    if (facts.shapes.filled < maxShapes) noteSensitive(facts.shapes, cell);
  }
}

/** The facts of a column; those of an empty one when no row had a value. */
export function factsOf(survey: Survey, index: number): ColumnFacts {
  return survey.columns[index] ?? emptyFacts();
}

/** The order of day and month in dates with the year last. Without proof it is the one of the file's language. */
export function surveyedOrder(survey: Survey, fallback: DateOrder): DateOrder {
  if (survey.dmy === 0 && survey.mdy === 0) return fallback;
  return survey.dmy >= survey.mdy ? 'dmy' : 'mdy';
}

function emptyFacts(): ColumnFacts {
  return {
    filled: 0,
    samples: [],
    distinct: new Set(),
    longest: 0,
    isMultiline: false,
    isList: false,
    emails: 0,
    phones: 0,
    links: 0,
    idNumbers: 0,
    people: 0,
    companies: 0,
    addresses: 0,
    allDates: true,
    datesWithTime: 0,
    allNumbers: true,
    allMoney: true,
    allYesNo: true,
    currencies: new Set(),
    decimalMark: 'point',
    shapes: noShapes(),
  };
}

function noteShape(facts: ColumnFacts, cell: string): void {
  if (facts.samples.length < 5 && !facts.samples.some((sample) => cell.startsWith(sample)))
    facts.samples.push(cell.slice(0, 300));
  if (facts.distinct !== null) {
    if (cell.length > 200) facts.distinct = null;
    else if (facts.distinct.add(cell).size > maxDistinct) facts.distinct = null;
  }
  facts.longest = Math.max(facts.longest, cell.length);
  facts.isMultiline ||= cell.includes('\n');
  facts.isList ||= cell.includes(' ::: ');
}

function noteForms(facts: ColumnFacts, cell: string): void {
  if (cell.length > 200) return;
  if (forms.looksLikeEmail(cell)) facts.emails++;
  else if (forms.looksLikePhone(cell)) facts.phones++;
  else if (forms.looksLikeLink(cell)) facts.links++;
  else if (forms.looksLikeIdNumber(cell)) facts.idNumbers++;
  else if (forms.looksLikeCompany(cell)) facts.companies++;
  else if (forms.looksLikePerson(cell)) facts.people++;
  else if (forms.looksLikeAddress(cell)) facts.addresses++;
}

function noteTypes(facts: ColumnFacts, cell: string, survey: Survey): void {
  if (facts.allDates) {
    // Either order will do here: which one it is, is decided for the whole file.
    const read = readDate(cell, 'dmy') ?? readDate(cell, 'mdy');
    facts.allDates = read !== null;
    if (read?.hasTime === true) facts.datesWithTime++;
    if (read !== null && isYearLast(cell)) {
      const order = provenOrder(cell);
      if (order === 'dmy') survey.dmy++;
      if (order === 'mdy') survey.mdy++;
    }
  }
  if (facts.allNumbers) {
    const digits = cell.replace(/\D/g, '').length;
    const isCode = /^[+]|^0\d/.test(cell) || digits > 15;
    facts.allNumbers = !isCode && readDecimal(cell, 'point') !== null;
  }
  if (facts.allMoney) {
    const amount = readMoney(cell, 'CNY', 'point');
    facts.allMoney = amount !== null;
    if (amount?.isNamed === true) facts.currencies.add(amount.currency);
  }
  if ((facts.allNumbers || facts.allMoney) && provenMark(cell) === 'comma') facts.decimalMark = 'comma';
  facts.allYesNo &&= readYesNo(cell) !== null;
}
