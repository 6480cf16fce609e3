/** Rows of a file that bring somebody who was erased; docs/file-format.md, section 21. */
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import type { OpenVault } from '../../context.ts';
import { ErasedMarks } from '../../erasure/marks.ts';
import type { ReadDb } from '../../store/store.ts';
import type { SourceRow } from '../source.ts';
import { nameMark } from './known-marks.ts';
import type { MatchKeys } from './match.ts';

export class ErasedRows implements Disposable {
  readonly #marks: ErasedMarks;
  /** By name and organisation, of those that were recognised: further rows of a company that name a contact are the company's. */
  readonly #times = new Map<string, number>();

  constructor(vault: OpenVault, db: ReadDb) {
    this.#marks = new ErasedMarks(vault, db);
  }

  /** When the customer was erased whom a row brings; `null` for others. */
  erasedAt({ phones, emails, idNumbers, nameKey, organisationKey, isContactRow }: MatchKeys): number | null {
    const mark = nameMark(nameKey, organisationKey);
    const known = isContactRow === true ? (this.#times.get(mark) ?? null) : null;
    const at = this.#marks.erasedAt({ phones, emails, idNumbers: idNumbers.values() }) ?? known;
    if (at !== null) this.#times.set(mark, at);
    return at;
  }

  [Symbol.dispose](): void {
    this.#marks[Symbol.dispose]();
  }
}

/** What is said of such a row, which is left out or taken in. */
export function erasedRow({ line }: SourceRow, severity: 'skipped' | 'warned'): RowProblem {
  return { line, column: null, code: 'import/erased', severity };
}
