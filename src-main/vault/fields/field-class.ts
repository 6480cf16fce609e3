/** Changing a field's class: every value is sealed, or opened, anew. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { assertWrites } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { readCell } from '../customers/cells.ts';
import { changeCell } from '../customers/change-cell.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { reindex } from '../customers/search-text.ts';
import { plainOrLocked } from '../customers/value-cells.ts';
import type { WriteTx } from '../store/store.ts';
import { isSealed } from './compartment.ts';
import { catalogOf } from './catalog.ts';
import { changeLayoutCell } from './layout-cells.ts';
import { signClass } from './signed-classes.ts';

const pageSize = 500;

/** Sets the class and brings every value of the field into the form that it wants. A customer a step. @throws VaultError access/no-key, access/not-allowed unless the person may write both classes */
export function* changeFieldClass(
  tx: WriteTx,
  vault: OpenVault,
  fieldId: string,
  fieldClass: FieldClass,
): Generator<void, boolean> {
  const before = catalogOf(vault).fields.get(fieldId);
  if (before === undefined) return false;
  if (before.class !== fieldClass) for (const each of [before.class, fieldClass]) assertWrites(vault, each);
  if (!changeLayoutCell(tx, 'field', fieldId, 'class', JSON.stringify(fieldClass))) return false;
  signClass(tx, vault, fieldId, fieldClass);
  if (before.class === fieldClass || (!isSealed(before.class) && !isSealed(fieldClass))) return true;
  const cell = `value:${fieldId}`;
  let last = 0;
  for (;;) {
    const page = tx.all<CustomerRef>(
      `SELECT c.row, c.id FROM field_value v JOIN customer c ON c.row = v.customer
       WHERE v.field = ? AND v.customer > ? AND (v.text IS NOT NULL OR v.sealed IS NOT NULL)
       ORDER BY v.customer LIMIT ?`,
      before.row,
      last,
      pageSize,
    );
    for (const customer of page) {
      using keys = customerKeys(vault, tx, customer);
      const catalog = catalogOf(vault);
      const old = readCell(tx, catalog, customer, cell);
      const opened = plainOrLocked(vault, keys, customer, before, old);
      // What no key opens was somebody's own program's: it stays as it is, and verifying finds it.
      if (!opened.locked) changeCell(tx, vault, keys, customer, cell, old, opened.plain);
      if (isSealed(before.class) !== isSealed(fieldClass)) reindex(tx, vault, customer.row);
      last = customer.row;
      yield;
    }
    if (page.length < pageSize) return true;
  }
}
