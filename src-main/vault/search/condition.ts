import type { Filter } from '../../../src-preload/contract/customers.ts';
import { VaultError } from '../errors.ts';
import type { SqlValue } from '../store/store.ts';

export interface Sql {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * A part of a WHERE clause. `driver` selects, through an index, the customers that meet it and perhaps more, as
 * `customer`: for when they are few.
 */
export interface Condition extends Sql {
  readonly driver?: Sql;
}

/** @throws VaultError customers/bad-filter, always */
export function refuse(filter: Filter): never {
  throw new VaultError('customers/bad-filter', { field: filter.field, op: filter.op });
}

/** @throws VaultError customers/bad-filter for a value that is no text */
export function textOf(filter: Filter): string {
  return typeof filter.value === 'string' ? filter.value.trim() : refuse(filter);
}
