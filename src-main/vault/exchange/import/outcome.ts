import type { ImportOutcome, RowProblem } from '../../../../src-preload/contract/exchange.ts';

const maxTold = 200;

type Counts = Pick<
  ImportOutcome,
  'rows' | 'added' | 'updated' | 'unchanged' | 'skipped' | 'refused' | 'warned' | 'newFields' | 'photos'
>;

/** Counts what became of the rows and remembers which were not taken, and why, for the report. */
export interface Tally {
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] };
  readonly problems: RowProblem[];
  readonly notTaken: Map<number, Pick<RowProblem, 'code' | 'column'>[]>;
}

export function newTally(): Tally {
  return {
    counts: {
      rows: 0,
      added: 0,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      refused: 0,
      warned: 0,
      newFields: 0,
      photos: 0,
    },
    problems: [],
    notTaken: new Map(),
  };
}

/** Notes a row's problems. Those that keep it out of the vault go into the report as well. */
export function noteProblems(tally: Tally, problems: readonly RowProblem[]): void {
  for (const problem of problems) {
    if (tally.problems.length < maxTold) tally.problems.push(problem);
    if (problem.severity === 'warned') continue;
    const noted = tally.notTaken.get(problem.line);
    const reason = { code: problem.code, column: problem.column };
    if (noted === undefined) tally.notTaken.set(problem.line, [reason]);
    else noted.push(reason);
  }
}
