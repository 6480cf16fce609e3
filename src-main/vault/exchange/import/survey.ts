import {
  markOfYearLast,
  provenOrder,
  type DateOrder,
  type DateRules,
} from '../../../../src-preload/contract/dates.ts';
import {
  comesBack,
  keepsFraction,
  numberOf,
  provenMark,
  readDecimal,
  readMoney,
  type DecimalMark,
} from '../../../../src-preload/contract/numbers.ts';
import { noShapes, noteShape as noteSensitive, type ValueShapes } from '../../fields/sensitive.ts';
import type { SourceRow } from '../source.ts';
import { readDate } from './dates.ts';
import * as forms from './forms.ts';
import { isNothing, saysNone } from './nothing.ts';
import { readYesNo } from './yes-no.ts';

const maxDistinct = 40;
/** Columns are judged by this many rows; rows are counted to the end. */
const maxJudged = 200_000;
/** So many values of a column show what it holds. */
const maxShapes = 2000;

/** What is known of a column from its values. Counts are of the rows looked at. */
export interface ColumnFacts {
  filled: number;
  /** Cells of which a program left nothing: formulas that failed. */
  failed: number;
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
  /** These hold as long as no value contradicts. `allDates`: in the file's order, once that is known. */
  allDates: boolean;
  readonly datesIn: Record<DateOrder, boolean>;
  datesWithTime: number;
  /** Of them those that only a heading makes dates. */
  unsureDates: number;
  allNumbers: boolean;
  /** By how the file's numbers are read: each, written in the file's form, is what its cell says; or but for zeros at its end. */
  readonly numbersComeBack: Record<DecimalMark, boolean>;
  readonly fractionsStay: Record<DecimalMark, boolean>;
  /** All fractions have so many digits; `null` where they differ. */
  fractionDigits: number | null;
  /** Whole numbers of so many digits as codes have. */
  longWholes: number;
  allMoney: boolean;
  allYesNo: boolean;
  /** Numbers whose digits a spreadsheet did not keep, as the file says. */
  spoilt: number;
  /** Numbers of more digits than a spreadsheet keeps, and those of them that have zeros for the rest. */
  longNumbers: number;
  zeroed: number;
  readonly currencies: Set<string>;
  /** How many values prove which mark. */
  readonly marks: Record<DecimalMark, number>;
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
  /** Dates with dots and the year last: there the day comes first. */
  dotted: number;
}

export function emptySurvey(): Survey {
  return { columns: [], rowCount: 0, width: 0, dmy: 0, mdy: 0, dotted: 0 };
}

/** Takes one data row into account. */
export function surveyRow(survey: Survey, row: SourceRow): void {
  survey.rowCount++;
  if (survey.rowCount > maxJudged || row.fault === 'open-quote') return;
  for (let at = 0; at < row.cells.length && at < 500; at++) {
    const cell = (row.cells[at] ?? '').trim();
    const mark = row.marks?.get(at);
    const isFailed = mark === 'error' || mark === 'no-value';
    if (cell === '' || (isNothing(cell) && !isFailed)) continue;
    const facts = (survey.columns[at] ??= emptyFacts());
    if (isFailed) {
      facts.failed++;
      continue;
    }
    if (mark === 'rounded' || mark === 'exponent') facts.spoilt++;
    if (saysNone(cell)) {
      // To a question it may be an answer; of what the column holds otherwise it says nothing.
      noteDistinct(facts, cell);
      facts.allYesNo &&= readYesNo(cell) !== null;
      continue;
    }
    facts.filled++;
    noteShape(facts, cell);
    noteForms(facts, cell);
    noteDigits(facts, cell);
    if (mark === 'code') keepAsText(facts);
    else noteTypes(facts, cell, survey);
    if (facts.shapes.filled < maxShapes) noteSensitive(facts.shapes, cell);
  }
}

/** The facts of a column; those of an empty one when no row had a value. */
export function factsOf(survey: Survey, index: number): ColumnFacts {
  return survey.columns[index] ?? emptyFacts();
}

/**
 * Whether a spreadsheet saved the column's long numbers with zeros from the sixteenth digit on: one may end like that by itself,
 * most of a column cannot.
 */
export function isRounded({ longNumbers, zeroed }: ColumnFacts): boolean {
  return zeroed > 0 && zeroed >= longNumbers * 0.8;
}

/** Whether some of the column's numbers are not what somebody typed. */
export function hasSpoilt(facts: ColumnFacts): boolean {
  return facts.spoilt > 0 || isRounded(facts);
}

/** A number of 18 digits or 19; with one or two zeros at its end, a shorter one says too little. */
export function endsInZeros(cell: string): boolean {
  return /^[1-9]\d{14}0{3,4}$/.test(cell);
}

/** The order of day and month in dates with the year last. Without proof it is the one of the file's language. */
export function surveyedOrder(survey: Survey, fallback: DateOrder): DateOrder {
  if (survey.dmy === 0 && survey.mdy === 0) return survey.dotted > 0 ? 'dmy' : fallback;
  return survey.dmy >= survey.mdy ? 'dmy' : 'mdy';
}

