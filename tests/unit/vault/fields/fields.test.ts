import { beforeEach, describe, expect, test } from 'vitest';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import {
  calls,
  create,
  edit,
  get,
  indexed,
  useFreshVault,
  value,
  vault,
  withCode,
} from '../customers/kit.ts';

useFreshVault();
let fields: ReturnType<typeof fieldHandlers>;
let sectionId: string;

beforeEach(async () => {
  fields = fieldHandlers(vault);
  sectionId = (await fields['sections/create']({ name: 'General' })).sections[0]?.id ?? '';
});

const options = (...names: string[]) => names.map((name) => ({ name }));
async function make(name: string, more: Partial<Parameters<(typeof fields)['fields/create']>[0]> = {}) {
  const layout = await fields['fields/create']({
    name,
    type: 'text',
    class: 'internal',
    sectionId,
    options: [],
    currency: 'CNY',
    ...more,
  });
  const made = layout.fields.find((each) => each.name === name);
  if (made === undefined) throw new Error('the field was not made');
  return made;
}
const names = async () => (await fields['fields/list'](undefined)).fields.map(({ name }) => name);

describe('fields and sections', () => {
  test('are made, renamed, ordered and taken off the form; undo brings them back', async () => {
    const [a, b, c] = [await make('A'), await make('B'), await make('C')];
    await fields['fields/move']({ id: c.id, sectionId, beforeId: a.id });
    expect(await names()).toEqual(['C', 'A', 'B']);
    await fields['fields/move']({ id: c.id, sectionId, beforeId: b.id });
    expect(await names()).toEqual(['A', 'C', 'B']);
    await fields['fields/update']({ id: a.id, name: 'Alpha' });
    await fields['fields/delete']({ id: b.id });
    expect(await names()).toEqual(['Alpha', 'C']);
    await calls['undo/undo'](undefined);
    await calls['undo/undo'](undefined);
    expect(await names()).toEqual(['A', 'C', 'B']);
    expect(vault.events).toContainEqual({ event: 'changed/fields', payload: {} });
  });

  test('can be moved between the same two neighbours again and again', async () => {
    const made = [await make('A'), await make('B'), await make('C'), await make('D')];
    const order = made.map(({ id }) => id);
    for (let i = 0; i < 120; i++) {
      const [moved, before] = i % 2 === 0 ? [order[2], order[1]] : [order[1], order[2]];
      await fields['fields/move']({ id: moved ?? '', sectionId, beforeId: before ?? '' });
      const expected = i % 2 === 0 ? ['A', 'C', 'B', 'D'] : ['A', 'B', 'C', 'D'];
      expect(await names()).toEqual(expected);
    }
  });

  test('names are not taken twice; what is missing is said', async () => {
    const a = await make('Level');
    await expect(async () => make('LEVEL')).rejects.toThrow(withCode('fields/name-taken'));
    await expect(async () => make('X', { sectionId: newId() })).rejects.toThrow(
      withCode('fields/section-not-found'),
    );
    await expect(async () => fields['fields/update']({ id: newId(), name: 'X' })).rejects.toThrow(
      withCode('fields/not-found'),
    );
    await expect(async () => fields['sections/delete']({ id: sectionId })).rejects.toThrow(
      withCode('fields/section-not-empty'),
    );
    await fields['fields/delete']({ id: a.id });
    expect((await fields['sections/delete']({ id: sectionId })).sections).toEqual([]);
    await make('Level', {
      sectionId: (await fields['sections/create']({ name: 'Other' })).sections[0]?.id ?? '',
    });
  });

  test('a secret is always restricted', async () => {
    const pin = await make('Pin', { type: 'secret', class: 'public' });
    expect(pin.class).toBe('restricted');
    const { fields: after } = await fields['fields/update']({ id: pin.id, class: 'internal' });
    expect(after[0]?.class).toBe('restricted');
  });

  test('a renamed option is found under its new name', async () => {
    const level = await make('Level', { type: 'choice', options: options('Gold', 'Silver') });
    const [gold, silver] = level.options;
    const id = await create({ field: 'name', value: 'A' }, value(level.id, [gold?.id ?? '']));
    await fields['fields/update']({
      id: level.id,
      options: [
        { id: gold?.id, name: 'Platinum' },
        { id: silver?.id, name: 'Silver' },
      ],
    });
    expect(indexed(id)).toContain('platinum');
    expect(indexed(id)).not.toContain('gold');
    await calls['undo/undo'](undefined);
    expect(indexed(id)).toContain('gold');
  });
});

