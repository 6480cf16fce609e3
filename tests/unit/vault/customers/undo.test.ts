import { describe, expect, test } from 'vitest';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { undoBatch, undoBatchInSteps } from '../../../../src-main/vault/customers/undo.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import {
  calls,
  create,
  edit,
  field,
  get,
  reopen,
  rowOf,
  tag,
  useFreshVault,
  value,
  vault,
  withCode,
} from './kit.ts';

useFreshVault();

describe('history', () => {
  test('tells who changed what, expands a creation, masks what is restricted', async () => {
    const pin = field('Pin', 'secret');
    const vip = tag('VIP');
    const id = await create({ field: 'name', value: 'A' }, value(pin, 'x'));
    await edit(id, { field: 'name', value: 'B' }, { field: 'tag', key: vip, value: true });
    await calls['customers/delete']({ selection: { ids: [id] } });
    const { entries, hasMore } = await calls['customers/history']({ id, before: null, count: 50 });
    expect(hasMore).toBe(false);
    expect(
      entries.map(({ field: name, from, to, masked, person }) => [name, from, to, masked, person]),
    ).toEqual([
      ['deleted', null, null, false, 'Li Wei'],
      ['tag', null, 'VIP', false, 'Li Wei'],
      ['name', 'A', 'B', false, 'Li Wei'],
      ['value', null, null, true, 'Li Wei'],
      ['name', null, 'A', false, 'Li Wei'],
      ['created', null, null, false, 'Li Wei'],
    ]);
    const first = await calls['customers/history']({ id, before: null, count: 2 });
    expect(first.hasMore).toBe(true);
    const next = await calls['customers/history']({ id, before: first.entries.at(-1)?.seq ?? 0, count: 50 });
    expect([...first.entries, ...next.entries]).toEqual(entries);
  });

  test('any value can be put back, sealed ones too', async () => {
    const pin = field('Pin', 'secret');
    const id = await create({ field: 'name', value: 'A' }, value(pin, 'first'));
    await edit(id, { field: 'name', value: 'B' });
    const nameSeq = vault.store.logSize;
    await edit(id, value(pin, 'second'));
    const pinSeq = vault.store.logSize;
    expect(await calls['customers/restore-value']({ seq: nameSeq, side: 'from' })).toMatchObject({
      name: 'A',
    });
    expect(await calls['customers/restore-value']({ seq: nameSeq, side: 'to' })).toMatchObject({ name: 'B' });
    await calls['customers/restore-value']({ seq: pinSeq, side: 'from' });
    expect(await calls['customers/reveal']({ id, fieldId: pin, to: 'show' })).toEqual({ value: 'first' });
    await calls['customers/delete']({ selection: { ids: [id] } });
    expect(() => calls['customers/restore-value']({ seq: vault.store.logSize, side: 'from' })).toThrow(
      withCode('history/not-restorable'),
    );
  });
});

describe('bin, tags for many, undo', () => {
  test('into the bin and out again, counted and undone', async () => {
    const ids = [await create({ field: 'name', value: 'A' }), await create({ field: 'name', value: 'B' })];
    expect(await calls['customers/delete']({ selection: { ids } })).toEqual({ count: 2 });
    expect(await calls['customers/delete']({ selection: { ids } })).toEqual({ count: 0 });
    expect(await calls['customers/count'](undefined)).toEqual({ active: 0, bin: 2 });
    expect(await calls['customers/restore']({ selection: { ids: ids.slice(0, 1) } })).toEqual({ count: 1 });
    expect(await calls['undo/state'](undefined)).toEqual({ undo: 'customers/restore', redo: null });
    await calls['undo/undo'](undefined);
    await calls['undo/undo'](undefined);
    expect(await calls['customers/count'](undefined)).toEqual({ active: 2, bin: 0 });
    await calls['undo/redo'](undefined);
    expect(await calls['customers/count'](undefined)).toEqual({ active: 0, bin: 2 });
  });

  test('a tag goes on and off whole selections', async () => {
    const vip = tag('VIP');
    const ids = [await create({ field: 'name', value: 'A' }), await create({ field: 'name', value: 'B' })];
    const selection = { ids };
    expect(await calls['customers/bulk-tag']({ selection, tagId: vip, add: true })).toEqual({ count: 2 });
    expect(await calls['customers/bulk-tag']({ selection, tagId: vip, add: true })).toEqual({ count: 0 });
    expect((await get(ids[0] ?? '')).tagIds).toEqual([vip]);
    await calls['undo/undo'](undefined);
    expect((await get(ids[0] ?? '')).tagIds).toEqual([]);
    await expect(calls['customers/bulk-tag']({ selection, tagId: newId(), add: true })).rejects.toThrow(
      withCode('tags/not-found'),
    );
  });

  test('a new change ends what can be done again; there is nothing before the session', async () => {
    const id = await create({ field: 'name', value: 'A' });
    await calls['undo/undo'](undefined);
    expect((await get(id)).deletedAt).not.toBeNull();
    await calls['undo/redo'](undefined);
    await edit(id, { field: 'name', value: 'B' });
    expect(await calls['undo/state'](undefined)).toEqual({ undo: 'customers/edit', redo: null });
    await expect(calls['undo/redo'](undefined)).rejects.toThrow(withCode('undo/nothing'));
    reopen();
    expect(await calls['undo/state'](undefined)).toEqual({ undo: null, redo: null });
    await expect(calls['undo/undo'](undefined)).rejects.toThrow(withCode('undo/nothing'));
  });
});

