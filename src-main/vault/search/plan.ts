/** How a list query is answered: which source gives its rows. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import { mayRead } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { wholeToken } from '../fields/blind-index.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import { normalise, words as wordsOf } from './normalise.ts';
import { orderOf, sortExpression, whichCustomers } from './order.ts';
import {
  chained,
  containsWords,
  fixedSource,
  hasSealed,
  nameSource,
  sealedSource,
  sortedOr,
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
    !query.sort.by.startsWith('value:') &&
    query.sort.by !== 'assignee'
  );
}

/** What a query's text is looked for by. */
interface Wanted {
  readonly words: readonly string[];
  /** All words as one, for the beginnings of names. */
  readonly whole: string;
  readonly tokens: readonly Uint8Array[];
}

function wantedBy(vault: OpenVault, query: ListQuery): Wanted {
  return {
    words: queryWords(query.text),
    whole: normalise(query.text),
    tokens: (['confidential', 'restricted'] as const).flatMap(
      (sealedClass) =>
        (mayRead(vault, sealedClass) ? wholeToken(vault, query.text, sealedClass) : null) ?? [],
    ),
  };
}

/** The same customers as a search finds, as a test. */
function matches({ words, tokens }: Wanted): Condition {
  const text = containsWords(words);
  const sealed = hasSealed(tokens);
  return { sql: `(${text.sql} OR ${sealed.sql})`, params: [...text.params, ...sealed.params] };
}

/** Sorts rows by the query's order within SQLite, where the keys are; found by text, by how well they match. */
function sorted(vault: OpenVault, query: ListQuery, wanted: Wanted, rows: readonly number[]): number[] {
  const isRanked = query.sort.by === 'relevance' && wanted.words.length > 0;
  const sort = isRanked
    ? {
        join: 'LEFT JOIN search_text s ON s.customer = c.row',
        params: [],
        by: `instr(char(10) || s.name_keys, char(10) || ?) > 0 DESC, c.row`,
      }
    : sortExpression(orderOf(vault, query));
  return vault.store.db
    .all<{ row: number }>(
      `SELECT c.row AS row FROM json_each(?) j CROSS JOIN customer c ON c.row = j.value ${sort.join} ORDER BY ${sort.by}`,
      JSON.stringify(rows),
      ...sort.params,
      ...(isRanked ? [wanted.whole] : []),
    )
    .map(({ row }) => row);
}

/** The customers that meet all conditions, when one of these alone leaves few. */
function fewest(vault: OpenVault, query: ListQuery, conditions: readonly Condition[]): number[] | null {
  const { db } = vault.store;
  const where = whereAll([whichCustomers(query.bin), ...conditions]);
  for (const { driver } of conditions) {
    if (driver === undefined) continue;
    const candidates = db.all<{ customer: number }>(
      `SELECT DISTINCT customer FROM (${driver.sql} LIMIT ${fewEnough + 1})`,
      ...driver.params,
    );
    if (candidates.length > fewEnough) continue;
    return db
      .all<{ row: number }>(
        `SELECT c.row AS row FROM json_each(?) j CROSS JOIN customer c ON c.row = j.value WHERE 1${where.sql}`,
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
  const wanted = wantedBy(vault, query);
  const order = orderOf(vault, query);
  const tests = wanted.words.length === 0 ? conditions : [...conditions, matches(wanted)];
  const inOrder = (rows: readonly number[]): number[] => sorted(vault, query, wanted, rows);
  const few = fewest(vault, query, tests);
  if (few !== null) return fixedSource(inOrder(few));
  if (wanted.words.length === 0) return walkSource(db, order, tests);
  const found = chained([
    nameSource(db, wanted.whole, query.bin, conditions),
    textSource(db, wanted.words, query.bin, conditions),
    sealedSource(db, wanted.tokens, query.bin, conditions),
  ]);
  if (query.sort.by === 'relevance') return found;
  return sortedOr(found, fewEnough, inOrder, () => walkSource(db, order, tests));
}
