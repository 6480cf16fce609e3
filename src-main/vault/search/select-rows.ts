import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { sourceOf } from './plan.ts';

const atOnce = 2000;

/** Every customer that a query finds, in its order, a few thousand rows in memory at a time. @throws VaultError customers/bad-filter */
export function* selectRows(vault: OpenVault, query: ListQuery): Generator<number, void, undefined> {
  const source = sourceOf(vault, query);
  while (!source.isDone) yield* source.next(atOnce);
}
