/** Which compartment keys the person at the vault holds. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { UnlockedKeys } from '../context.ts';
import type { CompartmentKey } from '../crypto/sealed-value.ts';
import { VaultError } from '../errors.ts';

export type SealedClass = 'confidential' | 'restricted';

export function isSealed(fieldClass: FieldClass): fieldClass is SealedClass {
  return fieldClass === 'confidential' || fieldClass === 'restricted';
}

type Held = Pick<UnlockedKeys, 'compartments'>;

/** Whether values of the class can be opened here: sealed ones need a key that not every role has. */
export function holdsKeyOf({ compartments }: Held, fieldClass: FieldClass): boolean {
  return !isSealed(fieldClass) || compartments[fieldClass] !== null;
}

/** @throws VaultError access/no-key when the person's role does not hold it */
export function compartmentKey({ compartments }: Held, sealedClass: SealedClass): CompartmentKey {
  const key = compartments[sealedClass];
  if (key === null) throw new VaultError('access/no-key', { class: sealedClass });
  return key;
}
