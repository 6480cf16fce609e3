/** The class that each field has by what was signed, whatever the table says. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { VaultError } from '../errors.ts';
import { maySign, policyOf, setPolicy, type PolicyVault } from '../policy/policies.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

/** By field. One that is not there was made by somebody who may not set classes, and nobody who may has opened since. */
export function signedClasses(vault: PolicyVault): Readonly<Record<string, FieldClass>> {
  return policyOf(vault, 'layout')?.content ?? {};
}

/** Fields of a write whose class is to be signed when it ends. */
const made = new WeakMap<WriteTx, Map<string, FieldClass>>();

/** @throws VaultError vault/damaged where a trigger that somebody left in the database made another class of it */
function assertStored(db: ReadDb, fieldId: string, fieldClass: FieldClass): void {
  if (db.value('SELECT class FROM field WHERE id = ?', fieldId) !== fieldClass)
    throw new VaultError('vault/damaged');
}

/** Signs the class of a field that was made: once for all of a write, by who may. @throws VaultError vault/damaged */
export function signNewField(tx: WriteTx, vault: PolicyVault, fieldId: string, fieldClass: FieldClass): void {
  assertStored(tx, fieldId, fieldClass);
  if (!maySign(vault, 'layout')) return;
  const before = made.get(tx);
  if (before !== undefined) {
    before.set(fieldId, fieldClass);
    return;
  }
  const fields = new Map([[fieldId, fieldClass]]);
  made.set(tx, fields);
  tx.beforeCommit(() => {
    setPolicy(tx, vault, 'layout', { ...signedClasses(vault), ...Object.fromEntries(fields) });
  });
}

/** Signs that a field has another class now. @throws VaultError access/not-allowed, vault/damaged */
export function signClass(tx: WriteTx, vault: PolicyVault, fieldId: string, fieldClass: FieldClass): void {
  assertStored(tx, fieldId, fieldClass);
  made.get(tx)?.set(fieldId, fieldClass);
  setPolicy(tx, vault, 'layout', { ...signedClasses(vault), [fieldId]: fieldClass });
}
