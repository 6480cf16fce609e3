/** Into the bin and out of it. */
import type { OpenVault } from '../context.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { catalogOf } from '../fields/catalog.ts';
import { readCell } from './cells.ts';
import { changeCell } from './change-cell.ts';
import { customerKeys, type CustomerRef } from './sealed.ts';
import { customerByRow } from './selection.ts';
import { snapshotCells } from './snapshot.ts';

/** Sets a customer's standing and records it; `null` when it stands like that already. */
function setDeleted(tx: WriteTx, vault: OpenVault, row: number, json: string | null): string | null {
  const customer = customerByRow(tx, row);
  if (customer === undefined) return null;
  const old = readCell(tx, catalogOf(vault), customer, 'deleted');
  if ((old === null) === (json === null)) return null;
  using keys = customerKeys(vault, tx, customer);
  changeCell(tx, vault, keys, customer, 'deleted', old, json);
  return customer.id;
}

function* setAll(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
  json: string | null,
): Generator<void, string[]> {
  const ids: string[] = [];
  for (const row of rows) {
    const id = setDeleted(tx, vault, row, json);
    if (id !== null) ids.push(id);
    yield;
  }
  return ids;
}

/** Puts customers into the bin. @returns the ids of those that were not in it */
export function deleteCustomers(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
): Generator<void, string[]> {
  return setAll(tx, vault, rows, String(tx.now));
}

/** Whether a customer was made by the person and holds nothing that anybody entered. */
export function isLeftBlank(db: ReadDb, vault: OpenVault, customer: CustomerRef): boolean {
  const madeBy = db.value<string>(
    "SELECT person FROM change WHERE entity_id = ? AND entity = 'customer' AND field = '*'",
    customer.id,
  );
  const given = new Set(['created', 'kind', 'assignee']);
  return (
    madeBy === vault.personId &&
    [...snapshotCells(db, catalogOf(vault), customer.row).keys()].every((cell) => given.has(cell))
  );
}

/** Takes customers out of the bin. @returns the ids of those that were in it */
export function restoreCustomers(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
): Generator<void, string[]> {
  return setAll(tx, vault, rows, null);
}
