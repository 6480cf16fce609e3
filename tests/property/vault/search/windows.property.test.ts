import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listQuery, type Edit, type ListQuery } from '../../../../src-preload/contract/customers.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { deleteCustomers } from '../../../../src-main/vault/customers/bin.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { listHandlers } from '../../../../src-main/vault/search/handlers.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import { Dice } from '../../../../src-main/vault/sample/random.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';

const count = 6500;
let vault: TestVault;
let lists: ReturnType<typeof listHandlers>;
let number: string;
let text: string;
let tag: string;

// More than are fetched and sorted at once, with many equal keys and many without a value.
beforeAll(() => {
  vault = openTestVault();
  lists = listHandlers(vault);
  const dice = new Dice(7);
  vault.store.write({ kind: 'import', label: 'imported' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const about = { class: 'internal', sectionId, options: [], currency: 'CNY' } as const;
    number = createField(tx, vault, { ...about, name: 'Number', type: 'number' }).id;
    text = createField(tx, vault, { ...about, name: 'Text', type: 'text' }).id;
    tag = createTag(tx, 'red', 1).id;
    const binned: number[] = [];
    for (let n = 0; n < count; n++) {
      const edits: Edit[] = [
        { field: 'name', value: dice.pick(['张三', '曾国藩', 'ann b', 'Ann', 'Bob', '李四', 'Zoë an']) },
        { field: 'organisation', value: dice.pick(['', 'Ann Ltd', '恒信贸易']) },
      ];
      if (dice.chance(0.5)) edits.push({ field: 'value', key: number, value: dice.below(9) - 4 });
      if (dice.chance(0.3))
        edits.push({
          field: 'value',
          key: text,
          value: dice.pick(['an', 'x', 'Y', '张三', '北京', 'Äpfel', 'zoo']),
        });
      if (dice.chance(0.02)) edits.push({ field: 'tag', key: tag, value: true });
      const { row } = createCustomer(tx, vault, { kind: dice.chance(0.5) ? 'person' : 'company', edits });
      if (dice.chance(0.1)) binned.push(row);
    }
    atOnce(deleteCustomers(tx, vault, binned));
  });
});

afterAll(() => {
  vault.remove();
});

const query = fc
  .record({
    text: fc.constantFrom('', '', 'a', 'an', 'ann', 'zs', '恒信', 'ann b', 'nobody', 'bob x'),
    bin: fc.boolean(),
    kind: fc.constantFrom(null, null, 'person' as const),
    by: fc.constantFrom('relevance', 'name', 'organisation', 'updated', 'created', 'number', 'text'),
    direction: fc.constantFrom('ascending' as const, 'descending' as const),
    isTagged: fc.boolean(),
    least: fc.option(fc.integer({ min: -5, max: 5 }), { freq: 1 }),
  })
  .map((wish) => (): ListQuery => {
    const fields: Readonly<Record<string, string>> = { number: `value:${number}`, text: `value:${text}` };
    const by = fields[wish.by] ?? wish.by;
    return listQuery.parse({
      text: wish.text,
      bin: wish.bin,
      kind: wish.kind,
      tagIds: wish.isTagged ? [tag] : [],
      filters: wish.least === null ? [] : [{ field: `value:${number}`, op: 'at-least', value: wish.least }],
      sort: { by, direction: wish.direction },
    });
  });

const idOf = (row: number): string =>
  vault.store.db.value<string>('SELECT id FROM customer WHERE row = ?', row) ?? '';

async function part(of: ListQuery, start: number, length: number): Promise<string[]> {
  const { rows } = await lists['customers/window']({ query: of, start, count: length, columns: [] });
  return rows.map(({ id }) => id);
}

test('a window is the same part of the whole list, wherever it begins and in whatever sequence', async () => {
  await fc.assert(
    fc.asyncProperty(
      query,
      fc.array(fc.tuple(fc.nat({ max: count + 100 }), fc.integer({ min: 1, max: 200 })), {
        minLength: 1,
        maxLength: 5,
      }),
      async (make, windows) => {
        const wanted = make();
        const all = [...selectRows(vault, wanted)];
        expect(new Set(all).size).toBe(all.length);
        // A fresh list each time, so that how far it was looked through differs.
        lists = listHandlers(vault);
        for (const [from, length] of windows) {
          const start = all.length === 0 ? from : from % (all.length + 20);
          const expected = all.slice(start, start + length).map(idOf);
          expect(await part(wanted, start, length), JSON.stringify({ wanted, start, length })).toEqual(
            expected,
          );
        }
        const { total, totalIsExact } = await lists['customers/window']({
          query: wanted,
          start: 0,
          count: 1,
          columns: [],
        });
        expect(total).toBeLessThanOrEqual(all.length);
        if (totalIsExact) expect(total).toBe(all.length);
        else expect(total).toBeGreaterThanOrEqual(1);
      },
    ),
    { numRuns: 60 },
  );
});

