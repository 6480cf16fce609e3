/** Who looks after customers. */
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { WriteTx } from '../store/store.ts';
import { applyEdits } from './edit.ts';

/** Assigns customers to a person, or to nobody. @returns the ids of those that changed */
export function* assignRows(
  tx: WriteTx,
  vault: OpenVault,
  rows: Iterable<number>,
  personId: string | null,
): Generator<void, string[]> {
  const changed: string[] = [];
  for (const row of rows) {
    if (applyEdits(tx, vault, row, [{ field: 'assignee', value: personId }]) > 0) {
      const id = tx.value<string>('SELECT id FROM customer WHERE row = ?', row);
      if (id !== undefined) changed.push(id);
    }
    yield;
  }
  return changed;
}

/** @throws VaultError people/not-found, people/heir-not-active for somebody who is suspended */
export function assertAssignable({ access }: OpenVault, personId: string | null): void {
  if (personId === null) return;
  const person = access.roster.body.people.find(({ id }) => id === personId);
  if (person === undefined) throw new VaultError('people/not-found');
  if (person.status !== 'active') throw new VaultError('people/heir-not-active');
}