describe('a new class', () => {
  test('seals and opens every value, takes it out of the search entries and back, and is undone', async () => {
    const city = await make('City');
    const ids = [await create(value(city.id, 'Planted One')), await create(value(city.id, 'Planted Two'))];
    const id = ids[0] ?? '';
    await fields['fields/update']({ id: city.id, class: 'restricted' });
    expect(indexed(id)).not.toContain('planted');
    expect(vault.store.db.value('SELECT count(*) FROM field_value WHERE text IS NOT NULL')).toBe(0);
    expect((await get(id)).values[city.id]).toEqual({ masked: true });
    expect(await calls['customers/reveal']({ id, fieldId: city.id, to: 'show' })).toEqual({
      value: 'Planted One',
    });

    await fields['fields/update']({ id: city.id, class: 'confidential' });
    expect((await get(id)).values[city.id]).toEqual({ value: 'Planted One' });
    await edit(id, value(city.id, 'Planted Three'));
    await calls['undo/undo'](undefined);
    await fields['fields/update']({ id: city.id, class: 'public' });
    expect(indexed(id)).toContain('plantedone');
    expect(vault.store.db.value('SELECT count(*) FROM blind_index')).toBe(0);

    await calls['undo/undo'](undefined);
    await calls['undo/undo'](undefined);
    expect((await get(id)).values[city.id]).toEqual({ masked: true });
    expect(await calls['customers/reveal']({ id: ids[1] ?? '', fieldId: city.id, to: 'show' })).toEqual({
      value: 'Planted Two',
    });
  });
});

describe('tags and views', () => {
  test('tags are counted, renamed in the search entries, deleted and brought back', async () => {
    const vip = await fields['tags/create']({ name: 'VIP', colour: 2 });
    const id = await create({ field: 'name', value: 'A' }, { field: 'tag', key: vip.id, value: true });
    expect((await fields['tags/list'](undefined)).tags).toEqual([{ ...vip, count: 1 }]);
    await expect(async () => fields['tags/create']({ name: 'vip', colour: 1 })).rejects.toThrow(
      withCode('tags/name-taken'),
    );
    expect(await fields['tags/update']({ id: vip.id, name: 'Gold', colour: 3 })).toMatchObject({
      name: 'Gold',
      colour: 3,
    });
    expect(indexed(id)).toContain('gold');
    await fields['tags/delete']({ id: vip.id });
    expect((await get(id)).tagIds).toEqual([]);
    expect(indexed(id)).not.toContain('gold');
    await calls['undo/undo'](undefined);
    expect((await get(id)).tagIds).toEqual([vip.id]);
    expect(indexed(id)).toContain('gold');
    await expect(async () => fields['tags/delete']({ id: newId() })).rejects.toThrow(
      withCode('tags/not-found'),
    );
  });

  test('views are saved, changed, ordered and deleted', async () => {
    const query = listQuery.parse({ text: '张' });
    const one = await fields['views/save']({ name: 'One', query, columns: ['name'] });
    const two = await fields['views/save']({ name: 'Two', query, columns: ['name', 'phone'] });
    expect(await fields['views/save']({ ...one, name: 'First' })).toEqual({ ...one, name: 'First' });
    await fields['views/move']({ id: two.id, beforeId: one.id });
    const list = async () => (await fields['views/list'](undefined)).views.map(({ name }) => name);
    expect(await list()).toEqual(['Two', 'First']);
    await fields['views/delete']({ id: two.id });
    expect(await list()).toEqual(['First']);
    await calls['undo/undo'](undefined);
    expect(await list()).toEqual(['Two', 'First']);
    await expect(async () => fields['views/delete']({ id: newId() })).rejects.toThrow(
      withCode('views/not-found'),
    );
  });
});
