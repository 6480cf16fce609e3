/** Whether the tables are what the change log adds up to. */
import { storedCatalog } from '../fields/catalog.ts';
import { differingLayoutRows } from '../fields/layout-cells.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { countriesEver, isDerivedRight } from './derived.ts';
import { areSameCells, cellsOfRows, customerRows, replayed } from './snapshot.ts';

export interface Finding {
  readonly code: string;
  readonly count: number;
}

/** Counts that triggers keep, compared with what there is. */
function differingCounts(db: ReadDb): number {
  return (
    db.value<number>(
      `SELECT count(*) FROM (VALUES (0), (1)) AS of WHERE coalesce((SELECT customers FROM customer_count WHERE bin = of.column1), -1)
       <> (SELECT count(*) FROM customer c WHERE of.column1 = CASE WHEN c.deleted_at IS NULL THEN 0 WHEN c.gone = 0 THEN 1 END)`,
    ) ?? 0
  );
}

/** Customers that are compared in one go. */
const pageSize = 100;

/**
 * Rebuilds every record from the change log and compares, and yields after some customers. @returns what differs; empty
 * when nothing does
 */
export function* compareWithLog(store: Store): Generator<void, Finding[], void> {
  const { db } = store;
  const countries = countriesEver(db);
  let differing = 0;
  let unlogged = 0;
  let derived = 0;
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const page = db.all<{ row: number; id: string }>(
      'SELECT row, id FROM customer WHERE row > ? ORDER BY row LIMIT ?',
      last,
      pageSize,
    );
    const isLast = page.length < pageSize;
    const end = isLast ? Number.MAX_SAFE_INTEGER : (page.at(-1)?.row ?? last);
    const catalog = storedCatalog(store);
    const { customers, strays } = customerRows(db, last, end);
    differing += strays;
    const logged = replayed(
      db,
      page.map(({ id }) => id),
    );
    for (const rows of customers.values()) {
      const said = logged.get(rows.main.id);
      const cells = said?.cells ?? null;
      if (said === undefined || cells === null) unlogged += 1;
      else if (!areSameCells(cells, cellsOfRows(catalog, rows))) differing += 1;
      else if (!isDerivedRight(rows, { catalog, countries, versions: said.versions })) derived += 1;
    }
    if (isLast) break;
    last = end;
    yield;
  }
  const missing =
    db.value<number>(
      `SELECT count(*) FROM change WHERE entity = 'customer' AND field = '*'
       AND NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = change.entity_id)`,
    ) ?? 0;
  const findings: Finding[] = [
    { code: 'verify/customer-differs', count: differing },
    { code: 'verify/customer-unlogged', count: unlogged },
    { code: 'verify/customer-missing', count: missing },
    { code: 'verify/derived-differs', count: derived },
    { code: 'verify/count-differs', count: differingCounts(db) },
    { code: 'verify/layout-differs', count: differingLayoutRows(db) },
  ];
  return findings.filter(({ count }) => count > 0);
}