describe('taking back a batch of many', () => {
  const people = 1200;
  function importMany(existing: number): { batch: number; fieldId: string } {
    return vault.store.write({ kind: 'import', label: 'imported' }, (tx) => {
      const sectionId = sectionNamed(tx, 'General');
      const given = {
        type: 'id-number',
        class: 'confidential',
        sectionId,
        options: [],
        currency: 'CNY',
      } as const;
      const { id: fieldId } = createField(tx, vault, { name: 'ID number', ...given });
      for (let i = 0; i < people; i++)
        createCustomer(tx, vault, {
          kind: 'person',
          edits: [{ field: 'name', value: `P${i}` }, value(fieldId, `ID ${i}`)],
        });
      expect(existing).toBeGreaterThan(0);
      return { batch: tx.batchRow, fieldId };
    });
  }

  const found = (text: string): number => [...selectRows(vault, listQuery.parse({ text }))].length;

  test('removes what it made, keeps what was edited since, and can be done again', async () => {
    const old = await create({ field: 'name', value: 'Old' });
    const { batch } = importMany(rowOf(old));
    const [edited, touched] = vault.store.db
      .all<{ id: string }>("SELECT id FROM customer WHERE name IN ('P5', 'P6') ORDER BY name")
      .map(({ id }) => id);
    await edit(edited ?? '', { field: 'name', value: 'Edited' });
    // Edited and set back: not different from what the import made.
    await edit(touched ?? '', { field: 'notes', value: 'x' });
    await edit(touched ?? '', { field: 'notes', value: '' });

    const undone = await undoBatchInSteps(vault, batch);
    // The customer that was edited, and the field and section that it still uses.
    expect(undone).toMatchObject({ removed: people - 1, kept: 3 });
    expect(await calls['customers/count'](undefined)).toEqual({ active: 2, bin: 0 });
    expect(found('P1')).toBe(0);
    expect(() => get(touched ?? '')).toThrow(withCode('customers/not-found'));
    expect(() => undoBatch(vault, batch)).toThrow(withCode('undo/nothing'));

    await calls['undo/redo'](undefined);
    expect(await calls['customers/count'](undefined)).toEqual({ active: people + 1, bin: 0 });
    expect(found('P119')).toBe(11);
    expect((await get(touched ?? '')).name).toBe('P6');
  });

  test('a field that only the import used goes with it', () => {
    const { batch, fieldId } = importMany(1);
    expect(undoBatch(vault, batch)).toMatchObject({ removed: people, kept: 0 });
    expect(vault.store.db.value('SELECT deleted_at IS NOT NULL FROM field WHERE id = ?', fieldId)).toBe(1);
  });
});

describe('comparing the tables with the log', () => {
  test.each([
    [
      'a changed name',
      "UPDATE customer SET name = 'X'",
      "UPDATE customer SET name = 'A'",
      'verify/customer-differs',
    ],
    [
      'a customer nobody made',
      "INSERT INTO customer (id, kind, name, name_key, organisation, organisation_key, job_title, notes, created_at, updated_at) VALUES ('x', 'person', '', '', '', '', '', '', 0, 0)",
      "DELETE FROM customer WHERE id = 'x'",
      'verify/customer-unlogged',
    ],
    ['a changed tag', 'UPDATE tag SET colour = 9', 'UPDATE tag SET colour = 1', 'verify/layout-differs'],
  ])('finds %s', async (_what, tamper, mend, code) => {
    tag('VIP');
    await create({ field: 'name', value: 'A' });
    const run = (sql: string): void => {
      vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => tx.run(sql));
    };
    run(tamper);
    expect(atOnce(compareWithLog(vault.store))).toEqual([{ code, count: 1 }]);
    run(mend);
  });
});

describe('undo of what is not known here', () => {
  const tamper = (sql: string): void => {
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => tx.run(sql));
  };

  test('a kind of record: nothing is undone, and that is said', async () => {
    const vip = tag('VIP');
    const id = await create({ field: 'name', value: 'A' });
    await edit(id, { field: 'name', value: 'B' }, { field: 'tag', key: vip, value: true });
    tamper("UPDATE change SET entity = 'deal' WHERE field = 'name'");
    await expect(calls['undo/undo'](undefined)).rejects.toThrow(withCode('undo/not-known'));
    expect(await get(id)).toMatchObject({ name: 'B', tagIds: [vip] });
    tamper("UPDATE change SET entity = 'customer' WHERE field = 'name'");
    await calls['undo/undo'](undefined);
    expect(await get(id)).toMatchObject({ name: 'A', tagIds: [] });
  });

  test('a label, which is then nobody’s to take back', async () => {
    const id = await create({ field: 'name', value: 'A' });
    await edit(id, { field: 'name', value: 'B' });
    tamper("UPDATE batch SET label = 'deals/edit' WHERE row = (SELECT max(row) FROM batch)");
    expect(await calls['undo/state'](undefined)).toEqual({ undo: null, redo: null });
    await expect(calls['undo/undo'](undefined)).rejects.toThrow(withCode('undo/nothing'));
    expect(await get(id)).toMatchObject({ name: 'B' });
  });
});