/** Decides for all columns by what the whole file shows: a column that does not prove its decimal mark has the one that others prove. */
export function settle(survey: Survey, order: DateOrder): void {
  const numeric = survey.columns.filter((facts) => facts.allNumbers || facts.allMoney);
  const proofs = (mark: DecimalMark): number => numeric.reduce((sum, facts) => sum + facts.marks[mark], 0);
  const ofFile: DecimalMark = proofs('comma') > 0 && proofs('point') === 0 ? 'comma' : 'point';
  // A column that no row fills is left out of the list.
  survey.columns.forEach((facts) => {
    const { point, comma } = facts.marks;
    facts.decimalMark = point === comma ? ofFile : comma > point ? 'comma' : 'point';
    if (point > 0 && comma > 0) {
      facts.allNumbers = false;
      facts.allMoney = false;
    }
    facts.allDates &&= facts.datesIn[order];
  });
}

function emptyFacts(): ColumnFacts {
  return {
    filled: 0,
    failed: 0,
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
    datesIn: { ymd: true, dmy: true, mdy: true },
    datesWithTime: 0,
    unsureDates: 0,
    allNumbers: true,
    numbersComeBack: { point: true, comma: true },
    fractionsStay: { point: true, comma: true },
    fractionDigits: -1,
    longWholes: 0,
    allMoney: true,
    allYesNo: true,
    spoilt: 0,
    longNumbers: 0,
    zeroed: 0,
    currencies: new Set(),
    marks: { point: 0, comma: 0 },
    decimalMark: 'point',
    shapes: noShapes(),
  };
}

function noteShape(facts: ColumnFacts, cell: string): void {
  if (facts.samples.length < 5 && !facts.samples.some((sample) => cell.startsWith(sample)))
    facts.samples.push(cell.slice(0, 300));
  noteDistinct(facts, cell);
  facts.longest = Math.max(facts.longest, cell.length);
  facts.isMultiline ||= cell.includes('\n');
  facts.isList ||= cell.includes(' ::: ');
}

function noteDistinct(facts: ColumnFacts, cell: string): void {
  if (facts.distinct === null) return;
  if (cell.length > 200 || facts.distinct.add(cell).size > maxDistinct) facts.distinct = null;
}

function noteDigits(facts: ColumnFacts, cell: string): void {
  if (cell.length < 18 || cell.length > 19 || !/^\d+$/.test(cell)) return;
  facts.longNumbers++;
  if (endsInZeros(cell)) facts.zeroed++;
}

/** Of a text that is marked as one, a number, a date or an answer would not keep how it is written. */
function keepAsText(facts: ColumnFacts): void {
  facts.allDates = false;
  facts.allNumbers = false;
  facts.allMoney = false;
  facts.allYesNo = false;
}

function noteFraction(facts: ColumnFacts, decimal: string): void {
  const [whole = '', fraction = ''] = decimal.split('.');
  if (facts.fractionDigits === -1) facts.fractionDigits = fraction.length;
  else if (facts.fractionDigits !== fraction.length) facts.fractionDigits = null;
  if (fraction === '' && whole.replace('-', '').length >= leastCodeDigits) facts.longWholes++;
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

/** What a date is does not hang on the day on which it is read. */
const rulesOf = (order: DateOrder): DateRules => ({ order, today: '2000-01-01', isPast: false });
const inOrder = { ymd: rulesOf('ymd'), dmy: rulesOf('dmy'), mdy: rulesOf('mdy') } as const;
const orders = ['ymd', 'dmy', 'mdy'] as const;
const marks = ['point', 'comma'] as const;
/** Shorter ones are counts and sums as well. */
const leastCodeDigits = 7;

function noteTypes(facts: ColumnFacts, cell: string, survey: Survey): void {
  if (facts.allDates) {
    for (const order of orders) facts.datesIn[order] &&= readDate(cell, inOrder[order]) !== null;
    facts.allDates = orders.some((order) => facts.datesIn[order]);
    // Which order it is, is decided for the whole file.
    const read = readDate(cell, inOrder.dmy) ?? readDate(cell, inOrder.mdy);
    if (read?.hasTime === true) facts.datesWithTime++;
    if (read?.isSure === false) facts.unsureDates++;
    const mark = read === null ? null : markOfYearLast(cell);
    if (mark === '.') survey.dotted++;
    else if (mark !== null) {
      const order = provenOrder(cell);
      if (order === 'dmy') survey.dmy++;
      if (order === 'mdy') survey.mdy++;
    }
  }
  if (facts.allNumbers) {
    const decimal = readDecimal(cell, 'point');
    facts.allNumbers = decimal !== null && numberOf(decimal) !== null;
    for (const mark of marks) {
      facts.numbersComeBack[mark] &&= comesBack(cell, mark);
      facts.fractionsStay[mark] &&= keepsFraction(cell, mark);
    }
    noteFraction(facts, decimal ?? '');
  }
  if (facts.allMoney) {
    const amount = readMoney(cell, 'CNY', 'point');
    // A sum has no zero in front, and a sign only where something is owed.
    facts.allMoney = amount !== null && !/^\D*0\d|^\+/.test(cell);
    if (amount?.isNamed === true) facts.currencies.add(amount.currency);
  }
  const proven = facts.allNumbers || facts.allMoney ? provenMark(cell) : null;
  if (proven !== null) facts.marks[proven]++;
  facts.allYesNo &&= readYesNo(cell) !== null;
}
