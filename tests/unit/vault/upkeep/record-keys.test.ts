/** Customers' own keys that somebody with the database key exchanged for others, as verifying finds them. */
import { randomBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { newRecordKey, wrapRecordKey } from '../../../../src-main/vault/crypto/sealed-value.ts';
import { SecretKey, type RestrictedKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { builtInRoles } from '../../../../src-preload/contract/roles.ts';
import { compartmentKey } from '../../../../src-main/vault/fields/compartment.ts';
import { verifyVault } from '../../../../src-main/vault/upkeep/verify.ts';
import { create, field, useFreshVault, value, vault } from '../customers/kit.ts';

useFreshVault();

/** Two customers with a value of each sealed class. */
async function twoCustomers(): Promise<readonly [string, string]> {
  const bank = field('Bank', 'text', 'restricted');
  const tax = field('Tax', 'text', 'confidential');
  const one = await create(value(bank, '6222021200001234567'), value(tax, 'DE 1'));
  const two = await create(value(bank, '4563510000009876543'), value(tax, 'DE 2'));
  return [one, two];
}
const put = (wrapped: Uint8Array, customer: string): void => {
  vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    tx.run('UPDATE customer SET restricted_key = ? WHERE id = ?', wrapped, customer),
  );
};
const wrappedUnder = (key: RestrictedKey, customerId: string): Uint8Array => {
  using own = newRecordKey();
  return wrapRecordKey(key, { vaultId: vault.vaultId, customerId }, own);
};
const strange = (): RestrictedKey => SecretKey.adopt('compartment-restricted', randomBytes(32));
const held = (): RestrictedKey => {
  const key = compartmentKey(vault.keys, 'restricted');
  if (key.role !== 'compartment-restricted') throw new Error('another key');
  return key;
};
const findings = async () =>
  (await verifyVault(vault, true)).findings.filter(({ code }) => code === 'verify/record-keys');

describe('verifying finds a customer’s restricted key', () => {
  test.each([
    ['that a class key of somebody’s own wraps', (one: string) => wrappedUnder(strange(), one)],
    ['that is no envelope', () => randomBytes(73)],
    ['that is another customer’s', (_: string, two: string) => restrictedKeyOf(two)],
    ['that opens, but not what is sealed under it', (one: string) => wrappedUnder(held(), one)],
  ])('%s', async (_how, made) => {
    const [one, two] = await twoCustomers();
    expect(await findings()).toEqual([]);
    const before = restrictedKeyOf(one);
    put(made(one, two), one);
    expect(await findings()).toEqual([{ code: 'verify/record-keys', count: 1 }]);
    put(before, one);
    expect(await findings()).toEqual([]);
  });
});

test('one of a class that the person may not read is not counted', async () => {
  const [one] = await twoCustomers();
  const before = restrictedKeyOf(one);
  put(randomBytes(73), one);
  vault.access.rules = builtInRoles.member;
  expect(await findings()).toEqual([]);
  put(before, one);
});

function restrictedKeyOf(customer: string): Uint8Array {
  const key = vault.store.db.value<Uint8Array>('SELECT restricted_key FROM customer WHERE id = ?', customer);
  if (key === undefined) throw new Error('no key');
  return key;
}
