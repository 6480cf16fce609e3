/** Sealing and opening one customer's classified values. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { fieldValue, type FieldValue } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import {
  newRecordKey,
  openValue,
  sealValue,
  unwrapRecordKey,
  wrapRecordKey,
} from '../crypto/sealed-value.ts';
import type { RecordKey } from '../crypto/secret-key.ts';
import { readingKey } from '../access/classes.ts';
import { VaultError } from '../errors.ts';
import type { SealedClass } from '../fields/compartment.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

export interface CustomerRef {
  readonly row: number;
  readonly id: string;
}

/** An envelope and the version that its associated data names. */
export interface SealedValue {
  readonly sealed: Uint8Array;
  readonly version: number;
}

const wrappedKey = {
  confidential: 'SELECT confidential_key FROM customer WHERE row = ?',
  restricted: 'SELECT restricted_key FROM customer WHERE row = ?',
} as const;
const setWrappedKey = {
  confidential: 'UPDATE customer SET confidential_key = ? WHERE row = ?',
  restricted: 'UPDATE customer SET restricted_key = ? WHERE row = ?',
} as const;

/** A customer's own keys, opened when first needed and zeroed together. */
export interface CustomerKeys extends Disposable {
  /** `null` when the customer has no value of that class yet. @throws VaultError access/no-key */
  existing(sealedClass: SealedClass): RecordKey | null;
  /** Makes the key when there is none, and keeps it wrapped in the customer's row. */
  ensured(tx: WriteTx, sealedClass: SealedClass): RecordKey;
}

export function customerKeys(vault: OpenVault, db: ReadDb, customer: CustomerRef): CustomerKeys {
  const opened = new Map<SealedClass, RecordKey>();
  const place = { vaultId: vault.vaultId, customerId: customer.id };
  const existing = (sealedClass: SealedClass): RecordKey | null => {
    const known = opened.get(sealedClass);
    if (known !== undefined) return known;
    const wrapped = db.value<Uint8Array | null>(wrappedKey[sealedClass], customer.row) ?? null;
    if (wrapped === null) return null;
    const key = unwrapRecordKey(readingKey(vault, sealedClass), place, wrapped);
    opened.set(sealedClass, key);
    return key;
  };
  return {
    existing,
    ensured: (tx, sealedClass) => {
      const known = existing(sealedClass);
      if (known !== null) return known;
      const key = newRecordKey();
      opened.set(sealedClass, key);
      const wrapped = wrapRecordKey(readingKey(vault, sealedClass), place, key);
      tx.run(setWrappedKey[sealedClass], wrapped, customer.row);
      return key;
    },
    [Symbol.dispose]: () => {
      for (const key of opened.values()) key.destroy();
      opened.clear();
    },
  };
}

/** Seals a value's JSON. */
export function sealJson(
  vault: OpenVault,
  key: RecordKey,
  customer: CustomerRef,
  fieldId: string,
  version: number,
  json: string,
): Uint8Array {
  const place = { vaultId: vault.vaultId, customerId: customer.id, fieldId, version };
  const plain = new TextEncoder().encode(json);
  const sealed = sealValue(key, place, plain);
  plain.fill(0);
  return sealed;
}

/** @throws VaultError vault/damaged */
export function openJson(
  vault: OpenVault,
  key: RecordKey,
  customer: CustomerRef,
  fieldId: string,
  value: SealedValue,
): string {
  const place = { vaultId: vault.vaultId, customerId: customer.id, fieldId, version: value.version };
  const plain = openValue(key, place, value.sealed);
  const json = new TextDecoder().decode(plain);
  plain.fill(0);
  return json;
}

/** The change log's form of a sealed value. */
export function sealedToJson(value: SealedValue): string {
  return JSON.stringify({ sealed: base64.encode(value.sealed), version: value.version });
}

const sealedForm = z.object({ sealed: z.base64(), version: z.number().int() });

/** The sealed value in a cell of the change log, or `null` when it is a plain one. @throws VaultError vault/damaged for one of no form */
export function sealedFromJson(json: string): SealedValue | null {
  // No plain value is an object with this member; a look saves parsing most of them.
  if (!json.startsWith('{"sealed":')) return null;
  const parsed = jsonBy(sealedForm, json);
  if (parsed === null) throw new VaultError('vault/damaged', { part: 'value' });
  return { sealed: base64.decode(parsed.sealed), version: parsed.version };
}

/** A value from its JSON; `null` for what is none: whoever has the keys can seal anything. */
export function parseValue(json: string): FieldValue | null {
  return jsonBy(fieldValue, json);
}
