/** What an edit may not do, undo, redo, restoring and taking in may not do either. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { beginSession, redoLast, undoLast } from '../../../../src-main/vault/customers/session-undo.ts';
import { undoBatch } from '../../../../src-main/vault/customers/undo.ts';
import {
  createField,
  deleteField,
  listFields,
  sectionNamed,
  updateField,
} from '../../../../src-main/vault/fields/fields.ts';
import { brokenLayoutRules } from '../../../../src-main/vault/fields/layout-rules.ts';
import { deleteSection, listSections } from '../../../../src-main/vault/fields/sections.ts';
import { createTag, deleteTag, listTags, updateTag } from '../../../../src-main/vault/fields/tags.ts';
import type { BatchLabel, WriteTx } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from './test-vault.ts';

let vault: TestVault;

beforeEach(() => {
  vault = openTestVault();
  beginSession(vault);
});
afterEach(() => {
  expect(brokenLayoutRules(vault.store.db)).toBe(0);
  vault.remove();
});

const write = <T>(label: BatchLabel, fn: (tx: WriteTx) => T): T =>
  vault.store.write({ kind: 'edit', label }, fn);
const addField = (name: string, section = 'General'): string =>
  write('fields/create', (tx) => {
    const sectionId = sectionNamed(tx, section);
    return createField(tx, vault, {
      name,
      type: 'text',
      class: 'internal',
      sectionId,
      options: [],
      currency: 'CNY',
    }).id;
  });
const fieldNames = (): string[] => listFields(vault.store.db).map(({ name }) => name);
const lastBatch = (): number => vault.store.db.value<number>('SELECT max(row) FROM batch') ?? 0;

describe('who looks after a customer', () => {
  function bob(status: 'active' | 'removed', id: string): void {
    const { roster } = vault.access;
    const [like] = roster.body.people;
    if (like === undefined) throw new Error('a roster has somebody');
    const people = [like, { ...like, id, name: 'Bob', status }];
    vault.access.roster = { ...roster, body: { ...roster.body, people } };
  }

  test('is nobody who has left, however often it is undone and done again', async () => {
    const id = newId();
    bob('active', id);
    const customer = write('customers/create', (tx) =>
      createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: 'Y' }] }),
    );
    const assign = (value: string | null): Edit => ({ field: 'assignee', value });
    write('customers/edit', (tx) => applyEdits(tx, vault, customer.row, [assign(id)]));
    write('customers/edit', (tx) => applyEdits(tx, vault, customer.row, [assign(null)]));
    bob('removed', id);
    expect(await undoLast(vault)).toMatchObject({ reverted: 0, kept: 1 });
    expect(getCustomer(vault, customer.id).assignee).toBeNull();
    await redoLast(vault);
    expect(getCustomer(vault, customer.id).assignee).toBeNull();
  });
});

describe('the names of fields and tags', () => {
  test('stand once: what comes back gets a free one', async () => {
    const size = addField('Size');
    write('fields/delete', (tx) => {
      deleteField(tx, size);
    });
    const removal = lastBatch();
    addField('ＳＩＺＥ');
    undoBatch(vault, removal);
    expect(fieldNames().sort()).toEqual(['Size (2)', 'ＳＩＺＥ']);
    const vip = write('tags/create', (tx) => createTag(tx, 'VIP', 1).id);
    write('tags/delete', (tx) => {
      deleteTag(tx, vip);
    });
    const gone = lastBatch();
    write('tags/create', (tx) => createTag(tx, 'vip', 1));
    undoBatch(vault, gone);
    expect(
      listTags(vault.store.db)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['VIP (2)', 'vip']);
  });

  test('stand once: a name is not taken back to one that another has by now', () => {
    const size = addField('Size');
    write('fields/update', (tx) => {
      updateField(tx, size, { name: 'Width' });
    });
    const renaming = lastBatch();
    addField('size');
    expect(undoBatch(vault, renaming)).toMatchObject({ reverted: 0, kept: 1 });
    expect(fieldNames().sort()).toEqual(['Width', 'size']);
    const vip = write('tags/create', (tx) => createTag(tx, 'VIP', 1).id);
    write('tags/update', (tx) => updateTag(tx, vip, { name: 'Gold' }));
    const tagRenaming = lastBatch();
    write('tags/create', (tx) => createTag(tx, 'Ｖip ', 1));
    expect(undoBatch(vault, tagRenaming)).toMatchObject({ kept: 1 });
  });

  test('differ by more than width, letter case and spaces', () => {
    addField('Size  of shoe');
    for (const name of ['size of shoe', ' Size of Shoe ', 'ｓize of shoe'])
      expect(() => addField(name)).toThrow('fields/name-taken');
  });
});

test('a field that comes back stands in a section that is there', () => {
  const size = addField('Size', 'Extra');
  write('fields/delete', (tx) => {
    deleteField(tx, size);
  });
  const removal = lastBatch();
  const extra = listSections(vault.store.db).find(({ name }) => name === 'Extra')?.id ?? '';
  write('sections/delete', (tx) => {
    deleteSection(tx, extra);
  });
  undoBatch(vault, removal);
  expect(fieldNames()).toEqual(['Size']);
  expect(listSections(vault.store.db).map(({ name }) => name)).toContain('Extra');
});
