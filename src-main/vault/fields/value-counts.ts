import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { pace } from '../pace.ts';

export interface ValueCounts {
  /** Values of customers that are there, those in the bin included. */
  readonly shown: ReadonlyMap<number, number>;
  /** All values, those of customers that are gone with an import included. */
  readonly all: ReadonlyMap<number, number>;
}

/** Customers whose values are counted in one go. */
const stretch = 2000;

const kept = new WeakMap<OpenVault['store'], { readonly seq: number; readonly counts: ValueCounts }>();

/**
 * How many values each field has, by the field's row. Others get their turn meanwhile; counted anew only after a change.
 * @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function countValues({ store }: OpenVault): Promise<ValueCounts> {
  const seq = store.logSize;
  const known = kept.get(store);
  if (known?.seq === seq) return known.counts;
  const last = store.db.value<number>('SELECT max(row) FROM customer') ?? 0;
  const shown = new Map<number, number>();
  const all = new Map<number, number>();
  const rest = pace();
  for (let from = 0; from < last; from += stretch) {
    const rows = store.db.all<{ field: number; gone: number; count: number }>(
      `SELECT v.field, c.gone, count(*) AS count FROM customer c JOIN field_value v ON v.customer = c.row
       WHERE c.row > ? AND c.row <= ? AND (v.text IS NOT NULL OR v.sealed IS NOT NULL) GROUP BY v.field, c.gone`,
      from,
      from + stretch,
    );
    for (const { field, gone, count } of rows) {
      all.set(field, (all.get(field) ?? 0) + count);
      if (gone === 0) shown.set(field, (shown.get(field) ?? 0) + count);
    }
    await rest();
    if (store.isClosed) throw new VaultError('vault/locked');
  }
  const counts = { shown, all };
  if (store.logSize === seq) kept.set(store, { seq, counts });
  return counts;
}
