import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { getCustomer, reveal } from '../../../../src-main/vault/customers/queries.ts';
import { undoBatch } from '../../../../src-main/vault/customers/undo.ts';
import { undoLast, redoLast, beginSession } from '../../../../src-main/vault/customers/session-undo.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { changeFieldClass } from '../../../../src-main/vault/fields/field-class.ts';
import {
  createField,
  deleteField,
  listFields,
  moveField,
  sectionNamed,
  updateField,
} from '../../../../src-main/vault/fields/fields.ts';
import { createTag, deleteTag, listTags, updateTag } from '../../../../src-main/vault/fields/tags.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import type { TestVault } from '../customers/test-vault.ts';
import {
  conflicts,
  create,
  edit,
  hand,
  name,
  ours,
  pack,
  rowOf,
  stateOf,
  take,
  theirs,
  useTwoVaults,
} from './kit.ts';

useTwoVaults();

function field(
  vault: TestVault,
  label: string,
  type: FieldType,
  fieldClass: FieldClass = 'internal',
  options: string[] = [],
): string {
  return vault.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    return createField(tx, vault, {
      name: label,
      type,
      class: fieldClass,
      sectionId,
      currency: 'CNY',
      options: options.map((option) => ({ name: option })),
    }).id;
  });
}
const tag = (vault: TestVault, label: string): string =>
  vault.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => createTag(tx, label, 3).id);
const optionOf = (vault: TestVault, fieldId: string, label: string): string =>
  [...(catalogOf(vault).fields.get(fieldId)?.options ?? [])].find(([, each]) => each === label)?.[0] ?? '';

