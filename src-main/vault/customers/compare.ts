/** Whether the tables are what the change log adds up to. */
import { storedCatalog } from '../fields/catalog.ts';
import { differingLayoutRows } from '../fields/layout-cells.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { areSameCells, replay, snapshotCells } from './snapshot.ts';

export interface Finding {
  readonly code: string;
  readonly count: number;
}

/** Counts that triggers keep, compared with what there is. */
function differingCounts(db: ReadDb): number {
  return (
    db.value<number>(
      `SELECT count(*) FROM customer_count n WHERE n.customers <> (SELECT count(*) FROM customer c
       WHERE n.bin = CASE WHEN c.deleted_at IS NULL THEN 0 WHEN c.gone = 0 THEN 1 END)`,
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
  let differing = 0;
  let unlogged = 0;
  for (let last = 0; ;) {
    const page = db.all<{ row: number; id: string }>(
      'SELECT row, id FROM customer WHERE row > ? ORDER BY row LIMIT ?',
      last,
      pageSize,
    );
    const catalog = storedCatalog(store);
    for (const { row, id } of page) {
      const logged = replay(db, id);
      if (logged === null) unlogged += 1;
      else if (!areSameCells(logged, snapshotCells(db, catalog, row))) differing += 1;
    }
    last = page.at(-1)?.row ?? last;
    if (page.length < pageSize) break;
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
    { code: 'verify/count-differs', count: differingCounts(db) },
    { code: 'verify/layout-differs', count: differingLayoutRows(db) },
  ];
  return findings.filter(({ count }) => count > 0);
}
