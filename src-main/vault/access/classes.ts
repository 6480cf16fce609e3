/**
 * Which classes the person at the vault may read and write. What is sealed is out of reach without its key whatever is
 * asked here; this says it early and in one way, and holds to the difference between reading and writing.
 */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { compartmentKey, holdsKeyOf, isSealed, type SealedClass } from '../fields/compartment.ts';

type Person = Pick<OpenVault, 'access' | 'keys'>;

/** What the role says of the class; public values go with internal ones. */
function accessTo({ access: { rules } }: Person, fieldClass: FieldClass): 'none' | 'read' | 'write' {
  return rules.classes[isSealed(fieldClass) ? fieldClass : 'internal'];
}

export function mayRead(person: Person, fieldClass: FieldClass): boolean {
  return accessTo(person, fieldClass) !== 'none' && holdsKeyOf(person.keys, fieldClass);
}

export function mayWrite(person: Person, fieldClass: FieldClass): boolean {
  return accessTo(person, fieldClass) === 'write' && holdsKeyOf(person.keys, fieldClass);
}

/** @throws VaultError access/no-key */
export function assertReads(person: Person, fieldClass: FieldClass): void {
  if (!mayRead(person, fieldClass)) throw new VaultError('access/no-key', { class: fieldClass });
}

/** @throws VaultError access/no-key where the class cannot even be read, access/not-allowed where it can */
export function assertWrites(person: Person, fieldClass: FieldClass): void {
  assertReads(person, fieldClass);
  if (!mayWrite(person, fieldClass))
    throw new VaultError('access/not-allowed', { class: fieldClass, needs: 'write' });
}

/** The key of a class that the role may read. @throws VaultError access/no-key */
export function readingKey(person: Person, sealedClass: SealedClass): ReturnType<typeof compartmentKey> {
  assertReads(person, sealedClass);
  return compartmentKey(person.keys, sealedClass);
}

/** Whether work failed because a value is of a class that the person may not read. */
export function isLockedOut(error: unknown): error is VaultError {
  return error instanceof VaultError && error.code === 'access/no-key';
}