describe('fields and tags', () => {
  test('of the same name and type are the same; others are made, and the round trip holds', async () => {
    const mine = field(ours, ' Level', 'choice', 'public', ['Gold', 'Silver']);
    const sender = field(theirs, 'level ', 'choice', 'restricted', ['silver', 'Bronze']);
    const pin = field(theirs, 'Pin', 'secret');
    const vip = tag(theirs, 'VIP');
    const ourVip = tag(ours, 'vip');
    const asia = tag(theirs, 'Asia');
    const id = create(
      theirs,
      name('A'),
      { field: 'value', key: sender, value: [optionOf(theirs, sender, 'silver')] },
      { field: 'value', key: pin, value: '4711' },
      { field: 'tag', key: vip, value: true },
      { field: 'tag', key: asia, value: true },
    );
    expect(await hand(theirs, ours)).toMatchObject({ added: 1, newFields: 1, newTags: 1 });
    expect(getCustomer(ours, id).values).toEqual({
      [mine]: { value: [optionOf(ours, mine, 'Silver')] },
      [pin]: { masked: true },
    });
    expect(new Set(getCustomer(ours, id).tagIds)).toEqual(new Set([ourVip, asia]));
    expect(listFields(ours.store.db).map((each) => [each.name, each.class, each.options.length])).toEqual([
      [' Level', 'public', 3],
      ['Pin', 'restricted', 0],
    ]);
    expect(listTags(ours.store.db)).toHaveLength(2);

    ours.store.write({ kind: 'edit', label: 'fields/update' }, (tx) => {
      updateField(tx, mine, { name: 'Called something else' });
    });
    edit(ours, id, { field: 'value', key: mine, value: [optionOf(ours, mine, 'Gold')] });
    edit(ours, id, { field: 'tag', key: ourVip, value: null });
    expect(await hand(ours, theirs)).toMatchObject({ changed: 1, newFields: 0, newTags: 0, conflicts: 0 });
    expect(reveal(theirs, id, sender).value).toEqual([optionOf(theirs, sender, 'Gold')]);
    expect(getCustomer(theirs, id).tagIds).toEqual([asia]);
    expect(listFields(theirs.store.db)).toHaveLength(2);
    expect(await hand(theirs, ours)).toMatchObject({ changed: 0, unchanged: 1, newFields: 0 });
  });

  test('an option that was deleted on either side goes along by its name, and no value is blank', async () => {
    const sender = field(theirs, 'Level', 'choice', 'internal', ['Gold', 'Silver']);
    const level = (vault: TestVault) => listFields(vault.store.db).find((each) => each.name === 'Level');
    const keep = (vault: TestVault, ...kept: string[]): void => {
      const found = level(vault);
      vault.store.write({ kind: 'edit', label: 'fields/update' }, (tx) => {
        updateField(tx, found?.id ?? '', {
          options: found?.options.filter((option) => kept.includes(option.name)) ?? [],
        });
      });
    };
    const gold = create(theirs, name('A'), {
      field: 'value',
      key: sender,
      value: [optionOf(theirs, sender, 'Gold')],
    });
    keep(theirs, 'Silver');
    await hand(theirs, ours);
    expect(level(ours)).toMatchObject({ options: [{ name: 'Silver' }], goneOptions: [{ name: 'Gold' }] });
    const mine = level(ours)?.id ?? '';
    expect(getCustomer(ours, gold).values[mine]).toEqual({ value: [optionOf(ours, mine, 'Gold')] });

    keep(ours);
    edit(theirs, gold, { field: 'value', key: sender, value: [optionOf(theirs, sender, 'Silver')] });
    await hand(theirs, ours);
    expect(level(ours)).toMatchObject({ options: [] });
    expect(getCustomer(ours, gold).values[mine]).toEqual({ value: [optionOf(ours, mine, 'Silver')] });
  });

  test('one that is back beside the one that took its place stays itself, whatever the order of fields', async () => {
    const setup = { kind: 'edit', label: 'customers/edit' } as const;
    const one = field(theirs, 'Level', 'text');
    const id = create(theirs, name('A'), { field: 'value', key: one, value: 'first' });
    await hand(theirs, ours);
    ours.store.write(setup, (tx) => {
      deleteField(tx, one);
    });
    const removal = ours.store.db.value<number>('SELECT max(row) FROM batch') ?? 0;
    const two = field(ours, 'Level', 'text');
    edit(theirs, id, { field: 'value', key: one, value: 'second' });
    await hand(theirs, ours);
    expect(getCustomer(ours, id).values).toEqual({ [two]: { value: 'second' } });

    undoBatch(ours, removal);
    ours.store.write(setup, (tx) => {
      moveField(tx, two, sectionNamed(tx, 'General'), one);
    });
    edit(
      ours,
      id,
      { field: 'value', key: one, value: 'of one' },
      { field: 'value', key: two, value: 'of two' },
    );
    expect(await hand(ours, theirs)).toMatchObject({ newFields: 1 });
    expect(getCustomer(theirs, id).values).toEqual({
      [one]: { value: 'of one' },
      [two]: { value: 'of two' },
    });
    expect(await hand(theirs, ours)).toMatchObject({ newFields: 0, changed: 0 });
  });

  test('a tag that is back beside the one that took its place stays itself', async () => {
    const two = tag(ours, 'Other');
    const one = tag(theirs, 'VIP');
    const id = create(theirs, name('A'), { field: 'tag', key: one, value: true });
    await hand(theirs, ours);
    ours.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      deleteTag(tx, one);
    });
    const removal = ours.store.db.value<number>('SELECT max(row) FROM batch') ?? 0;
    ours.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => updateTag(tx, two, { name: 'VIP' }));
    await hand(theirs, ours);
    undoBatch(ours, removal);
    edit(ours, id, { field: 'tag', key: two, value: true });
    expect(await hand(ours, theirs)).toMatchObject({ newTags: 1 });
    expect(new Set(getCustomer(theirs, id).tagIds)).toEqual(new Set([one, two]));
  });

  test('of the same name and another type stay apart, never in a lower class', async () => {
    field(ours, 'Level', 'text', 'confidential');
    const theirLevel = field(theirs, 'Level', 'number', 'public');
    create(theirs, name('A'), { field: 'value', key: theirLevel, value: 3 });
    await hand(theirs, ours);
    expect(listFields(ours.store.db).map((each) => [each.name, each.type, each.class])).toEqual([
      ['Level', 'text', 'confidential'],
      ['Level (2)', 'number', 'confidential'],
    ]);
  });

  test('a field that is of another type under the same id is refused', async () => {
    const level = field(theirs, 'Level', 'text');
    create(theirs, name('A'), { field: 'value', key: level, value: 'x' });
    const parcel = pack(theirs);
    await take(ours, parcel);
    const other = { ...parcel, fields: parcel.fields.replace('"type": "text"', '"type": "number"') };
    await expect(take(ours, other)).rejects.toMatchObject({ code: 'merge/bad-fields' });
  });
});

