import type { ImportOutcome, ImportPlan, RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { nobodyAgain } from '../../erasure/marks.ts';
import type { Stray } from './draft.ts';
import type { OpenedFile } from './open.ts';
import { factsOf, type ColumnFacts } from './survey.ts';

const maxTold = 200;

type Counts = Pick<
  ImportOutcome,
  | 'rows'
  | 'added'
  | 'updated'
  | 'unchanged'
  | 'skipped'
  | 'erased'
  | 'refused'
  | 'warned'
  | 'newFields'
  | 'photos'
>;

/** What a report says of a row. */
export interface Reported {
  readonly isTaken: boolean;
  readonly reasons: readonly Pick<RowProblem, 'code' | 'column'>[];
}

/** Counts what became of the rows and remembers which had problems, for the report. */
export interface Tally {
  readonly isDryRun: boolean;
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] };
  readonly problems: RowProblem[];
  problemCount: number;
  /** By column, the rows of which something went there. */
  readonly strayed: Readonly<Record<Stray['to'], Map<number, number>>>;
  /** By line, the rows with problems. Most of them have the same: those share what is known of them. */
  readonly reported: Map<number, Reported>;
  readonly reasons: Map<string, Reported>;
}

/** `isDryRun`: nothing of the file is imported. */
export function newTally(isDryRun = false): Tally {
  return {
    isDryRun,
    counts: {
      rows: 0,
      added: 0,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      erased: nobodyAgain,
      refused: 0,
      warned: 0,
      newFields: 0,
      photos: 0,
    },
    problems: [],
    problemCount: 0,
    strayed: { notes: new Map(), nowhere: new Map() },
    reported: new Map(),
    reasons: new Map(),
  };
}

/** Notes a row's problems. */
export function noteProblems(tally: Tally, line: number, problems: readonly RowProblem[]): void {
  tally.problems.push(...problems.slice(0, Math.max(0, maxTold - tally.problems.length)));
  tally.problemCount += problems.length;
  const isTaken = !tally.isDryRun && problems.every(({ severity }) => severity === 'warned');
  const reasons = problems.map(({ code, column }) => ({ code, column }));
  const key = JSON.stringify([isTaken, reasons]);
  const known = tally.reasons.get(key) ?? { isTaken, reasons };
  tally.reasons.set(key, known);
  tally.reported.set(line, known);
}

/** Notes where the cells of a row that was taken went, beside their columns' places. */
export function noteStrays({ strayed }: Tally, strays: readonly Stray[]): void {
  for (const { column, to } of strays) strayed[to].set(column, (strayed[to].get(column) ?? 0) + 1);
}

/** By column, in the file's order: what went into the notes, and what is left out. */
export function strayColumns(
  { strayed }: Tally,
  { targets }: Pick<ImportPlan, 'targets'>,
  { headings, survey }: Pick<OpenedFile, 'headings' | 'survey'>,
): Pick<ImportOutcome, 'toNotes' | 'leftOutColumns'> {
  const skipped = ({ filled, failed }: ColumnFacts): number => filled + failed;
  const leftOut = (at: number): number =>
    targets[at]?.to === 'skip' ? skipped(factsOf(survey, at)) : (strayed.nowhere.get(at) ?? 0);
  const told = (rowsOf: (at: number) => number): ImportOutcome['toNotes'] =>
    headings.map((column, at) => ({ column, rows: rowsOf(at) })).filter(({ rows }) => rows > 0);
  return { toNotes: told((at) => strayed.notes.get(at) ?? 0), leftOutColumns: told(leftOut) };
}
