import type { FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { DateRules } from '../../../../src-preload/contract/dates.ts';
import {
  numberOf,
  readDecimal,
  readMoney,
  type DecimalMark,
} from '../../../../src-preload/contract/numbers.ts';
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { readDate } from './dates.ts';
import { looksLikeEmail } from './forms.ts';
import { splitList } from './lists.ts';
import { readYesNo } from './yes-no.ts';

/** A custom field as an import fills it. `optionId` gives the option of that name, new where the field is new. */
export interface DraftField {
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly currency: string;
  readonly optionId: (name: string) => string | null;
}

export interface ReadValue {
  /** `null` where the field cannot hold the text. */
  readonly value: FieldValue | null;
  readonly problem: RowProblem['code'] | null;
  /** The text says more than the value: the time of a day. */
  readonly isPart?: boolean;
}

/** Reads a cell as its field's type wants it. A problem with a value means: taken, though not as it should be. */
export function readFieldValue(
  field: DraftField,
  cell: string,
  rules: DateRules,
  mark: DecimalMark,
): ReadValue {
  switch (field.type) {
    case 'date': {
      const date = readDate(cell, rules);
      if (date === null) return { value: null, problem: 'import/bad-date' };
      return date.hasTime
        ? { value: date.day, problem: 'import/bad-date', isPart: true }
        : { value: date.day, problem: null };
    }
    case 'number': {
      const decimal = readDecimal(cell, mark);
      const number = decimal === null ? null : numberOf(decimal);
      return { value: number, problem: number === null ? 'import/bad-number' : null };
    }
    case 'money': {
      const money = readMoney(cell, field.currency, mark);
      if (money === null) return { value: null, problem: 'import/bad-number' };
      return { value: { amount: money.amount, currency: money.currency }, problem: null };
    }
    case 'yes-no': {
      const answer = readYesNo(cell);
      return answer === null
        ? { value: null, problem: 'import/bad-yes-no' }
        : { value: answer, problem: null };
    }
    case 'choice': {
      const option = field.optionId(cell);
      return option === null
        ? { value: null, problem: 'import/bad-choice' }
        : { value: [option], problem: null };
    }
    case 'choices': {
      const options = splitList(cell).map(field.optionId);
      const known = options.filter((option): option is string => option !== null);
      if (known.length < options.length) return { value: null, problem: 'import/bad-choice' };
      return { value: [...new Set(known)], problem: null };
    }
    case 'email':
      return { value: cell, problem: looksLikeEmail(cell) ? null : 'import/bad-email' };
    default:
      return { value: cell, problem: null };
  }
}
