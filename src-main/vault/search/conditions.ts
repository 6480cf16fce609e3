/** What a list query asks for besides its text, as SQL over `customer c`. Fragments are constant text; values are bound. */
import type { Filter, ListQuery } from '../../../src-preload/contract/customers.ts';
import { dayParts } from '../../../src-preload/contract/dates.ts';
import { plainDigits, readDecimal } from '../../../src-preload/contract/numbers.ts';
import { assertReads } from '../access/classes.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { wholeToken } from '../fields/blind-index.ts';
import { isSealed } from '../fields/compartment.ts';
import { isSearchable } from '../customers/search-text.ts';
import { amountKey, dayNumber, lastDayNumber } from '../customers/values.ts';
import { refuse, textOf, type Condition, type Sql } from './condition.ts';
import { gramQuery } from './grams.ts';
import { normalise } from './normalise.ts';
import { phoneCondition, points, someCondition, textCondition } from './text-conditions.ts';

export type { Condition } from './condition.ts';

type Op = Filter['op'];

function pairOf(filter: Filter): readonly [string | number, string | number] {
  if (!Array.isArray(filter.value) || filter.value.length !== 2) return refuse(filter);
  const [low, high] = filter.value;
  return low === undefined || high === undefined ? refuse(filter) : [low, high];
}

function rangeCondition(
  expression: string,
  op: Op,
  filter: Filter,
  read: (value: string | number, isEnd: boolean) => string | number,
): Condition {
  const one = (isEnd: boolean): string | number =>
    typeof filter.value === 'string' || typeof filter.value === 'number'
      ? read(filter.value, isEnd)
      : refuse(filter);
  switch (op) {
    case 'is':
      return { sql: `${expression} BETWEEN ? AND ?`, params: [one(false), one(true)] };
    case 'at-least':
      return { sql: `${expression} >= ?`, params: [one(false)] };
    case 'at-most':
      return { sql: `${expression} <= ?`, params: [one(true)] };
    case 'between': {
      const [low, high] = pairOf(filter);
      return { sql: `${expression} BETWEEN ? AND ?`, params: [read(low, false), read(high, true)] };
    }
    default:
      return refuse(filter);
  }
}

/** Milliseconds of the first or last moment of a local day written `YYYY-MM-DD`. */
function momentOf(filter: Filter): (value: string | number, isEnd: boolean) => number {
  return (value, isEnd) => {
    const parts = typeof value === 'string' ? dayParts(value) : null;
    const year = parts?.year ?? null;
    if (parts === null || year === null) return refuse(filter);
    const { month, day } = parts;
    return isEnd
      ? new Date(year, month - 1, day + 1).getTime() - 1
      : new Date(year, month - 1, day).getTime();
  };
}

/** The customers with the filter's text somewhere in theirs, by the search index. For texts that are in it whole. */
function textDriver(filter: Filter): { readonly driver?: Sql } {
  const seeks = filter.op === 'is' || filter.op === 'contains' || filter.op === 'starts-with';
  const wanted = seeks && typeof filter.value === 'string' ? normalise(filter.value) : '';
  if (wanted === '') return {};
  return {
    driver: {
      sql: 'SELECT rowid AS customer FROM search WHERE search MATCH ?',
      params: [gramQuery(wanted)],
    },
  };
}

/** The customers for whom a value's indexed column passes the test. */
function valueDriver(field: FieldFacts, column: 'number' | 'key', test: Sql): { readonly driver: Sql } {
  return {
    driver: {
      sql: `SELECT v.customer FROM field_value v INDEXED BY field_value_by_${column}
            WHERE v.field = ? AND v.${column} IS NOT NULL AND ${test.sql}`,
      params: [field.row, ...test.params],
    },
  };
}

