/** What a customer has stays theirs when the option is deleted: shown, found, edited, exported, restored. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CustomField, FieldType } from '../../../../src-preload/contract/fields.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import { calls, create, edit, field, get, value, vault } from '../customers/kit.ts';
import { names, rows, search, useFreshList } from '../search/list-kit.ts';

useFreshList();

const layout = (): ReturnType<typeof fieldHandlers> => fieldHandlers(vault);
const theField = async (id: string): Promise<CustomField> => {
  const found = (await layout()['fields/list'](null)).fields.find((each) => each.id === id);
  if (found === undefined) throw new Error('the field is gone');
  return found;
};

async function choices(
  type: FieldType,
  sealed = false,
): Promise<{ id: string; a: string; b: string; c: string }> {
  const id = field('Level', type, sealed ? 'confidential' : 'internal', ['alpha', 'beta', 'gamma']);
  const [a = '', b = '', c = ''] = (await theField(id)).options.map((option) => option.id);
  return { id, a, b, c };
}

async function without(fieldId: string, optionId: string): Promise<void> {
  const { options } = await theField(fieldId);
  await layout()['fields/update']({ id: fieldId, options: options.filter(({ id }) => id !== optionId) });
}

test.each(['confidential', 'restricted'] as const)(
  'a renamed option is found by its new name where it is sealed (%s), and by the old one after an undo',
  async (fieldClass) => {
    const level = field('Level', 'choices', fieldClass, ['alpha one', 'beta']);
    const { options } = await theField(level);
    const [a, b] = options.map(({ id }) => id);
    await create({ field: 'name', value: 'X' }, value(level, [a ?? '']));
    await create({ field: 'name', value: 'Y' }, value(level, [b ?? '']));
    const renamed = options.map((option) => (option.id === a ? { id: a, name: 'gold two' } : option));
    await layout()['fields/update']({ id: level, options: renamed });
    expect(await search('gold two')).toEqual(['X']);
    expect(await search('gold')).toEqual(['X']);
    expect(await search('alpha one')).toEqual([]);
    await calls['undo/undo'](null);
    expect([await search('alpha one'), await search('gold two')]).toEqual([['X'], []]);
    expect(await search('beta')).toEqual(['Y']);
  },
);

describe('an option that was deleted', () => {
  test.each([false, true])('is kept by who has it, and told by name (sealed: %s)', async (sealed) => {
    const { id: level, a, b, c } = await choices('choices', sealed);
    const id = await create({ field: 'name', value: 'X' }, value(level, [a, b]));
    await without(level, a);
    const field = await theField(level);
    expect([field.options, field.goneOptions].map((each) => each.map(({ name }) => name))).toEqual([
      ['beta', 'gamma'],
      ['alpha'],
    ]);
    expect((await get(id)).values[level]).toEqual({ value: [a, b] });
    expect((await rows({}, [`value:${level}`]))[0]?.values[level]).toBe('alpha, beta');

    await edit(id, value(level, [a, b, c]));
    expect((await get(id)).values[level]).toEqual({ value: [a, b, c] });
    const { entries } = await calls['customers/history']({ id, before: null, count: 50 });
    expect(
      entries.find((entry) => entry.field === 'value' && entry.to?.includes('gamma') === true),
    ).toMatchObject({
      from: 'alpha, beta',
      to: 'alpha, beta, gamma',
    });
    await edit(id, value(level, [b]));
    await calls['undo/undo'](null);
    expect((await get(id)).values[level]).toEqual({ value: [a, b, c] });
  });

  test('is found, as text and by a filter, and whoever has it is not empty', async () => {
    const { id: level, a, b } = await choices('choice');
    await create({ field: 'name', value: 'X' }, value(level, [a]));
    await create({ field: 'name', value: 'Y' }, value(level, [b]));
    await create({ field: 'name', value: 'Z' });
    await without(level, a);
    const by = (op: 'is' | 'is-not' | 'any-of' | 'empty' | 'not-empty', ids: string[] | null) =>
      names({ filters: [{ field: `value:${level}`, op, value: ids }] });
    expect(await search('alpha')).toEqual(['X']);
    expect(await by('any-of', [a])).toEqual(['X']);
    expect(await by('is-not', [a])).toEqual(['Y', 'Z']);
    expect(await by('empty', null)).toEqual(['Z']);
    expect(await by('not-empty', null)).toEqual(['X', 'Y']);
  });

  test('is itself again under its own name, and another under another', async () => {
    const { id: level, a } = await choices('choice');
    const id = await create(value(level, [a]));
    await without(level, a);
    const { options } = await theField(level);
    await layout()['fields/update']({
      id: level,
      options: [...options, { name: ' ALPHA' }, { name: 'delta' }],
    });
    const after = await theField(level);
    expect(after.options.map(({ name }) => name.trim())).toEqual(['beta', 'gamma', 'ALPHA', 'delta']);
    expect(after.options[2]?.id).toBe(a);
    expect(after.goneOptions).toEqual([]);
    expect((await get(id)).values[level]).toEqual({ value: [a] });
  });

  test('comes back by an undo, and one that came since keeps its name', async () => {
    const { id: level, a } = await choices('choice');
    const id = await create(value(level, [a]));
    const before = await theField(level);
    await without(level, a);
    await calls['undo/undo'](null);
    expect(await theField(level)).toEqual(before);
    await calls['undo/redo'](null);
    expect((await theField(level)).goneOptions.map(({ name }) => name)).toEqual(['alpha']);
    expect((await get(id)).values[level]).toEqual({ value: [a] });
  });

  test('whatever is renamed, deleted, added again and undone: each value can be set again, and says something', async () => {
    const { id: level } = await choices('choices');
    const ids = [await create(), await create()];
    const step = fc.record({
      what: fc.constantFrom('delete', 'rename', 'add', 'choose', 'undo', 'redo'),
      at: fc.nat(5),
      name: fc.constantFrom('alpha', 'Alpha', 'beta', 'new', '★'),
      who: fc.nat(1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        for (const { what, at, name, who } of steps) {
          const { options } = await theField(level);
          const one = options[at % Math.max(1, options.length)];
          const update = (next: { id?: string; name: string }[]) =>
            layout()['fields/update']({ id: level, options: next });
          const { undo, redo } = await calls['undo/state'](null);
          if (what === 'delete') await update(options.filter((option) => option !== one));
          else if (what === 'rename')
            await update(options.map((option) => (option === one ? { ...one, name } : option)));
          else if (what === 'add') await update([...options, { name }]);
          else if (what === 'choose' && one !== undefined) await edit(ids[who] ?? '', value(level, [one.id]));
          else if (what === 'undo' && undo !== null) await calls['undo/undo'](null);
          else if (what === 'redo' && redo !== null) await calls['undo/redo'](null);
        }
        const { options, goneOptions } = await theField(level);
        const all = [...options, ...goneOptions];
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        for (const id of ids) {
          const held = (await get(id)).values[level];
          if (held === undefined || !('value' in held) || !Array.isArray(held.value)) continue;
          for (const option of held.value) expect(all.map((each) => each.id)).toContain(option);
          await edit(id, value(level, held.value));
        }
      }),
      { numRuns: 40 },
    );
  });
});
