/** Cells of custom fields, whose log form is sealed where the field's class says so. */
import { assertWrites, isLockedOut } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/compartment.ts';
import type { WriteTx } from '../store/store.ts';
import { sealVersion } from './cells.ts';
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
 * @throws VaultError vault/damaged when no key of the customer opens it, access/no-key when one that the person does not hold may
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
  let failure: VaultError | null = null;
  for (const sealedClass of [first, second]) {
    try {
      const key = keys.existing(sealedClass);
      if (key !== null) return openJson(vault, key, customer, field.id, sealed);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      // A key that is not held may be the one: that says more than that another one did not fit.
      if (failure === null || isLockedOut(error)) failure = error;
    }
  }
  if (failure !== null) throw failure;
  return null;
}

/** Whether a value is not as this program writes one: it costs what that value is, and nothing of the others. */
export function isDamaged(error: unknown): boolean {
  return error instanceof VaultError && error.code === 'vault/damaged';
}

/** As {@link plainJson}; `null` for what no key opens that may. */
export function wholeValue(...given: Parameters<typeof plainJson>): { readonly plain: string | null } | null {
  try {
    return { plain: plainJson(...given) };
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return null;
  }
}

/** As {@link plainJson}; `locked` where the person holds no key to the value, and where none opens what somebody's own program wrote there. */
export function plainOrLocked(
  ...given: Parameters<typeof plainJson>
): { readonly plain: string | null; readonly locked: false } | { readonly locked: true } {
  try {
    return { plain: plainJson(...given), locked: false };
  } catch (error) {
    if (!isLockedOut(error) && !isDamaged(error)) throw error;
    return { locked: true };
  }
}

/**
 * The log's form of a plain value: sealed under a fresh version where the field's class wants it.
 * @throws VaultError access/no-key, access/not-allowed
 */
export function loggedJson(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  field: FieldFacts,
  plain: string | null,
): string | null {
  assertWrites(vault, field.class);
  if (plain === null || !isSealed(field.class)) return plain;
  const version = sealVersion(tx, customer, field) + 1;
  const sealed = sealJson(vault, keys.ensured(tx, field.class), customer, field.id, version, plain);
  return sealedToJson({ sealed, version });
}
