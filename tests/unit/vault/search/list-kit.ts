import { beforeEach } from 'vitest';
import { listQuery, type CustomerRow } from '../../../../src-preload/contract/customers.ts';
import type { InputOf } from '../../../../src-preload/contract/index.ts';
import { listHandlers } from '../../../../src-main/vault/search/handlers.ts';
import { useFreshVault, vault } from '../customers/kit.ts';

export type Query = Partial<InputOf<'customers/window'>['query']>;

export let lists: ReturnType<typeof listHandlers>;

/** A fresh vault for every test, with the calls of its list. */
export function useFreshList(): void {
  useFreshVault();
  beforeEach(() => {
    lists = listHandlers(vault);
  });
}

export const windowOf = (
  query: Query,
  start = 0,
  count = 200,
  columns: string[] = [],
): ReturnType<(typeof lists)['customers/window']> =>
  lists['customers/window']({ query: listQuery.parse(query), start, count, columns });

export const rows = async (query: Query, columns: string[] = []): Promise<CustomerRow[]> =>
  (await windowOf(query, 0, 200, columns)).rows;

/** The names that a query finds, in its order. */
export const names = async (query: Query): Promise<string[]> => (await rows(query)).map(({ name }) => name);

export const search = (text: string): Promise<string[]> => names({ text });