describe('sealed values', () => {
  test('are opened on the way out, sealed anew on the way in, and in clear in neither file', async () => {
    const pin = field(theirs, 'Pin', 'text', 'confidential');
    const secret = 'correct horse battery';
    const id = create(theirs, name('A'), { field: 'value', key: pin, value: secret });
    const parcel = pack(theirs);
    expect(parcel.lines.join()).toContain(secret);
    expect(parcel.counts.classes).toEqual(['confidential', 'public']);
    await take(ours, parcel);
    expect(getCustomer(ours, id).values[pin]).toEqual({ value: secret });
    const logged = ours.store.db
      .all<{ value: string | null }>('SELECT value FROM change WHERE entity_id = ?', id)
      .map(({ value }) => value)
      .join();
    expect(logged).not.toContain(secret);
    expect(ours.store.db.value('SELECT text FROM search_text')).not.toContain('horse');
    for (const vault of [ours, theirs]) {
      vault.store.checkpoint();
      expect(readFileSync(vault.file).includes(secret)).toBe(false);
    }
    edit(theirs, id, { field: 'value', key: pin, value: 'battery staple' });
    await hand(theirs, ours);
    expect(getCustomer(ours, id).values[pin]).toEqual({ value: 'battery staple' });
    expect(stateOf(ours, id)).toEqual(stateOf(theirs, id));
  });

  test('a class that was changed is no change of the value', async () => {
    const pin = field(ours, 'Pin', 'text', 'internal');
    const id = create(ours, name('A'), { field: 'value', key: pin, value: 'first' });
    await hand(ours, theirs);
    edit(theirs, id, { field: 'value', key: pin, value: 'second' });
    ours.passTime(60_000);
    ours.store.write({ kind: 'edit', label: 'fields/update' }, (tx) =>
      atOnce(changeFieldClass(tx, ours, pin, 'restricted')),
    );
    expect(await hand(theirs, ours)).toMatchObject({ changed: 1, conflicts: 0 });
    expect(reveal(ours, id, pin).value).toBe('second');
    expect(stateOf(ours, id)).toEqual(stateOf(theirs, id));
  });

  test('restricted values are masked in conflicts', async () => {
    const pin = field(ours, 'Pin', 'text', 'restricted');
    const id = create(ours, name('A'), { field: 'value', key: pin, value: 'first' });
    await hand(ours, theirs);
    edit(theirs, id, { field: 'value', key: pin, value: 'theirs' });
    edit(ours, id, { field: 'value', key: pin, value: 'ours' });
    expect(await hand(theirs, ours)).toMatchObject({ conflicts: 1 });
    expect(conflicts(ours)).toMatchObject([
      { field: 'value', key: pin, masked: true, mine: { text: null }, theirs: { text: null } },
    ]);
  });
});

