/** Cells that somebody's own program wrote in no form stay where they are, and keep nobody from handing over and taking in what is whole. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';
import { create, edit, hand, name, notes, rowOf } from './kit.ts';

let ours: TestVault;
let theirs: TestVault;
beforeEach(() => {
  ours = openTestVault('aegis', { deviceId: 'ours' });
  theirs = openTestVault('aegis', { deviceId: 'theirs' });
});
afterEach(() => {
  for (const vault of [ours, theirs]) vault.remove();
});

const notesOf = (vault: TestVault, id: string): string | undefined =>
  vault.store.db.value('SELECT notes FROM customer WHERE row = ?', rowOf(vault, id));

test('a bundle has what is whole, and is taken in beside what is not', async () => {
  const field = ours.store.write({ kind: 'edit', label: 'fields/create' }, (tx) => {
    const sectionId = sectionNamed(tx, 'All');
    const given = { name: 'Card', type: 'text', class: 'confidential', sectionId, options: [] } as const;
    return createField(tx, ours, { ...given, currency: 'CNY' }).id;
  });
  const sealed = { field: 'value', key: field, value: 'sealed' } as const;
  const [ada, bo] = [create(ours, name('Ada'), sealed), create(ours, name('Bo'), sealed)];
  ours.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    const cells = ['organisation', 'assignee', 'deleted', `point:${newId()}`, `contact:${newId()}`];
    for (const cell of [...cells, `attachment:${newId()}`])
      for (const value of ['no JSON', '[7]'])
        tx.record({ entity: 'customer', entityId: ada, field: cell, oldValue: null, value });
    for (const value of ['{"sealed":7}', '{"sealed":"AAAA","version":1}'])
      tx.record({ entity: 'customer', entityId: ada, field: `value:${field}`, oldValue: null, value });
  });
  await hand(ours, theirs);
  expect([rowOf(theirs, ada), rowOf(theirs, bo)].every((row) => row > 0)).toBe(true);
  edit(
    theirs,
    ada,
    notes('of theirs'),
    { ...sealed, value: 'theirs' },
    { field: 'organisation', value: 'Alder' },
  );
  edit(theirs, bo, notes('of theirs'));
  await hand(theirs, ours);
  expect([notesOf(ours, ada), notesOf(ours, bo)]).toEqual(['of theirs', 'of theirs']);
});
