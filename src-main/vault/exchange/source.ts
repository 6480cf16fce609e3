import type { Encoding } from '../../../src-preload/contract/exchange.ts';

/**
 * What a reader found wrong with a row before anything was made of it. `stray-quote`: a quote within a cell was
 * taken as text; `open-quote`: a quote that never closes, so that only the physical line was taken; `open-card`: a vCard
 * that does not end; `no-card`: lines outside of any, or a card that does not begin; `group-card`: one of a group, whose members have it as a tag.
 */
export type RowFault = 'open-quote' | 'stray-quote' | 'too-long' | 'open-card' | 'no-card' | 'group-card';

/**
 * What a file says of a cell beside its text. Of `code` the text is meant as it is written, whatever it looks like: a text marker
 * (`="010020"`, a text format), or zeros that its number format shows. `merged`: it repeats the first cell of its range.
 * The others say that the value is not what somebody typed: `rounded` has more digits than the program keeps (15), of `exponent`
 * the digits are gone (`1.38E+10`), `no-value` is a formula that was never worked out, `error` one that failed (`#N/A`),
 * `no-day` a number in the form of a date that is no day of the calendar.
 */
export type CellMark = 'code' | 'merged' | 'rounded' | 'exponent' | 'no-value' | 'error' | 'no-day';

/** A picture, a sound or a key on a card, as the attachment that it becomes. */
export interface CardFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a card says that no cell can hold. */
export interface CardFacts {
  readonly files: readonly CardFile[];
  /** Properties of which something is not taken, by their names. */
  readonly leftOut: readonly string[];
  /** The card of the company whose contact this one is, by its UID; `null` for a customer. */
  readonly companyUid: string | null;
  /** Empty where it says none. */
  readonly uid: string;
}

/** One row of the file as text. `line` is the line (CSV) or row (spreadsheet) at which it begins, from 1. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault: RowFault | null;
  /** By the cell's place in `cells`; most rows have none. */
  readonly marks?: ReadonlyMap<number, CellMark>;
  /**
   * Cells whose parts the file keeps apart by itself, by their place: each part is taken as it is written, and neither parted
   * further nor cleaned. The cell's text is then for showing.
   */
  readonly asWritten?: ReadonlyMap<number, readonly string[]>;
  /** What cells lead to that their text does not say, by their place. */
  readonly links?: ReadonlyMap<number, string>;
  /** Of vCards only. */
  readonly card?: CardFacts;
}

/** The full-width ones are typed by hand. */
export type Delimiter = ',' | ';' | '\t' | '|' | '，' | '；' | '、';

/** How the text of a file is to be taken apart. */
export interface CsvDialect {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** `any`: lines end in LF, CR and CRLF. */
  readonly newline: '\n' | '\r' | 'any';
  /** Lines before the first row that only tell the delimiter (`sep=;`, as Excel writes it). */
  readonly linesToSkip: number;
}

/** Reads a file from its beginning, some rows at a time, so that whoever reads can let others run in between. */
export type RowSource = () => AsyncIterable<readonly SourceRow[]>;

export const maxFileBytes = 2 * 1024 ** 3;
export const maxColumns = 500;
/** The longest cell that is taken, in UTF-16 units. */
export const maxCellLength = 200_000;
