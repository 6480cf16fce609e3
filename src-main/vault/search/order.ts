/** The orders of a list, each with the index that it walks. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf } from '../fields/catalog.ts';
import { isSealed } from '../fields/compartment.ts';
import { nameOfPerson } from '../people/names.ts';
import type { SqlValue } from '../store/store.ts';
import type { Condition } from './conditions.ts';
import { sortKey } from './sort-key.ts';

/** One run through an index: rows in the order of `key`, then `row`. */
export interface Walk {
  /** FROM and fixed part of WHERE; binds `params`. */
  readonly from: string;
  readonly params: readonly SqlValue[];
  readonly key: string;
  /** The test on `customer c` for being one of its rows; without it for an order over other tables. */
  readonly is?: string;
  /** Which of the rows belong to it, where that is not in `from`. */
  readonly only?: Condition;
}

/** The columns by which customers are sorted that were found otherwise. */
interface Sort {
  readonly join: string;
  readonly params: readonly SqlValue[];
  readonly by: string;
}

export interface Order {
  readonly descending: boolean;
  /** One after the other: customers without a value come last, in either direction. */
  readonly walks: readonly Walk[];
  /** Where it does not follow from the first walk. */
  readonly sort?: Sort;
}

const active = 'c.deleted_at IS NULL';
const inBin = 'c.deleted_at IS NOT NULL AND c.gone = 0';

const plain = {
  name: {
    from: `customer c INDEXED BY customer_by_name WHERE ${active}`,
    params: [],
    key: 'c.name_key',
    is: active,
  },
  organisation: {
    from: `customer c INDEXED BY customer_by_organisation WHERE ${active}`,
    params: [],
    key: 'c.organisation_key',
    is: active,
  },
  updated: {
    from: `customer c INDEXED BY customer_by_updated WHERE ${active}`,
    params: [],
    key: 'c.updated_at',
    is: active,
  },
  created: {
    from: `customer c INDEXED BY customer_by_created WHERE ${active}`,
    params: [],
    key: 'c.created_at',
    is: active,
  },
} as const satisfies Record<string, Walk>;

/** The condition on `customer c` for the bin or for all that is not in it. */
export function whichCustomers(bin: boolean): Condition {
  return { sql: bin ? inBin : active, params: [] };
}

/** Everybody who has customers outside the bin, as their names sort: one step in the index for each. */
function assignees(vault: OpenVault): string[] {
  const ids = vault.store.db.all<{ id: string }>(
    `WITH RECURSIVE p (id) AS (
       SELECT min(assignee) FROM customer INDEXED BY customer_by_assignee WHERE assignee IS NOT NULL AND deleted_at IS NULL
       UNION ALL
       SELECT (SELECT min(assignee) FROM customer INDEXED BY customer_by_assignee
               WHERE assignee > p.id AND assignee IS NOT NULL AND deleted_at IS NULL)
       FROM p WHERE p.id IS NOT NULL)
     SELECT id FROM p WHERE id IS NOT NULL`,
  );
  return ids
    .map(({ id }) => ({ id, key: sortKey(nameOfPerson(vault, id)) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/** By the name of who looks after them, one person after the other, and each one's customers by name. */
function byAssignee(vault: OpenVault, descending: boolean): Order {
  const people = assignees(vault);
  const direction = descending ? 'DESC' : 'ASC';
  return {
    descending,
    walks: [
      ...(descending ? people.toReversed() : people).map((id): Walk => ({
        from: `customer c INDEXED BY customer_by_assignee WHERE c.assignee = ? AND c.assignee IS NOT NULL AND ${active}`,
        params: [id],
        key: 'c.name_key',
      })),
      { ...plain.name, only: { sql: 'c.assignee IS NULL', params: [] } },
    ],
    sort: {
      join: 'LEFT JOIN json_each(?) a ON a.value = c.assignee',
      params: [JSON.stringify(people)],
      by: `a.key IS NULL, a.key ${direction}, c.name_key ${direction}, c.row ${direction}`,
    },
  };
}

/** How the query's customers are ordered when nothing ranks them. Text without a sort is ranked elsewhere. */
export function orderOf(vault: OpenVault, query: ListQuery): Order {
  const { by } = query.sort;
  const descending = query.sort.direction === 'descending';
  if (query.bin) {
    return {
      descending: by === 'relevance' ? true : descending,
      walks: [
        {
          from: `customer c INDEXED BY customer_in_bin WHERE ${inBin}`,
          params: [],
          key: 'c.deleted_at',
          is: inBin,
        },
      ],
    };
  }
  if (by === 'relevance' || by === 'name')
    return { descending: by === 'name' && descending, walks: [plain.name] };
  if (by === 'organisation' || by === 'updated' || by === 'created')
    return { descending, walks: [plain[by]] };
  if (by === 'assignee') return byAssignee(vault, descending);
  const field = catalogOf(vault).fields.get(by.slice('value:'.length));
  // A sealed value has no order that could be shown without opening all.
  if (field === undefined || field.isDeleted || isSealed(field.class))
    return { descending, walks: [plain.name] };
  const isNumber = field.type === 'number' || field.type === 'date' || field.type === 'yes-no';
  const column = isNumber ? 'number' : 'key';
  return {
    descending,
    walks: [
      {
        from: `field_value v INDEXED BY field_value_by_${column} CROSS JOIN customer c ON c.row = v.customer WHERE v.field = ? AND v.${column} IS NOT NULL AND ${active}`,
        params: [field.row],
        key: `v.${column}`,
      },
      {
        ...plain.name,
        only: {
          sql: `NOT EXISTS (SELECT 1 FROM field_value w WHERE w.customer = c.row AND w.field = ? AND w.${column} IS NOT NULL)`,
          params: [field.row],
        },
      },
    ],
  };
}

/** The columns by which an order can sort customers that were found otherwise. */
export function sortExpression(order: Order): Sort {
  if (order.sort !== undefined) return order.sort;
  const [first] = order.walks;
  const direction = order.descending ? 'DESC' : 'ASC';
  if (!first?.key.includes('v.'))
    return { join: '', params: [], by: `${first?.key ?? 'c.name_key'} ${direction}, c.row ${direction}` };
  return {
    join: 'LEFT JOIN field_value v ON v.customer = c.row AND v.field = ?',
    params: first.params,
    by: `${first.key} IS NULL, ${first.key} ${direction}, iif(${first.key} IS NULL, c.name_key, NULL) ${direction}, c.row ${direction}`,
  };
}
