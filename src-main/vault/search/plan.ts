/** How a list query is answered: which source gives its rows. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { blindTokens } from '../fields/blind-index.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import { normalise, words as wordsOf } from './normalise.ts';
import { orderOf, sortExpression, whichCustomers } from './order.ts';
import {
  chained,
  containsWords,
  fixedSource,
  nameSource,
  sealedSource,
  textSource,
  walkSource,
  whereAll,
  type Source,
} from './sources.ts';

/** Up to so many candidates are fetched and sorted; with more, the order's index is walked and each row tested. */
const fewEnough = 5000;

/** The words that a query's text is looked for by; a text of signs alone has none. */
export function queryWords(text: string): string[] {
  return [...new Set(wordsOf(text))];
}

/** True when the whole list is one walk through an index: nothing to test on the way. */
export function isPlainWalk(query: ListQuery): boolean {
  return (
    queryWords(query.text).length === 0 &&
    query.kind === null &&
    query.tagIds.length === 0 &&
    query.filters.length === 0 &&
    !query.sort.by.startsWith('value:')
  );
}

function searchSource(
  vault: OpenVault,
  query: ListQuery,
  words: readonly string[],
  conditions: readonly Condition[],
): Source {
  const { db } = vault.store;
  const whole = normalise(query.text);
  const tokens = (['confidential', 'restricted'] as const).flatMap((sealedClass) =>
    blindTokens(vault, query.text, sealedClass).slice(0, 1),
  );
  return chained([
    nameSource(db, whole, query.bin, conditions),
    textSource(db, words, query.bin, conditions),
    sealedSource(db, tokens, query.bin, conditions),
  ]);
}

/** Sorts rows by the query's order within SQLite, where the keys are. */
function sorted(vault: OpenVault, query: ListQuery, rows: readonly number[]): number[] {
  const sort = sortExpression(orderOf(vault, query));
  return vault.store.db
    .all<{ row: number }>(
      `SELECT c.row AS row FROM json_each(?) j CROSS JOIN customer c ON c.row = j.value ${sort.join} ORDER BY ${sort.by}`,
      JSON.stringify(rows),
      ...sort.params,
    )
    .map(({ row }) => row);
}

/** The candidates of the condition with the fewest, if some condition has few. */
function fewest(vault: OpenVault, query: ListQuery, conditions: readonly Condition[]): number[] | null {
  const where = whereAll(conditions);
  for (const { driver } of conditions) {
    if (driver === undefined) continue;
    const candidates = vault.store.db.all<{ customer: number }>(
      `SELECT DISTINCT customer FROM (${driver.sql} LIMIT ${fewEnough + 1})`,
      ...driver.params,
    );
    if (candidates.length > fewEnough) continue;
    return vault.store.db
      .all<{ row: number }>(
        `SELECT c.row AS row FROM json_each(?) j CROSS JOIN customer c ON c.row = j.value WHERE ${whichCustomers(query.bin)}${where.sql}`,
        JSON.stringify(candidates.map(({ customer }) => customer)),
        ...where.params,
      )
      .map(({ row }) => row);
  }
  return null;
}

/** @throws VaultError customers/bad-filter */
export function sourceOf(vault: OpenVault, query: ListQuery): Source {
  const { db } = vault.store;
  const conditions = conditionsOf(vault, query);
  const words = queryWords(query.text);
  const order = orderOf(vault, query);
  if (words.length === 0) {
    const few = fewest(vault, query, conditions);
    return few === null ? walkSource(db, order, conditions) : fixedSource(sorted(vault, query, few));
  }
  const found = searchSource(vault, query, words, conditions);
  if (query.sort.by === 'relevance') return found;
  const candidates = found.next(fewEnough + 1);
  if (candidates.length <= fewEnough) return fixedSource(sorted(vault, query, candidates));
  return walkSource(db, order, [containsWords(words), ...conditions]);
}
