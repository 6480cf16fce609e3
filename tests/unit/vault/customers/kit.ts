import { afterEach, beforeEach, expect } from 'vitest';
import type { Edit, FieldValue, Point } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { customerHandlers } from '../../../../src-main/vault/customers/handlers.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

export let vault: TestVault;
export let calls: ReturnType<typeof customerHandlers>;

/** A fresh vault for every test; at the end of each, its tables must be what its log says. */
export function useFreshVault(): void {
  beforeEach(() => {
    vault = openTestVault();
    calls = customerHandlers(vault);
  });
  afterEach(() => {
    expect(atOnce(compareWithLog(vault.store))).toEqual([]);
    vault.remove();
  });
}

export function reopen(): void {
  vault = vault.reopen();
  calls = customerHandlers(vault);
}

export const withCode = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

export function field(
  name: string,
  type: FieldType,
  fieldClass: FieldClass = 'internal',
  options: string[] = [],
): string {
  return vault.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const given = { name, type, class: fieldClass, sectionId, currency: 'CNY' };
    return createField(tx, vault, { ...given, options: options.map((option) => ({ name: option })) }).id;
  });
}
export const tag = (name: string): string =>
  vault.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => createTag(tx, name, 1).id);
export const value = (key: string, to: FieldValue | null): Edit => ({ field: 'value', key, value: to });
export const phone = (number: string, more: Partial<Point> = {}): Edit => ({
  field: 'point',
  key: newId(),
  value: { type: 'phone', label: '', value: number, address: null, contactId: null, position: 1, ...more },
});
export const create = async (...edits: Edit[]): Promise<string> =>
  (await calls['customers/create']({ kind: 'person', edits })).id;
export const get = (id: string) => calls['customers/get']({ id });
export const edit = (id: string, ...edits: Edit[]) => calls['customers/edit']({ id, edits });
export const rowOf = (id: string): number =>
  vault.store.db.value<number>('SELECT row FROM customer WHERE id = ?', id) ?? 0;
export const indexed = (id: string): string =>
  vault.store.db.value<string>('SELECT text FROM search_text WHERE customer = ?', rowOf(id)) ?? '';