/** That a customer's value of the field passes the test; or, `negated`, that it has none that does. */
function having(field: FieldFacts, test: Sql, negated = false): Condition {
  return {
    sql: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM field_value v WHERE v.customer = c.row AND v.field = ? AND ${test.sql})`,
    params: [field.row, ...test.params],
  };
}

function sealedCondition(vault: OpenVault, field: FieldFacts, filter: Filter): Condition {
  if (filter.op !== 'is' || !isSealed(field.class)) return refuse(filter);
  assertReads(vault, field.class);
  const token = wholeToken(vault, textOf(filter), field.class) ?? new Uint8Array();
  return {
    sql: 'EXISTS (SELECT 1 FROM blind_index b WHERE b.token = ? AND b.customer = c.row AND b.field = ?)',
    params: [token, field.row],
    driver: {
      sql: 'SELECT customer FROM blind_index WHERE token = ? AND field = ?',
      params: [token, field.row],
    },
  };
}

function choiceCondition(field: FieldFacts, filter: Filter): Condition {
  if (filter.op !== 'is' && filter.op !== 'is-not' && filter.op !== 'any-of') return refuse(filter);
  const ids = Array.isArray(filter.value) ? filter.value.map(String) : [textOf(filter)];
  // Everybody is none of no choices.
  if (filter.op === 'is-not' && ids.every((id) => id === '')) return refuse(filter);
  const test: Sql = {
    sql: "EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(v.text) THEN v.text ELSE '[]' END) o WHERE o.value IN (SELECT value FROM json_each(?)))",
    params: [JSON.stringify(ids)],
  };
  if (filter.op === 'is-not') return having(field, test, true);
  // One choice is stored as a list of one.
  const whole: Sql = {
    sql: 'v.key IN (SELECT substr(value, 1, 40) FROM json_each(?))',
    params: [JSON.stringify(ids.map((id) => JSON.stringify([id])))],
  };
  return { ...having(field, test), ...(field.type === 'choice' ? valueDriver(field, 'key', whole) : {}) };
}

/**
 * Days with a year from one to another. Where the filter's days have no year (`--02-01` to `--02-28`), those of every year and of none
 * count, also over the turn of the year.
 */
function dateCondition(field: FieldFacts, filter: Filter): Condition {
  const days = (Array.isArray(filter.value) ? filter.value : [filter.value]).map((day) =>
    typeof day === 'string' ? dayParts(day) : null,
  );
  if (days.some((day) => day === null)) return refuse(filter);
  const withYear = days.filter((day) => day?.year !== null).length;
  if (withYear > 0 && withYear < days.length) return refuse(filter);
  if (withYear === 0) return having(field, daysOfYear(filter));
  const range = rangeCondition(
    'v.number',
    filter.op,
    filter,
    (value) => dayNumber(String(value)) ?? refuse(filter),
  );
  // Days without a year come after all others.
  const test = { sql: `${range.sql} AND v.number <= ?`, params: [...range.params, lastDayNumber] };
  return { ...having(field, test), ...valueDriver(field, 'number', test) };
}

/** A day of the year is the end of both forms of a date. */
function daysOfYear(filter: Filter): Sql {
  const dayOfYear = 'substr(v.text, -5)';
  const ofYear = (day: unknown): string => String(day).slice(-5);
  const [first, last] = Array.isArray(filter.value) ? pairOf(filter).map(ofYear) : [ofYear(filter.value)];
  switch (filter.op) {
    case 'is':
      return { sql: `${dayOfYear} = ?`, params: [first ?? ''] };
    case 'at-least':
      return { sql: `${dayOfYear} >= ?`, params: [first ?? ''] };
    case 'at-most':
      return { sql: `${dayOfYear} <= ?`, params: [first ?? ''] };
    case 'between': {
      const [low = '', high = ''] = [first, last];
      const joined = low <= high ? 'AND' : 'OR';
      return { sql: `(${dayOfYear} >= ? ${joined} ${dayOfYear} <= ?)`, params: [low, high] };
    }
    default:
      return refuse(filter);
  }
}

function fieldCondition(vault: OpenVault, field: FieldFacts, filter: Filter): Condition {
  const isFilled: Sql = { sql: '(v.text IS NOT NULL OR v.sealed IS NOT NULL)', params: [] };
  if (filter.op === 'empty') return having(field, isFilled, true);
  if (filter.op === 'not-empty') return having(field, isFilled);
  if (isSealed(field.class)) return sealedCondition(vault, field, filter);
  switch (field.type) {
    case 'money': {
      const range = rangeCondition('v.key', filter.op, filter, (value) => {
        const amount = readDecimal(typeof value === 'number' ? plainDigits(value) : value, 'point');
        return amount === null ? refuse(filter) : amountKey(amount);
      });
      return { ...having(field, range), ...valueDriver(field, 'key', range) };
    }
    case 'number': {
      const range = rangeCondition('v.number', filter.op, filter, (value) => {
        const number = typeof value === 'number' ? value : Number(value.trim() === '' ? NaN : value);
        return Number.isFinite(number) ? number : refuse(filter);
      });
      return { ...having(field, range), ...valueDriver(field, 'number', range) };
    }
    case 'date':
      return dateCondition(field, filter);
    case 'yes-no': {
      if (typeof filter.value !== 'boolean' || filter.op !== 'is') return refuse(filter);
      const test: Sql = { sql: 'v.number = ?', params: [filter.value ? 1 : 0] };
      return { ...having(field, test), ...valueDriver(field, 'number', test) };
    }
    case 'choice':
    case 'choices':
      return choiceCondition(field, filter);
    default: {
      if (filter.op === 'is-not')
        return having(field, textCondition('v.text', { ...filter, op: 'is' }), true);
      const isIndexed = isSearchable(field) && field.type !== 'long-text';
      return {
        ...having(field, textCondition('v.text', filter)),
        ...(isIndexed ? textDriver(filter) : {}),
      };
    }
  }
}

function momentCondition(column: 'created_at' | 'updated_at', filter: Filter): Condition {
  const range = rangeCondition(`c.${column}`, filter.op, filter, momentOf(filter));
  return {
    ...range,
    driver: {
      sql: `SELECT c.row AS customer FROM customer c WHERE c.deleted_at IS NULL AND ${range.sql}`,
      params: range.params,
    },
  };
}

/** The customers that are assigned to one of some people. */
function assignedTo(people: readonly string[], bin: boolean): Condition {
  const list = JSON.stringify(people);
  const test: Sql = { sql: 'c.assignee IN (SELECT value FROM json_each(?))', params: [list] };
  if (bin) return test;
  return {
    ...test,
    driver: {
      sql: `SELECT c.row AS customer FROM json_each(?) p CROSS JOIN customer c INDEXED BY customer_by_assignee
            ON c.assignee = p.value WHERE c.assignee IS NOT NULL AND c.deleted_at IS NULL`,
      params: [list],
    },
  };
}

function assigneeCondition(vault: OpenVault, query: ListQuery, filter: Filter): Condition {
  // One view serves everybody who looks for their own.
  const person = (id: string): string => (id === 'me' ? vault.personId : id);
  switch (filter.op) {
    case 'empty':
      return { sql: 'c.assignee IS NULL', params: [] };
    case 'not-empty':
      return { sql: 'c.assignee IS NOT NULL', params: [] };
    case 'is-not':
      return { sql: 'c.assignee IS NOT ?', params: [person(textOf(filter))] };
    case 'is':
      return assignedTo([person(textOf(filter))], query.bin);
    case 'any-of':
      return Array.isArray(filter.value)
        ? assignedTo(
            filter.value.map((id) => person(String(id))),
            query.bin,
          )
        : refuse(filter);
    default:
      return refuse(filter);
  }
}

function filterCondition(vault: OpenVault, query: ListQuery, filter: Filter): Condition {
  switch (filter.field) {
    case 'organisation':
      return { ...textCondition('c.organisation', filter), ...textDriver(filter) };
    case 'jobTitle':
      return { ...textCondition('c.job_title', filter), ...textDriver(filter) };
    case 'notes':
      return textCondition('c.notes', filter);
    case 'assignee':
      return assigneeCondition(vault, query, filter);
    case 'kind':
      return textCondition('c.kind', filter);
    case 'phone':
      return phoneCondition(filter, catalogOf(vault).country);
    case 'email':
      return { ...someCondition(points('email'), 'p.value', filter), ...textDriver(filter) };
    case 'city':
      return someCondition(points('address'), "coalesce(p.city, '')", filter);
    case 'created':
    case 'updated': {
      const condition = momentCondition(filter.field === 'created' ? 'created_at' : 'updated_at', filter);
      return query.bin ? { sql: condition.sql, params: condition.params } : condition;
    }
    default: {
      const field = filter.field.startsWith('value:')
        ? catalogOf(vault).fields.get(filter.field.slice('value:'.length))
        : undefined;
      // Whoever asks by a field that is gone gets nobody's customers instead of everybody's.
      return field === undefined || field.isDeleted ? refuse(filter) : fieldCondition(vault, field, filter);
    }
  }
}

/** All conditions of a query but its text and the bin. @throws VaultError customers/bad-filter, access/no-key */
export function conditionsOf(vault: OpenVault, query: ListQuery): Condition[] {
  const conditions: Condition[] = [];
  const only = limitedTo(vault);
  if (only !== null) conditions.push(assignedTo([only], query.bin));
  if (query.kind !== null) conditions.push({ sql: 'c.kind = ?', params: [query.kind] });
  const { tags } = catalogOf(vault);
  // A tag that is gone matches nobody.
  const tagRows = query.tagIds.map((id) => {
    const tag = tags.get(id);
    return tag === undefined || tag.isDeleted ? -1 : tag.row;
  });
  const has =
    'EXISTS (SELECT 1 FROM customer_tag t WHERE t.customer = c.row AND t.tag IN (SELECT value FROM json_each(?)))';
  for (const rows of query.tagMode === 'any' && tagRows.length > 0
    ? [tagRows]
    : tagRows.map((row) => [row])) {
    const list = JSON.stringify(rows);
    conditions.push({
      sql: has,
      params: [list],
      driver: {
        sql: 'SELECT customer FROM customer_tag WHERE tag IN (SELECT value FROM json_each(?))',
        params: [list],
      },
    });
  }
  for (const filter of query.filters) conditions.push(filterCondition(vault, query, filter));
  return conditions;
}
