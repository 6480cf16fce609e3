/** How a list query is answered: which source gives its rows. */
import type { ListQuery } from '../../../src-preload/contract/customers.ts';
import { mayRead } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { wholeToken } from '../fields/blind-index.ts';
import { catalogOf } from '../fields/catalog.ts';
import { conditionsOf, type Condition } from './conditions.ts';
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
import { hasSigns, wantedText, type WantedText } from './wanted.ts';

/** Up to so many candidates are fetched and sorted; with more, the order's index is walked and each row tested. */
const fewEnough = 5000;

/** True when the whole list is one walk through an index: nothing to test on the way. */
export function isPlainWalk(query: ListQuery): boolean {
  return (
    query.text.trim() === '' &&
    query.kind === null &&
    query.tagIds.length === 0 &&
    query.filters.length === 0 &&
    !query.sort.by.startsWith('value:') &&
    query.sort.by !== 'assignee'
  );
}

/** What a query's text is looked for by. */
interface Wanted {
  readonly text: WantedText;
  readonly tokens: readonly Uint8Array[];
  /** For the signs of the text. */
  readonly signs: readonly Condition[];
}

/** @returns `null` for a query without text */
function wantedBy(vault: OpenVault, query: ListQuery): Wanted | null {
  const text = wantedText(query.text, catalogOf(vault).country);
  if (text === null) return null;
  return {
    text,
    signs: hasSigns(vault, text.signs),
    tokens: (['confidential', 'restricted'] as const).flatMap(
      (sealedClass) =>
        (mayRead(vault, sealedClass) ? wholeToken(vault, query.text, sealedClass) : null) ?? [],
    ),
  };
}

/** The same customers as a search finds, as tests. */
function matches({ text: { ways }, tokens, signs }: Wanted): Condition[] {
  if (ways.length === 0) return [...signs];
  const text = containsWords(ways);
  const sealed = hasSealed(tokens);
  return [{ sql: `(${text.sql} OR ${sealed.sql})`, params: [...text.params, ...sealed.params] }, ...signs];
}

/** Sorts rows by the query's order within SQLite, where the keys are; found by text, by how well they match. */
function sorted(
  vault: OpenVault,
  query: ListQuery,
  wanted: Wanted | null,
  rows: readonly number[],
): number[] {
  const isRanked = query.sort.by === 'relevance' && wanted !== null && wanted.text.ways.length > 0;
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
      ...(isRanked ? [wanted.text.whole] : []),
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
  const tests = wanted === null ? conditions : [...conditions, ...matches(wanted)];
  const inOrder = (rows: readonly number[]): number[] => sorted(vault, query, wanted, rows);
  const few = fewest(vault, query, tests);
  if (few !== null) return fixedSource(inOrder(few));
  if (wanted === null || wanted.text.ways.length === 0) return walkSource(db, order, tests);
  const others = [...conditions, ...wanted.signs];
  const found = chained([
    nameSource(db, wanted.text.whole, query.bin, others),
    textSource(db, wanted.text.ways, query.bin, others),
    sealedSource(db, wanted.tokens, query.bin, others),
  ]);
  if (query.sort.by === 'relevance') return found;
  return sortedOr(found, fewEnough, inOrder, () => walkSource(db, order, tests));
}
