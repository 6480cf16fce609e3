/** Search entries that say what a field, an option or a tag was called before. */
import type { OpenVault } from '../context.ts';
import { mayRead } from '../access/classes.ts';
import { readCell, writeTokens } from '../customers/cells.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { reindex } from '../customers/search-text.ts';
import { plainOrLocked } from '../customers/value-cells.ts';
import type { WriteTx } from '../store/store.ts';
import { catalogOf } from './catalog.ts';
import { isSealed } from './compartment.ts';
import type { LayoutEntity } from './layout-cells.ts';

const pageSize = 1000;

const holders = {
  tag: `SELECT ct.customer AS row FROM customer_tag ct JOIN tag t ON t.row = ct.tag
        WHERE t.id = ? AND ct.customer > ? ORDER BY ct.customer LIMIT ?`,
  field: `SELECT v.customer AS row FROM field_value v JOIN field f ON f.row = v.field
          WHERE f.id = ? AND v.customer > ? AND v.text IS NOT NULL ORDER BY v.customer LIMIT ?`,
} as const;

function affectsSearch(entity: LayoutEntity, column: string): entity is 'tag' | 'field' {
  if (entity === 'tag') return column === 'name' || column === 'deleted_at';
  return entity === 'field' && (column === 'options' || column === 'deleted_at');
}

const sealedHolders = `SELECT c.row, c.id FROM field_value v JOIN customer c ON c.row = v.customer
  WHERE v.field = ? AND v.customer > ? AND v.sealed IS NOT NULL ORDER BY v.customer LIMIT ?`;

/**
 * Makes the tokens of sealed choices anew, which are of their options' names. Those of a class that the person cannot read stay, and are found by the
 * names that held when they were set. A customer a step.
 */
function* renewTokens(tx: WriteTx, vault: OpenVault, id: string): Generator<void, void> {
  const field = catalogOf(vault).fields.get(id);
  if (field === undefined || !isSealed(field.class) || !mayRead(vault, field.class)) return;
  let last = 0;
  for (;;) {
    const page = tx.all<CustomerRef>(sealedHolders, field.row, last, pageSize);
    for (const customer of page) {
      using keys = customerKeys(vault, tx, customer);
      const json = readCell(tx, catalogOf(vault), customer, `value:${id}`);
      const opened = plainOrLocked(vault, keys, customer, field, json);
      if (!opened.locked) writeTokens(tx, vault, customer.row, field, opened.plain);
      last = customer.row;
      yield;
    }
    if (page.length < pageSize) return;
  }
}

/** Indexes the customers anew whose search entries a changed column of a tag or field is part of. A customer a step. */
export function* reindexAfterLayoutChange(
  tx: WriteTx,
  vault: OpenVault,
  entity: LayoutEntity,
  id: string,
  column: string,
): Generator<void, void> {
  if (!affectsSearch(entity, column)) return;
  if (column === 'options') yield* renewTokens(tx, vault, id);
  let last = 0;
  for (;;) {
    const page = tx.all<{ row: number }>(holders[entity], id, last, pageSize);
    for (const { row } of page) {
      reindex(tx, vault, row);
      last = row;
      yield;
    }
    if (page.length < pageSize) return;
  }
}
