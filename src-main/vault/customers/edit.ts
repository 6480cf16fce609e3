/** Editing a customer: each edit that changes something is one row of the change log. */
import type { Edit } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { isSealed } from '../fields/compartment.ts';
import type { WriteTx } from '../store/store.ts';
import { factsOfCell, type SearchChange } from './cell-parts.ts';
import { readCell } from './cells.ts';
import { changeCell } from './change-cell.ts';
import { cellEdit, type CellEdit } from './rules.ts';
import { customerKeys, type CustomerKeys, type CustomerRef } from './sealed.ts';
import { reindex } from './search-text.ts';
import { fieldOfCell, plainJson } from './value-cells.ts';

/** A contact that leaves takes its own numbers and addresses along. */
function withPointsOf(tx: WriteTx, customer: CustomerRef, edit: Edit, change: CellEdit): CellEdit[] {
  if (edit.field !== 'contact' || edit.value !== null) return [change];
  const points = tx.all<{ id: string }>(
    'SELECT id FROM point WHERE customer = ? AND contact = ?',
    customer.row,
    edit.key,
  );
  return [...points.map(({ id }): CellEdit => ({ cell: `point:${id}`, json: null, kept: null })), change];
}

/** @returns whether the cell changed */
function applyCell(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  { cell, json }: CellEdit,
): boolean {
  const old = readCell(tx, catalogOf(vault), customer, cell);
  const field = fieldOfCell(vault, cell);
  const oldPlain = field === undefined ? old : plainJson(vault, keys, customer, field, old);
  if (oldPlain === json) return false;
  changeCell(tx, vault, keys, customer, cell, old, json);
  return true;
}

/** What a change of a cell is to the search index; `null` where its text is not in there. */
export function searchChange(vault: OpenVault, cell: string): SearchChange | null {
  const field = fieldOfCell(vault, cell);
  return field !== undefined && isSealed(field.class) ? null : (factsOfCell(cell)?.search ?? null);
}

/** Whether a cell's text is in the search index. */
export function touchesSearch(vault: OpenVault, cell: string): boolean {
  return searchChange(vault, cell) !== null;
}

/**
 * Applies edits within a write. Those that change nothing leave no trace.
 * @returns how many changed something
 * @throws VaultError customers/not-found, customers/bad-value, customers/name-needed
 */
export function applyEdits(tx: WriteTx, vault: OpenVault, row: number, edits: readonly Edit[]): number {
  const before = tx.get<{ id: string; name: string; organisation: string }>(
    'SELECT id, name, organisation FROM customer WHERE row = ?',
    row,
  );
  if (before === undefined) throw new VaultError('customers/not-found');
  const customer = { row, id: before.id };
  const catalog = catalogOf(vault);
  using keys = customerKeys(vault, tx, customer);
  let changed = 0;
  let isSearchStale = false;
  for (const edit of edits) {
    for (const change of withPointsOf(tx, customer, edit, cellEdit(edit, catalog))) {
      if (!applyCell(tx, vault, keys, customer, change)) continue;
      changed += 1;
      isSearchStale ||= touchesSearch(vault, change.cell);
    }
  }
  if (changed === 0) return 0;
  const hadName = before.name.trim() !== '' || before.organisation.trim() !== '';
  if (hadName && edits.some(({ field }) => field === 'name' || field === 'organisation')) {
    const after = tx.get<{ name: string; organisation: string }>(
      'SELECT name, organisation FROM customer WHERE row = ?',
      row,
    );
    if (after?.name.trim() === '' && after.organisation.trim() === '')
      throw new VaultError('customers/name-needed');
  }
  tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', tx.now, row);
  if (isSearchStale) reindex(tx, vault, row);
  return changed;
}
