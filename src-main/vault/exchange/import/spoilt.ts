/** Cells of which the file says that the value in them is not what somebody typed. */
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { isSealed } from '../../fields/compartment.ts';
import type { CellMark } from '../source.ts';
import type { Refuse } from './collect.ts';
import type { PlannedColumn } from './ledger.ts';

type Spoilt = Exclude<CellMark, 'code' | 'merged'>;

const codes: Readonly<Record<Spoilt, RowProblem['code']>> = {
  rounded: 'import/rounded-number',
  exponent: 'import/shortened-number',
  'no-value': 'import/no-formula-value',
  error: 'import/formula-error',
  'no-day': 'import/no-such-day',
};

/**
 * Names what is wrong with a cell and says what is left of it: nothing of a formula that failed; of a number that lost digits no more
 * than a remark, unless its place holds any text.
 */
export function spoiltCell(
  mark: CellMark,
  column: PlannedColumn,
  warn: Refuse,
): 'value' | 'remark' | 'nothing' {
  if (mark === 'code' || mark === 'merged') return 'value';
  warn(codes[mark], column.heading);
  switch (mark) {
    case 'no-day':
      return 'value';
    case 'no-value':
    case 'error':
      return 'nothing';
    case 'rounded':
    case 'exponent':
      return holdsAnyText(column) ? 'value' : 'remark';
  }
}

/** A text of everyday class is read as text. What is sealed is a number of somebody's, which would be taken for the right one. */
function holdsAnyText({ target, field }: PlannedColumn): boolean {
  switch (target.to) {
    case 'phone':
    case 'email':
    case 'link':
    case 'address':
      return false;
    case 'field':
    case 'new-field':
      return (
        field !== null && (field.type === 'text' || field.type === 'long-text') && !isSealed(field.class)
      );
    default:
      return true;
  }
}

/** Whole numbers as programs write them that keep a column with a gap as fractions. */
const wholeFraction = /^(\+?\d{4,16})\.0{1,2}$/;

/** Of a number that is a code, the fraction of nothing behind it is the program's: 13811110002.0. */
export function withoutFraction(text: string, { target, field }: PlannedColumn): string {
  const whole = wholeFraction.exec(text)?.[1];
  if (whole === undefined) return text;
  const isCode =
    field === null
      ? target.to === 'phone' || (target.to === 'address' && target.part === 'postal-code')
      : field.type === 'phone' ||
        field.type === 'id-number' ||
        (field.type === 'text' && isSealed(field.class));
  return isCode ? whole : text;
}
