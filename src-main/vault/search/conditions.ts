/** What a list query asks for besides its text, as SQL over `customer c`. Fragments are constant text; values are bound. */
import type { Filter, ListQuery } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed, wholeToken } from '../fields/blind-index.ts';
import { dayNumber } from '../customers/values.ts';
import type { SqlValue } from '../store/store.ts';

/** A part of a WHERE clause. `driver` finds the same customers from the other side, for when they are few. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly driver?: { readonly sql: string; readonly params: readonly SqlValue[] };
}

type Op = Filter['op'];

function refuse(filter: Filter): never {
  throw new VaultError('customers/bad-filter', { field: filter.field, op: filter.op });
}

function textOf(filter: Filter): string {
  return typeof filter.value === 'string' ? filter.value.trim() : refuse(filter);
}

function pairOf(filter: Filter): readonly [string | number, string | number] {
  if (!Array.isArray(filter.value) || filter.value.length !== 2) return refuse(filter);
  const [low, high] = filter.value;
  return low === undefined || high === undefined ? refuse(filter) : [low, high];
}

/** Conditions on a column or expression that holds text. */
function textCondition(expression: string, filter: Filter): Condition {
  switch (filter.op) {
    case 'empty':
      return { sql: `${expression} = ''`, params: [] };
    case 'not-empty':
      return { sql: `${expression} <> ''`, params: [] };
    case 'is':
      return { sql: `${expression} = ? COLLATE NOCASE`, params: [textOf(filter)] };
    case 'is-not':
      return { sql: `${expression} <> ? COLLATE NOCASE`, params: [textOf(filter)] };
    case 'contains':
      return { sql: `instr(lower(${expression}), lower(?)) > 0`, params: [textOf(filter)] };
    case 'starts-with':
      return { sql: `instr(lower(${expression}), lower(?)) = 1`, params: [textOf(filter)] };
    default:
      return refuse(filter);
  }
}

