/** Whose customers a person reaches: all, or those that are assigned to them. */
import { comparableName } from '../../../src-preload/contract/names.ts';
import type { Edit } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb } from '../store/store.ts';

type Person = Pick<OpenVault, 'access' | 'personId'>;

/** The person to whose customers everything is limited; `null` for a role that reaches all. */
export function limitedTo({ access: { rules }, personId }: Person): string | null {
  return rules.customers === 'own' ? personId : null;
}

/** Whether the person reaches the customer of that row. */
export function isWithinReach(person: Person, db: ReadDb, row: number): boolean {
  const only = limitedTo(person);
  return (
    only === null ||
    db.value('SELECT 1 FROM customer WHERE row = ? AND assignee = ?', row, only) !== undefined
  );
}

/** Who looks after whom is for those to say who reach all customers. @throws VaultError access/not-allowed */
export function assertAssigns(person: Person): void {
  if (limitedTo(person) !== null) throw new VaultError('access/not-allowed', { needs: 'all-customers' });
}

/** @throws VaultError people/not-found, people/heir-not-active unless customers can be assigned to the person */
export function assertAssignable({ access: { roster } }: Pick<OpenVault, 'access'>, personId: string): void {
  const status = roster.body.people.find(({ id }) => id === personId)?.status;
  if (status === undefined || status === 'removed') throw new VaultError('people/not-found');
  if (status !== 'active') throw new VaultError('people/heir-not-active');
}

/** Those to whom the person can give customers, by their names as they are compared: all who are active, or only oneself. */
export function assignablePeople(vault: Person): ReadonlyMap<string, string> {
  const only = limitedTo(vault);
  const { people } = vault.access.roster.body;
  return new Map(
    people
      .filter(({ id, status }) => status === 'active' && (only === null || id === only))
      .map(({ id, name }) => [comparableName(name), id]),
  );
}

/** Whether customers can be given to the person now. */
export function isAssignable({ access: { roster } }: Pick<OpenVault, 'access'>, personId: string): boolean {
  return roster.body.people.some(({ id, status }) => id === personId && status === 'active');
}

/** The same of a cell's JSON; nobody in particular always can be. */
export function isAssignableJson(vault: Pick<OpenVault, 'access'>, json: string | null): boolean {
  return json === null || isAssignable(vault, jsonBy(z.string(), json) ?? '');
}

/** What is asked of an assignment that a person makes. @throws VaultError customers/bad-value */
export function checkAssignee(vault: Pick<OpenVault, 'access'>, edit: Edit): void {
  if (edit.field !== 'assignee' || edit.value === null) return;
  if (!isAssignable(vault, edit.value))
    throw new VaultError('customers/bad-value', { reason: 'no-such-person', field: 'assignee' });
}
