import type { Encoding } from '../../../src-preload/contract/exchange.ts';

/**
 * What a reader found wrong with a row before anything was made of it. `stray-quote`: a quote within a cell was
 * taken as text; `open-quote`: a quote that never closes, so that only the physical line was taken; `open-card`: a vCard
 * that does not end.
 */
export type RowFault = 'open-quote' | 'stray-quote' | 'too-long' | 'open-card';

/** A picture on a card. */
export interface Photo {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** `jpg`, `png`, … */
  readonly ending: string;
}

/** What a card says that no cell can hold. */
export interface CardFacts {
  readonly photo: Photo | null;
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
  /** Of vCards only. */
  readonly card?: CardFacts;
}

export type Delimiter = ',' | ';' | '\t' | '|';

/** How the text of a file is to be taken apart. */
export interface CsvDialect {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly newline: '\n' | '\r';
  /** Lines before the first row that only tell the delimiter (`sep=;`, as Excel writes it). */
  readonly linesToSkip: number;
}

/** Reads a file from its beginning, some rows at a time, so that whoever reads can let others run in between. */
export type RowSource = () => AsyncIterable<readonly SourceRow[]>;

export const maxFileBytes = 2 * 1024 ** 3;
export const maxColumns = 500;
/** The longest cell that is taken, in UTF-16 units. */
export const maxCellLength = 200_000;
