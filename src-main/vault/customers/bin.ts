/** Into the bin and out of it. */
import type { OpenVault } from '../context.ts';
import type { WriteTx } from '../store/store.ts';
import { catalogOf } from '../fields/catalog.ts';
import { readCell, writeCell } from './cells.ts';
import { customerByRow } from './selection.ts';

/** Sets a customer's standing and records it; `null` when it stands like that already. */
function setDeleted(tx: WriteTx, vault: OpenVault, row: number, json: string | null): string | null {
  const customer = customerByRow(tx, row);
  if (customer === undefined) return null;
  const old = readCell(tx, catalogOf(vault), customer, 'deleted');
  if ((old === null) === (json === null)) return null;
  tx.record({ entity: 'customer', entityId: customer.id, field: 'deleted', oldValue: old, value: json });
  writeCell(tx, vault, customer, 'deleted', json);
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

/** Takes customers out of the bin. @returns the ids of those that were in it */
export function restoreCustomers(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
): Generator<void, string[]> {
  return setAll(tx, vault, rows, null);
}
