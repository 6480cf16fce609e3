import type { CustomerRef } from '../customers/sealed.ts';
import type { FieldFacts } from '../fields/catalog.ts';
import { resealings } from '../fields/resealing.ts';
import type { ReadDb } from '../store/store.ts';

interface Setting {
  readonly batch: number;
  readonly field: string;
  readonly at: number;
}

/**
 * Gives a function that tells when a customer's present value of a field was set, from the change log: sealing it anew for
 * a new class does not make it younger, and what a merge brought is as old as where it was made.
 */
export function settingTimes(db: ReadDb): (customer: CustomerRef, field: FieldFacts) => number {
  const isResealing = resealings(db);
  return (customer, field) => {
    const cell = `value:${field.id}`;
    const settings = db.all<Setting>(
      `SELECT c.batch, c.field, coalesce(own.at, whole.at, c.at) AS at FROM change c
       LEFT JOIN merged own ON own.seq = c.seq AND own.cell = ?
       LEFT JOIN merged whole ON whole.seq = c.seq AND whole.cell = '*'
       WHERE c.entity_id = ? AND c.entity = 'customer' AND c.field IN (?, '*') ORDER BY c.seq DESC`,
      cell,
      customer.id,
      cell,
    );
    return settings.find((each) => each.field === '*' || !isResealing(each.batch, cell))?.at ?? 0;
  };
}
