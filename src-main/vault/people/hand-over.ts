/** Everything that is one person's to another: customers and saved views, in one step that can be undone. */
import type { HandedOver } from '../../../src-preload/contract/people.ts';
import { journalInParts } from '../audit/leaving.ts';
import { assignCustomers } from '../customers/bulk.ts';
import { inSteps } from '../customers/in-steps.ts';
import { VaultError } from '../errors.ts';
import { changeLayoutCell } from '../fields/layout-cells.ts';
import type { OpenSession } from '../session/session.ts';
import type { WriteTx } from '../store/store.ts';

const mostListed = 1000;

/** @throws VaultError people/not-found, people/heir-not-active */
export function assertHeir({ vault }: OpenSession, from: string, to: string): void {
  const { people } = vault.access.roster.body;
  if (!people.some(({ id }) => id === from)) throw new VaultError('people/not-found');
  const heir = people.find(({ id }) => id === to);
  if (heir?.status !== 'active' || from === to) throw new VaultError('people/heir-not-active');
}

/** Customers in the bin go along; they may come back. @returns how many, and the first of them by name */
export async function handOver({ vault }: OpenSession, from: string, to: string): Promise<HandedOver> {
  const { db } = vault.store;
  const customers = db.all<{ row: number; id: string; name: string }>(
    'SELECT row, id, name FROM customer WHERE assignee = ? ORDER BY name_key, row',
    from,
  );
  const views = db.all<{ id: string; name: string }>(
    'SELECT id, name FROM saved_view WHERE owner = ? AND deleted_at IS NULL ORDER BY position',
    from,
  );
  const rows = customers.map(({ row }) => row);
  await inSteps(vault, { kind: 'bulk', label: 'people/hand-over' }, function* (tx: WriteTx) {
    for (const { id } of views) changeLayoutCell(tx, 'view', id, 'owner', JSON.stringify(to));
    yield;
    yield* assignCustomers(tx, vault, rows, to);
  });
  const { people } = vault.access.roster.body;
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? '';
  const details = {
    from: nameOf(from),
    to: nameOf(to),
    customers: customers.length,
    views: views.length,
  };
  await journalInParts(vault, { action: 'handed-over', details }, rows);
  const list = [
    ...views.map(({ id, name }) => ({ kind: 'view' as const, id, name })),
    ...customers.map(({ id, name }) => ({ kind: 'customer' as const, id, name })),
  ];
  return { customers: customers.length, views: views.length, list: list.slice(0, mostListed) };
}
