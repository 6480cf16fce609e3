/** Whether customers' own keys, and what is sealed under them, open with the keys of classes that the person holds. */
import { mayRead } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { openValue, unwrapRecordKey } from '../crypto/sealed-value.ts';
import type { RecordKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { compartmentKey, type SealedClass } from '../fields/compartment.ts';

const pageSize = 500;
const sealedClasses = ['confidential', 'restricted'] as const satisfies readonly SealedClass[];

interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly confidential: Uint8Array | null;
  readonly restricted: Uint8Array | null;
}

/** @returns whether what `open` opens was sealed under that key for that place */
function opens(open: () => void): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/damaged') return false;
    throw error;
  }
}

/** Whether every value of the class opens with the customer's key. */
function valuesOpen(
  vault: OpenVault,
  customer: CustomerRow,
  sealedClass: SealedClass,
  key: RecordKey,
): boolean {
  const values = vault.store.db.all<{ field: string; sealed: Uint8Array; version: number }>(
    `SELECT f.id AS field, v.sealed, v.version FROM field_value v JOIN field f ON f.row = v.field
     WHERE v.customer = ? AND v.sealed IS NOT NULL AND f.class = ?`,
    customer.row,
    sealedClass,
  );
  return values.every(({ field, sealed, version }) =>
    opens(() => {
      const place = { vaultId: vault.vaultId, customerId: customer.id, fieldId: field, version };
      openValue(key, place, sealed).fill(0);
    }),
  );
}

function isWhole(vault: OpenVault, customer: CustomerRow, sealedClass: SealedClass): boolean {
  const wrapped = customer[sealedClass];
  if (wrapped === null) return true;
  const place = { vaultId: vault.vaultId, customerId: customer.id };
  return opens(() => {
    using key = unwrapRecordKey(compartmentKey(vault.keys, sealedClass), place, wrapped);
    if (!valuesOpen(vault, customer, sealedClass, key)) throw new VaultError('vault/damaged');
  });
}

/**
 * Opens every wrapped key of a customer whose class the person may read, and every value under it. A step a customer.
 * @returns how many of those keys, each for a customer and class, do not open or do not open what is sealed under them
 */
export function* brokenRecordKeys(vault: OpenVault): Generator<void, number, void> {
  const readable = sealedClasses.filter((each) => mayRead(vault, each));
  let broken = 0;
  for (let last = 0; ;) {
    const page = vault.store.db.all<CustomerRow>(
      `SELECT row, id, confidential_key AS confidential, restricted_key AS restricted FROM customer
       WHERE row > ? AND (confidential_key IS NOT NULL OR restricted_key IS NOT NULL) ORDER BY row LIMIT ?`,
      last,
      pageSize,
    );
    for (const customer of page) {
      broken += readable.filter((each) => !isWhole(vault, customer, each)).length;
      yield;
    }
    last = page.at(-1)?.row ?? last;
    if (page.length < pageSize) return broken;
  }
}
