/** Whether customers are found by what they have, and by nothing else: the texts and beginnings of names that are searched, and the index over them. */
import type { OpenVault } from '../context.ts';
import { GramSums } from '../search/gram-sums.ts';
import { indexEntries, partSeparator } from '../search/index-entries.ts';
import { added, IndexSums } from '../search/index-sums.ts';
import { areSortKeysRight, type SortKeys } from './derived.ts';
import { searchTexts } from './search-text.ts';

/** `texts`: customers whose texts are others. `sortKeys`: those who sort by something else than their names. `isIndexRight`: `null` where it could not be told, since customers were changed all the while. */
export interface SearchFindings {
  readonly texts: number;
  readonly sortKeys: number;
  readonly isIndexRight: boolean | null;
}

const customersAtOnce = 50;
const termsAtOnce = 50;
const namesAtOnce = 500;
/** What is changed meanwhile is on one side of a sum and not on the other. */
const mostTries = 3;

/** Which of a text's lines comes first depends on how the customer came to be, and nothing on that. */
const inOrder = (lines: string): string => lines.split(partSeparator).sort().join(partSeparator);

function isSameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [names, texts] = one.split(partSeparator + partSeparator, 2);
  const [otherNames, otherTexts] = other.split(partSeparator + partSeparator, 2);
  return (
    inOrder(names ?? '') === inOrder(otherNames ?? '') && inOrder(texts ?? '') === inOrder(otherTexts ?? '')
  );
}

interface Stored {
  readonly customer: number;
  readonly text: string;
  readonly name_keys: string;
}

class Sides {
  readonly #vault: OpenVault;
  readonly #grams: IndexSums;
  readonly #gramSums: GramSums;
  readonly #names: IndexSums;
  texts = 0;
  sortKeys = 0;

  constructor(vault: OpenVault) {
    this.#vault = vault;
    const lastRow = Math.max(0, vault.store.db.value<number | null>('SELECT max(row) FROM customer') ?? 0);
    this.#grams = new IndexSums(lastRow);
    this.#gramSums = new GramSums(this.#grams);
    this.#names = new IndexSums(lastRow);
  }

  /** What the tables should hold. */
  *expect(): Generator<void> {
    const { db } = this.#vault.store;
    for (let last = Number.MIN_SAFE_INTEGER; ;) {
      const rows = db.all<SortKeys & { row: number }>(
        'SELECT row, name, name_key, organisation, organisation_key FROM customer WHERE row > ? ORDER BY row LIMIT ?',
        last,
        customersAtOnce,
      );
      const isLast = rows.length < customersAtOnce;
      const end = isLast ? Number.MAX_SAFE_INTEGER : (rows.at(-1)?.row ?? last);
      for (const row of rows) if (!areSortKeysRight(row)) this.sortKeys += 1;
      const stored = new Map(
        db
          .all<Stored>(
            'SELECT customer, text, name_keys FROM search_text WHERE customer > ? AND customer <= ?',
            last,
            end,
          )
          .map((each) => [each.customer, each]),
      );
      const texts = searchTexts(
        this.#vault,
        db,
        rows.map(({ row }) => row),
      );
      for (const [row, text] of texts) {
        const entries = indexEntries(text);
        const is = stored.get(row);
        stored.delete(row);
        const isRight =
          is !== undefined &&
          isSameText(is.text, entries.text) &&
          inOrder(is.name_keys) === inOrder(entries.nameKeys.join(partSeparator));
        if (!isRight) this.texts += 1;
        this.#grams.expect(row, this.#gramSums.sumOf(entries.grams));
        const sum = entries.nameKeys.reduce(
          (all, key) => added(all, this.#names.numberOf(Buffer.from(key))),
          0,
        );
        this.#names.expect(row, sum);
      }
      this.texts += stored.size;
      if (isLast) return;
      last = end;
      yield;
    }
  }

  /** What the index over the texts and the table of names hold. */
  *hold(): Generator<void> {
    const { db } = this.#vault.store;
    // No name begins with nothing, and what follows begins after that.
    this.texts += db.value<number>("SELECT count(*) FROM name_lookup WHERE key = ''") ?? 0;
    for (const [sums, sql, atOnce] of [
      [
        this.#grams,
        'SELECT term, group_concat(doc) AS rows FROM search_terms WHERE term > ? GROUP BY term ORDER BY term LIMIT ?',
        termsAtOnce,
      ],
      [
        this.#names,
        'SELECT key AS term, group_concat(customer) AS rows FROM name_lookup WHERE key > ? GROUP BY key ORDER BY key LIMIT ?',
        namesAtOnce,
      ],
    ] as const)
      for (let last = ''; ;) {
        const page = db.all<{ term: string; rows: string }>(sql, last, atOnce);
        for (const { term, rows } of page) sums.hold(term, rows);
        last = page.at(-1)?.term ?? last;
        yield;
        if (page.length < atOnce) break;
      }
  }

  get isSame(): boolean {
    return this.#grams.isSame && this.#names.isSame;
  }
}

/** Works out anew what every customer is found by, and compares. Yields after some customers, and after some terms. */
export function* compareSearch(vault: OpenVault): Generator<void, SearchFindings, void> {
  const { store } = vault;
  let found = { texts: 0, sortKeys: 0 };
  for (let tries = 0; tries < mostTries; tries++) {
    const before = store.logSize;
    const sides = new Sides(vault);
    yield* sides.expect();
    yield* sides.hold();
    found = { texts: sides.texts, sortKeys: sides.sortKeys };
    if (sides.isSame || store.logSize === before) return { ...found, isIndexRight: sides.isSame };
  }
  return { ...found, isIndexRight: null };
}