interface Keys {
  readonly row: number;
  readonly name_key: string;
  readonly organisation_key: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
  readonly number: number | null;
  readonly text: string | null;
}

const binary = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function compareBy(of: ListQuery): (a: Keys, b: Keys) => number {
  const sign = of.sort.direction === 'descending' ? -1 : 1;
  if (of.bin) {
    const way = of.sort.by === 'relevance' ? -1 : sign;
    return (a, b) => way * ((a.deleted_at ?? 0) - (b.deleted_at ?? 0) || a.row - b.row);
  }
  const byName = (a: Keys, b: Keys): number => binary(a.name_key, b.name_key) || a.row - b.row;
  switch (of.sort.by) {
    case 'relevance':
      return byName;
    case 'name':
      return (a, b) => sign * byName(a, b);
    case 'organisation':
      return (a, b) => sign * (binary(a.organisation_key, b.organisation_key) || a.row - b.row);
    case 'created':
      return (a, b) => sign * (a.created_at - b.created_at || a.row - b.row);
    case 'updated':
      return (a, b) => sign * (a.updated_at - b.updated_at || a.row - b.row);
    default: {
      const which = of.sort.by === `value:${number}` ? 'number' : 'text';
      return (a, b) => {
        const [one, other] = [a[which], b[which]];
        if (one === null || other === null) {
          if (one !== other) return one === null ? 1 : -1;
          return sign * byName(a, b);
        }
        const compared = typeof one === 'number' ? one - Number(other) : binary(one, String(other));
        return sign * (compared || a.row - b.row);
      };
    }
  }
}

test('every order is the one that it says, ties and missing values included', () => {
  fc.assert(
    fc.property(query, (make) => {
      const wanted = make();
      // Ranked by how well they match; see the search model.
      if (wanted.text !== '' && wanted.sort.by === 'relevance') return;
      const keys = new Map(
        vault.store.db
          .all<Keys>(
            `SELECT c.row, c.name_key, c.organisation_key, c.created_at, c.updated_at, c.deleted_at,
             (SELECT v.number FROM field_value v JOIN field f ON f.row = v.field WHERE v.customer = c.row AND f.id = ?) AS number,
             (SELECT v.key FROM field_value v JOIN field f ON f.row = v.field WHERE v.customer = c.row AND f.id = ?) AS text
             FROM customer c`,
            number,
            text,
          )
          .map((each) => [each.row, each]),
      );
      const all = [...selectRows(vault, wanted)].flatMap((row) => keys.get(row) ?? []);
      expect(all.map(({ row }) => row)).toEqual(all.toSorted(compareBy(wanted)).map(({ row }) => row));
      for (const each of all) {
        expect(each.deleted_at !== null).toBe(wanted.bin);
        const least = wanted.filters[0]?.value;
        if (typeof least === 'number') expect(each.number).toBeGreaterThanOrEqual(least);
      }
    }),
    { numRuns: 60 },
  );
});

test('a list goes on rightly after any edit between its windows', async () => {
  await fc.assert(
    fc.asyncProperty(
      query,
      fc.array(
        fc.tuple(
          fc.integer({ min: 1, max: count }),
          fc.constantFrom('name' as const, 'organisation' as const, 'notes' as const, 'number' as const),
          fc.constantFrom('Ann', '张三', 'x', ''),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      async (make, edits) => {
        const wanted = make();
        await part(wanted, 0, 50);
        for (const [row, field, to] of edits) {
          const edit: Edit =
            field === 'number'
              ? { field: 'value', key: number, value: to.length }
              : { field, value: field === 'name' ? `${to}.` : to };
          vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
            applyEdits(tx, vault, row, [edit]),
          );
          const all = [...selectRows(vault, wanted)];
          const start = Math.max(0, all.indexOf(row) - 5);
          expect(await part(wanted, start, 20)).toEqual(all.slice(start, start + 20).map(idOf));
        }
      },
    ),
    { numRuns: 40 },
  );
});
