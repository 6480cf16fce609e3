/** Tests on text: of a customer itself, and of its phone numbers and addresses. */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js';
import type { Filter } from '../../../src-preload/contract/customers.ts';
import { lookupOf, soughtNumber, type SoughtNumber } from '../customers/phone.ts';
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
      // Every text contains a blank one.
      if (text === '' && (filter.op === 'contains' || filter.op === 'starts-with')) return refuse(filter);
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
const writtenDigits = [' ', '-', '(', ')', '.', '/', '·', '+'].reduce(
  (inner, sign) => `replace(${inner}, '${sign}', '')`,
  'p.value',
);

const digitsAndSigns = /^[\s()./·+\u2010-\u2015-]*\d[\d\s()./·+\u2010-\u2015-]*$/;

function anyOf(tests: readonly Sql[]): Sql {
  return {
    sql: `(${tests.map(({ sql }) => sql).join(' OR ')})`,
    params: tests.flatMap(({ params }) => params),
  };
}

const isEqual = (expression: string, text: string): Sql => ({
  sql: `${expression} = nullif(?, '')`,
  params: [text],
});
const contains = (expression: string, text: string): Sql => ({
  sql: `instr(${expression}, ?) > 0`,
  params: [text],
});
const startsWith = (expression: string, text: string): Sql => ({
  sql: `instr(${expression}, ?) = 1`,
  params: [text],
});

/** That a number is the one sought, whole, as far as both say it: a number without a country code may be of any. */
function endsWith({ core, code, extension }: SoughtNumber): Sql {
  const end = extension === '' ? core : `${core}x${extension}`;
  return {
    sql: `(substr(p.lookup, ?) = ? AND (instr(p.lookup, ?) = 1 OR ? = '' OR ltrim(p.value) NOT GLOB '[+＋]*' AND ltrim(p.value) NOT GLOB '00*'))`,
    params: [-end.length, end, code, code],
  };
}

/**
 * Numbers are compared by their digits, however they are spaced, with their country code and without it. What has other
 * signs than a number is looked for as it is written.
 */
export function phoneCondition(filter: Filter, country: string): Condition {
  if (filter.op === 'empty' || filter.op === 'not-empty')
    return someCondition(points('phone'), 'p.value', filter);
  const text = textOf(filter).normalize('NFKC');
  const digits = digitsAndSigns.test(text) ? text.replace(/\D/g, '') : '';
  const sought = soughtNumber(text, country);
  const having = (inner: Sql, not = ''): Condition => ({
    sql: `${not} EXISTS (SELECT 1 FROM ${points('phone')} AND ${inner.sql})`,
    params: inner.params,
  });
  if (digits === '' && sought === null) return someCondition(points('phone'), 'p.value', filter);
  const written = digits === '' ? [] : [writtenDigits, 'p.lookup'];
  switch (filter.op) {
    case 'is':
    case 'is-not': {
      const same = anyOf([
        isEqual('p.lookup', lookupOf('phone', text, country)),
        ...written.map((expression) => isEqual(expression, digits)),
        ...(sought?.isWhole === true ? [endsWith(sought)] : []),
      ]);
      return having(same, filter.op === 'is' ? '' : 'NOT');
    }
    case 'contains': {
      const end = sought === null || sought.extension === '' ? '' : `x${sought.extension}`;
      return having(
        anyOf([
          ...written.map((expression) => contains(expression, digits)),
          ...(sought === null ? [] : [contains('p.lookup', sought.core + end)]),
          ...(sought === null || end !== '' ? [] : [contains(writtenDigits, sought.core)]),
        ]),
      );
    }
    case 'starts-with': {
      const here = isSupportedCountry(country) ? getCountryCallingCode(country) : '';
      return having(
        anyOf([
          ...written.map((expression) => startsWith(expression, digits)),
          startsWith('p.lookup', `${here}${digits.replace(/^0/, '')}`),
          ...(sought === null
            ? []
            : [startsWith('p.lookup', `${sought.code === '' ? here : sought.code}${sought.core}`)]),
        ]),
      );
    }
    default:
      return refuse(filter);
  }
}
