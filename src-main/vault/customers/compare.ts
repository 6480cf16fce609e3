/** Whether the tables are what the change log adds up to. */
import { catalogOf } from '../fields/catalog.ts';
import { differingLayoutRows } from '../fields/layout-cells.ts';
import type { Store } from '../store/store.ts';
import { areSameCells, replay, snapshotCells } from './snapshot.ts';

export interface Finding {
  readonly code: string;
  readonly count: number;
}

/** Rebuilds every record from the change log and compares. @returns what differs; empty when nothing does */
export function compareWithLog(store: Store): Finding[] {
  const { db } = store;
  const catalog = catalogOf({ store });
  let differing = 0;
  let unlogged = 0;
  for (const { row, id } of db.iterate<{ row: number; id: string }>(
    'SELECT row, id FROM customer ORDER BY row',
  )) {
    const logged = replay(db, id);
    if (logged === null) unlogged += 1;
    else if (!areSameCells(logged, snapshotCells(db, catalog, row))) differing += 1;
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
    { code: 'verify/layout-differs', count: differingLayoutRows(db) },
  ];
  return findings.filter(({ count }) => count > 0);
}