describe('what was removed here', () => {
  const remove = (vault: TestVault, id: string): void => {
    vault.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => deleteField(tx, id));
  };

  test('goes to the field that took its place, of the same name and type', async () => {
    const old = field(ours, 'Size', 'text');
    const id = create(ours, name('X'), { field: 'value', key: old, value: 'large' });
    await hand(ours, theirs);
    remove(ours, old);
    const size = field(ours, 'Size', 'text');
    edit(theirs, id, { field: 'value', key: old, value: 'huge' });
    const added = create(theirs, name('New'), { field: 'value', key: old, value: 'tiny' });
    expect(await hand(theirs, ours)).toMatchObject({ added: 1, changed: 1, newFields: 0, back: [] });
    expect(getCustomer(ours, id).values).toMatchObject({ [size]: { value: 'huge' } });
    expect(getCustomer(ours, added).values).toMatchObject({ [size]: { value: 'tiny' } });
    expect([...selectRows(ours, listQuery.parse({ text: 'tiny' }))]).toEqual([rowOf(ours, added)]);
    // And both ways.
    edit(ours, id, { field: 'value', key: size, value: 'vast' });
    expect(await hand(ours, theirs)).toMatchObject({ changed: 1, newFields: 0 });
    expect(getCustomer(theirs, id).values).toMatchObject({ [old]: { value: 'vast' } });
  });

  test('is back as soon as something new belongs to it, under a name that is free', async () => {
    const old = field(ours, 'Size', 'text');
    const vip = tag(ours, 'VIP');
    const id = create(ours, name('X'), { field: 'value', key: old, value: 'large' });
    await hand(ours, theirs);
    const tagged = tag(theirs, 'VIP');
    remove(ours, old);
    field(ours, 'Size', 'number');
    ours.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => deleteTag(tx, vip));
    expect(await hand(theirs, ours)).toMatchObject({ changed: 0, back: [] });
    expect(listFields(ours.store.db)).toMatchObject([{ name: 'Size', type: 'number' }]);

    edit(theirs, id, { field: 'value', key: old, value: 'huge' }, { field: 'tag', key: tagged, value: true });
    const added = create(theirs, name('New'), { field: 'value', key: old, value: 'tiny' });
    expect(await hand(theirs, ours)).toMatchObject({ added: 1, changed: 1, back: ['Size (2)'], newTags: 1 });
    expect(getCustomer(ours, id).values).toMatchObject({ [old]: { value: 'huge' } });
    expect(getCustomer(ours, added).values).toMatchObject({ [old]: { value: 'tiny' } });
    expect([...selectRows(ours, listQuery.parse({ text: 'huge' }))]).toEqual([rowOf(ours, id)]);
    expect(listTags(ours.store.db)).toMatchObject([{ name: 'VIP', count: 1 }]);
  });

  test('a tag that is removed here is back with the first customer who has it', async () => {
    const vip = tag(ours, 'VIP');
    const id = create(ours, name('X'), { field: 'tag', key: vip, value: true });
    await hand(ours, theirs);
    ours.store.write({ kind: 'sample', label: 'customers/edit' }, (tx) => deleteTag(tx, vip));
    const added = create(theirs, name('New'), { field: 'tag', key: vip, value: true });
    beginSession(ours);
    expect(await hand(theirs, ours)).toMatchObject({ added: 1, back: ['VIP'] });
    for (const each of [added, id]) expect(getCustomer(ours, each).tagIds).toEqual([vip]);
    await undoLast(ours);
    expect(listTags(ours.store.db)).toEqual([]);
  });
});

describe('undo of a merge', () => {
  test('takes back customers, changes, fields and tags; redo brings them again', async () => {
    const shared = create(ours, name('Shared'));
    await hand(ours, theirs);
    const level = field(theirs, 'Level', 'choice', 'internal', ['Gold']);
    const vip = tag(theirs, 'VIP');
    const fresh = create(
      theirs,
      name('Fresh'),
      { field: 'value', key: level, value: [optionOf(theirs, level, 'Gold')] },
      { field: 'tag', key: vip, value: true },
    );
    edit(theirs, shared, name('Theirs'), {
      field: 'value',
      key: level,
      value: [optionOf(theirs, level, 'Gold')],
    });
    edit(ours, shared, name('Mine'));
    beginSession(ours);
    expect(await hand(theirs, ours)).toMatchObject({ added: 1, changed: 1, conflicts: 1 });
    expect(conflicts(ours)).toHaveLength(1);

    expect(await undoLast(ours)).toMatchObject({ removed: 1, kept: 0 });
    expect(() => getCustomer(ours, fresh)).toThrow('customers/not-found');
    expect(getCustomer(ours, shared)).toMatchObject({ name: 'Mine', values: {} });
    expect(listFields(ours.store.db)).toEqual([]);
    expect(listTags(ours.store.db)).toEqual([]);
    expect(conflicts(ours)).toEqual([]);

    await redoLast(ours);
    expect(getCustomer(ours, fresh).values[level]).toBeDefined();
    expect(listTags(ours.store.db)).toMatchObject([{ name: 'VIP', count: 1 }]);
    expect(conflicts(ours)).toHaveLength(1);
  });

  test('what was taken back can be taken in again', async () => {
    const level = field(theirs, 'Level', 'text');
    const id = create(theirs, name('A'), { field: 'value', key: level, value: 'x' });
    beginSession(ours);
    const parcel = pack(theirs);
    await take(ours, parcel);
    await undoLast(ours);
    expect(await take(ours, parcel)).toMatchObject({ added: 1, changed: 0 });
    expect(getCustomer(ours, id)).toMatchObject({ name: 'A', values: { [level]: { value: 'x' } } });
    expect(listFields(ours.store.db)).toHaveLength(1);
  });
});
