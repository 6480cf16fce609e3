/** Values of fields of type secret: which there are, and one of them opened within the vault process. */
import { assertReads } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { valueJson } from '../customers/cells.ts';
import type { ValueRow } from '../customers/rows.ts';
import { customerKeys, parseValue, type CustomerRef } from '../customers/sealed.ts';
import { plainJson } from '../customers/value-cells.ts';
import { VaultError } from '../errors.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';

/** The fields of type secret, by row. */
export function secretFields(vault: OpenVault): ReadonlyMap<number, FieldFacts> {
  const fields = [...catalogOf(vault).fields.values()];
  return new Map(
    fields.filter((field) => field.type === 'secret' && !field.isDeleted).map((field) => [field.row, field]),
  );
}

/** @throws VaultError fields/not-found for one that is no secret, too */
export function secretField(vault: OpenVault, fieldId: string): FieldFacts {
  const field = [...secretFields(vault).values()].find(({ id }) => id === fieldId);
  if (field === undefined) throw new VaultError('fields/not-found');
  return field;
}

/**
 * A customer's secret in the clear; `null` for none. It is for the vault process alone: showing it is customers/reveal.
 * @throws VaultError access/not-allowed where the role does not read the field's class
 */
export function openSecret(vault: OpenVault, customer: CustomerRef, field: FieldFacts): string | null {
  assertReads(vault, field.class);
  const { db } = vault.store;
  const row = db.get<ValueRow>(
    'SELECT text, number, sealed, version FROM field_value WHERE customer = ? AND field = ?',
    customer.row,
    field.row,
  );
  const json = row === undefined ? null : valueJson(field, row);
  if (json === null) return null;
  using keys = customerKeys(vault, db, customer);
  const plain = plainJson(vault, keys, customer, field, json);
  if (plain === null) return null;
  const value = parseValue(plain);
  return typeof value === 'string' ? value : null;
}

/** @throws VaultError customers/no-value */
export function expectSecret(vault: OpenVault, customer: CustomerRef, field: FieldFacts): string {
  const text = openSecret(vault, customer, field);
  if (text === null) throw new VaultError('customers/no-value');
  return text;
}
