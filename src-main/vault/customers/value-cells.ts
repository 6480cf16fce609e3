/** Cells of custom fields, whose log form is sealed where the field's class says so. */
import type { OpenVault } from '../context.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/blind-index.ts';
import type { WriteTx } from '../store/store.ts';
import { sealVersion, writeCell, writeTokens } from './cells.ts';
import type { Cell } from './rules.ts';
import {
  openJson,
  sealedFromJson,
  sealedToJson,
  sealJson,
  type CustomerKeys,
  type CustomerRef,
} from './sealed.ts';

/** The field of a value cell; `undefined` for other cells. */
export function fieldOfCell(vault: OpenVault, cell: Cell): FieldFacts | undefined {
  return cell.startsWith('value:') ? catalogOf(vault).fields.get(cell.slice('value:'.length)) : undefined;
}

/**
 * A value as plain JSON, from the log's form. A sealed value was sealed under the key of the class that its field had
 * then; the one it has now is tried first.
 * @throws VaultError vault/damaged when no key of the customer opens it
 */
export function plainJson(
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  field: FieldFacts,
  json: string | null,
): string | null {
  const sealed = json === null ? null : sealedFromJson(json);
  if (sealed === null) return json;
  const [first, second] =
    field.class === 'confidential'
      ? (['confidential', 'restricted'] as const)
      : (['restricted', 'confidential'] as const);
  const one = keys.existing(first);
  const other = keys.existing(second);
  if (one !== null) {
    try {
      return openJson(vault, one, customer, field.id, sealed);
    } catch (error) {
      if (other === null) throw error;
      return openJson(vault, other, customer, field.id, sealed);
    }
  }
  if (other === null) return null;
  return openJson(vault, other, customer, field.id, sealed);
}

/** The log's form of a plain value: sealed under a fresh version where the field's class wants it. */
export function loggedJson(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  field: FieldFacts,
  plain: string | null,
): string | null {
  if (plain === null || !isSealed(field.class)) return plain;
  const version = sealVersion(tx, customer, field) + 1;
  const sealed = sealJson(vault, keys.ensured(tx, field.class), customer, field.id, version, plain);
  return sealedToJson({ sealed, version });
}

/** Sets a cell to a plain value and records it. @returns the recorded `value` */
export function changeCell(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  cell: Cell,
  old: string | null,
  plain: string | null,
): string | null {
  const field = fieldOfCell(vault, cell);
  const value = field === undefined ? plain : loggedJson(tx, vault, keys, customer, field, plain);
  tx.record({ entity: 'customer', entityId: customer.id, field: cell, oldValue: old, value });
  writeCell(tx, vault, customer, cell, value);
  if (field !== undefined) writeTokens(tx, vault, customer.row, field, plain);
  return value;
}
