/** Tests on text: of a customer itself, and of its phone numbers and addresses. */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js';
import type { Filter } from '../../../src-preload/contract/customers.ts';
import { lookupOf } from '../customers/phone.ts';
import { refuse, textOf, type Condition, type Sql } from './condition.ts';

/** The function under which texts are compared whatever their case: SQLite's own, far faster one where that is enough. */
function foldFor(text: string): 'lower' | 'folded' {
  // eslint-disable-next-line no-control-regex -- the range is "ASCII", control characters included
  const rest = text.normalize('NFC').replace(/[\x00-\x7f]+/g, '');
  const isPlain = rest.toLowerCase() === rest.toUpperCase() && rest === rest.normalize('NFD');
  return isPlain ? 'lower' : 'folded';
}

/** Conditions on a column or expression that holds text. */
export function textCondition(expression: string, filter: Filter): Condition {
  switch (filter.op) {
    case 'empty':
      return { sql: `${expression} = ''`, params: [] };
    case 'not-empty':
      return { sql: `${expression} <> ''`, params: [] };
    case 'is':
    case 'is-not':
    case 'contains':
    case 'starts-with': {
      const text = textOf(filter);
      const fold = foldFor(text);
      const [left, right] = [`${fold}(${expression})`, `${fold}(?)`];
      const sql = {
        is: `${left} = ${right}`,
        'is-not': `${left} <> ${right}`,
        contains: `instr(${left}, ${right}) > 0`,
        'starts-with': `instr(${left}, ${right}) = 1`,
      }[filter.op];
      return { sql, params: [text] };
    }
    default:
      return refuse(filter);
  }
}

/** Conditions on what a customer has several of. `is-not` and `empty` speak of all of them. */
export function someCondition(from: string, expression: string, filter: Filter): Condition {
  const exists = (inner: Condition, negated: boolean): Condition => ({
    sql: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${from} AND ${inner.sql})`,
    params: inner.params,
  });
  if (filter.op === 'empty') return exists({ sql: `${expression} <> ''`, params: [] }, true);
  if (filter.op === 'is-not') return exists(textCondition(expression, { ...filter, op: 'is' }), true);
  return exists(textCondition(expression, filter), false);
}

/** The points of that type of `customer c`, for a FROM. */
export const points = (type: string): string => `point p WHERE p.customer = c.row AND p.type = '${type}'`;

/** A number's digits as written, without the signs that people put between them. */
const writtenDigits = [' ', '-', '(', ')', '.', '+'].reduce(
  (inner, sign) => `replace(${inner}, '${sign}', '')`,
  'p.value',
);

/** Numbers are compared by their digits, however they are spaced, with their country code and without it. */
export function phoneCondition(filter: Filter, country: string): Condition {
  const digits = typeof filter.value === 'string' ? filter.value.replace(/\D/g, '') : '';
  if (digits === '') return someCondition(points('phone'), 'p.value', filter);
  const either = (test: (expression: string) => Sql): Sql => {
    const [written, whole] = [test(writtenDigits), test('p.lookup')];
    return { sql: `(${written.sql} OR ${whole.sql})`, params: [...written.params, ...whole.params] };
  };
  const is = either((expression) => ({ sql: `${expression} = ?`, params: [digits] }));
  const same: Sql = {
    sql: `(${is.sql} OR p.lookup = nullif(?, ''))`,
    params: [...is.params, lookupOf('phone', textOf(filter), country)],
  };
  const having = (inner: Sql, not = ''): Condition => ({
    sql: `${not} EXISTS (SELECT 1 FROM ${points('phone')} AND ${inner.sql})`,
    params: inner.params,
  });
  switch (filter.op) {
    case 'is':
      return having(same);
    case 'is-not':
      return having(same, 'NOT');
    case 'contains':
      return having(either((expression) => textCondition(expression, { ...filter, value: digits })));
    case 'starts-with': {
      const test = either((expression) => textCondition(expression, { ...filter, value: digits }));
      const here = isSupportedCountry(country) ? getCountryCallingCode(country) : '';
      return having({
        sql: `(${test.sql} OR instr(p.lookup, ?) = 1)`,
        params: [...test.params, `${here}${digits}`],
      });
    }
    default:
      return someCondition(points('phone'), 'p.value', filter);
  }
}
