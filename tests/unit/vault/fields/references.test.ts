/** What refers to something that was deleted says so, and never quietly asks for less. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listQuery, type ListQuery } from '../../../../src-preload/contract/customers.ts';
import { mayShowMore, withoutGone } from '../../../../src-preload/contract/references.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import { calls, create, field, tag, value, vault } from '../customers/kit.ts';
import { names, useFreshList } from '../search/list-kit.ts';

useFreshList();

const layout = (): ReturnType<typeof fieldHandlers> => fieldHandlers(vault);

describe('a saved view whose field or tag was deleted', () => {
  test('is without it, says what it lost, and has it again after an undo', async () => {
    const status = field('Status', 'text');
    const vip = tag('VIP');
    await create({ field: 'name', value: 'X' }, value(status, 'won'), {
      field: 'tag',
      key: vip,
      value: true,
    });
    await create({ field: 'name', value: 'Y' });
    const query = listQuery.parse({
      filters: [{ field: `value:${status}`, op: 'is', value: 'won' }],
      tagIds: [vip],
      sort: { by: `value:${status}`, direction: 'descending' },
    });
    const saved = await layout()['views/save']({ name: 'Won', query, columns: ['phone', `value:${status}`] });
    expect(saved.lost).toEqual([]);
    const view = async () => (await layout()['views/list'](null)).views[0];

    await layout()['fields/delete']({ id: status });
    expect(await view()).toMatchObject({
      query: { filters: [], tagIds: [vip], sort: { by: 'relevance' } },
      columns: ['phone'],
      lost: [
        { part: 'filter', name: 'Status' },
        { part: 'sort', name: 'Status' },
        { part: 'column', name: 'Status' },
      ],
    });
    expect(mayShowMore((await view())?.lost ?? [])).toBe(true);
    await layout()['tags/delete']({ id: vip });
    expect(await view()).toMatchObject({ query: { tagIds: [] } });
    expect((await view())?.lost).toContainEqual({ part: 'tag', name: 'VIP' });

    await calls['undo/undo'](null);
    await calls['undo/undo'](null);
    expect(await view()).toMatchObject({ query, columns: ['phone', `value:${status}`], lost: [] });
    expect(await names(query)).toEqual(['X']);
  });
});

describe('a query that asks by what was deleted', () => {
  test.each(['text', 'number', 'date', 'yes-no', 'choice'] as const)(
    'a field (%s): it is refused, and deletes and finds nobody',
    async (type) => {
      const gone = field('Gone', type, 'internal', ['a']);
      await create({ field: 'name', value: 'X' });
      await layout()['fields/delete']({ id: gone });
      for (const op of ['empty', 'not-empty', 'is', 'is-not'] as const) {
        const query = listQuery.parse({
          filters: [{ field: `value:${gone}`, op, value: op === 'is' ? 'a' : null }],
        });
        await expect(names(query)).rejects.toMatchObject({ code: 'customers/bad-filter' });
        await expect(
          (async () => calls['customers/delete']({ selection: { query } }))(),
        ).rejects.toMatchObject({
          code: 'customers/bad-filter',
        });
      }
      expect(await names({ sort: { by: `value:${gone}`, direction: 'ascending' } })).toEqual(['X']);
    },
  );

  test('a tag: nobody', async () => {
    const gone = tag('Gone');
    await create({ field: 'name', value: 'X' }, { field: 'tag', key: gone, value: true });
    await layout()['tags/delete']({ id: gone });
    expect(await names({ tagIds: [gone] })).toEqual([]);
    expect(
      await calls['customers/delete']({ selection: { query: listQuery.parse({ tagIds: [gone] }) } }),
    ).toEqual({
      count: 0,
    });
  });
});

test('what is left refers to what is there alone, and everything else is told', () => {
  const id = fc.constantFrom('one', 'two', 'three');
  const name = fc.oneof(
    fc.constantFrom('name', 'phone', 'created'),
    id.map((each) => `value:${each}`),
  );
  const queries = fc.record({
    filters: fc.array(name.map((each) => ({ field: each, op: 'empty' as const, value: null }))),
    tagIds: fc.array(id),
    by: name,
    columns: fc.array(name),
    there: fc.subarray(['one', 'two', 'three']),
  });
  fc.assert(
    fc.property(queries, ({ filters, tagIds, by, columns, there }) => {
      const query: ListQuery = {
        ...listQuery.parse({ filters }),
        tagIds,
        sort: { by, direction: 'ascending' },
      };
      const isHere = (each: string): boolean => there.includes(each);
      const kept = withoutGone(query, columns, { field: isHere, tag: isHere });
      const refers = (each: string): boolean => each.startsWith('value:') && !isHere(each.slice(6));
      expect(kept.query.filters.some((each) => refers(each.field))).toBe(false);
      expect(kept.query.tagIds.every(isHere)).toBe(true);
      expect(refers(kept.query.sort.by) || kept.columns.some(refers)).toBe(false);
      expect(kept.lost.length).toBe(
        filters.filter((each) => refers(each.field)).length +
          tagIds.filter((each) => !isHere(each)).length +
          columns.filter(refers).length +
          Number(refers(by)),
      );
    }),
  );
});
