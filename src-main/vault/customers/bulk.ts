import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import type { WriteTx } from '../store/store.ts';
import { applyEdits } from './edit.ts';
import { customerByRow } from './selection.ts';

/** Gives customers to a person, or to nobody. @returns the ids of those that changed */
export function* assignCustomers(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
  personId: string | null,
): Generator<void, string[]> {
  const ids: string[] = [];
  for (const row of rows) {
    const customer = customerByRow(tx, row);
    if (customer === undefined) continue;
    if (applyEdits(tx, vault, row, [{ field: 'assignee', value: personId }]) > 0) ids.push(customer.id);
    yield;
  }
  return ids;
}

/** Puts a tag on customers, or takes it off. @returns the ids of those that changed @throws VaultError tags/not-found */
export function* tagCustomers(
  tx: WriteTx,
  vault: OpenVault,
  rows: readonly number[],
  tagId: string,
  add: boolean,
): Generator<void, string[]> {
  const tag = catalogOf(vault).tags.get(tagId);
  if (tag === undefined || tag.isDeleted) throw new VaultError('tags/not-found');
  const ids: string[] = [];
  for (const row of rows) {
    const customer = customerByRow(tx, row);
    if (customer === undefined) continue;
    if (applyEdits(tx, vault, row, [{ field: 'tag', key: tagId, value: add ? true : null }]) > 0)
      ids.push(customer.id);
    yield;
  }
  return ids;
}