/** Conditions on what a customer has several of. `is-not` and `empty` speak of all of them. */
function someCondition(from: string, expression: string, filter: Filter): Condition {
  const exists = (inner: Condition, negated: boolean): Condition => ({
    sql: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${from} AND ${inner.sql})`,
    params: inner.params,
  });
  if (filter.op === 'empty') return exists({ sql: `${expression} <> ''`, params: [] }, true);
  if (filter.op === 'is-not') return exists(textCondition(expression, { ...filter, op: 'is' }), true);
  return exists(textCondition(expression, filter), false);
}

function rangeCondition(
  expression: string,
  op: Op,
  filter: Filter,
  read: (value: string | number, isEnd: boolean) => number,
): Condition {
  const one = (isEnd: boolean): number =>
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
    if (typeof value !== 'string' || dayNumber(value) === null) return refuse(filter);
    const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
    return isEnd
      ? new Date(year, month - 1, day + 1).getTime() - 1
      : new Date(year, month - 1, day).getTime();
  };
}

function fieldCondition(vault: OpenVault, field: FieldFacts, filter: Filter): Condition {
  const from = 'field_value v WHERE v.customer = c.row AND v.field = ?';
  const having = (sql: string, params: readonly SqlValue[], negated = false): Condition => ({
    sql: `${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${from} AND ${sql})`,
    params: [field.row, ...params],
    ...(negated
      ? {}
      : {
          driver: {
            sql: `SELECT v.customer FROM field_value v WHERE v.field = ? AND ${sql}`,
            params: [field.row, ...params],
          },
        }),
  });
  const isFilled = '(v.text IS NOT NULL OR v.sealed IS NOT NULL)';
  if (filter.op === 'empty') return having(isFilled, [], true);
  if (filter.op === 'not-empty') return having(isFilled, []);
  if (isSealed(field.class)) {
    if (filter.op !== 'is') return refuse(filter);
    const token = wholeToken(vault, textOf(filter), field.class);
    return {
      sql: 'EXISTS (SELECT 1 FROM blind_index b WHERE b.token = ? AND b.customer = c.row AND b.field = ?)',
      params: [token ?? new Uint8Array(), field.row],
      driver: {
        sql: 'SELECT customer FROM blind_index WHERE token = ? AND field = ?',
        params: [token ?? new Uint8Array(), field.row],
      },
    };
  }
  switch (field.type) {
    case 'number':
    case 'money': {
      const range = rangeCondition('v.number', filter.op, filter, (value) => {
        const number = typeof value === 'number' ? value : Number(value);
        return Number.isFinite(number) ? number : refuse(filter);
      });
      return having(range.sql, range.params);
    }
    case 'date': {
      const range = rangeCondition('v.number', filter.op, filter, (value) => {
        const day = typeof value === 'string' ? dayNumber(value) : null;
        return day ?? refuse(filter);
      });
      return having(range.sql, range.params);
    }
    case 'yes-no':
      return typeof filter.value === 'boolean' && filter.op === 'is'
        ? having('v.number = ?', [filter.value ? 1 : 0])
        : refuse(filter);
    case 'choice':
    case 'choices': {
      const ids = Array.isArray(filter.value) ? filter.value.map(String) : [textOf(filter)];
      return having(
        'EXISTS (SELECT 1 FROM json_each(v.text) o WHERE o.value IN (SELECT value FROM json_each(?)))',
        [JSON.stringify(ids)],
      );
    }
    default: {
      if (filter.op === 'is-not') {
        const is = textCondition('v.text', { ...filter, op: 'is' });
        return having(is.sql, is.params, true);
      }
      const text = textCondition('v.text', filter);
      return having(text.sql, text.params);
    }
  }
}

const points = (type: string): string => `point p WHERE p.customer = c.row AND p.type = '${type}'`;

function filterCondition(vault: OpenVault, filter: Filter): Condition {
  switch (filter.field) {
    case 'organisation':
      return textCondition('c.organisation', filter);
    case 'jobTitle':
      return textCondition('c.job_title', filter);
    case 'notes':
      return textCondition('c.notes', filter);
    case 'kind':
      return textCondition('c.kind', filter);
    case 'phone': {
      // Numbers are compared by their digits, however they are spaced.
      const digits = typeof filter.value === 'string' ? filter.value.replace(/\D/g, '') : '';
      if (digits === '' || filter.op === 'is-not') return someCondition(points('phone'), 'p.value', filter);
      return someCondition(points('phone'), "(p.lookup || ' ' || p.value)", {
        ...filter,
        op: filter.op === 'is' ? 'contains' : filter.op,
        value: digits,
      });
    }
    case 'email':
      return someCondition(points('email'), 'p.value', filter);
    case 'city':
      return someCondition(points('address'), "coalesce(p.city, '')", filter);
    case 'created':
      return rangeCondition('c.created_at', filter.op, filter, momentOf(filter));
    case 'updated':
      return rangeCondition('c.updated_at', filter.op, filter, momentOf(filter));
    default: {
      const field = filter.field.startsWith('value:')
        ? catalogOf(vault).fields.get(filter.field.slice('value:'.length))
        : undefined;
      return field === undefined ? refuse(filter) : fieldCondition(vault, field, filter);
    }
  }
}

/** All conditions of a query but its text and the bin. @throws VaultError customers/bad-filter */
export function conditionsOf(vault: OpenVault, query: ListQuery): Condition[] {
  const conditions: Condition[] = [];
  if (query.kind !== null) conditions.push({ sql: 'c.kind = ?', params: [query.kind] });
  const { tags } = catalogOf(vault);
  // A tag that is gone matches nobody.
  const tagRows = query.tagIds.map((id) => tags.get(id)?.row ?? -1);
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
  for (const filter of query.filters) conditions.push(filterCondition(vault, filter));
  return conditions;
}
