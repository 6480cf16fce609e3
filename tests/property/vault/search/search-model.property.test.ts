import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listQuery, type Customer, type Edit } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { customerById } from '../../../../src-main/vault/customers/selection.ts';
import type { BatchKind } from '../../../../src-main/vault/store/store.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { customerHandlers } from '../../../../src-main/vault/customers/handlers.ts';
import { undoState } from '../../../../src-main/vault/customers/session-undo.ts';
import { undoBatchInSteps } from '../../../../src-main/vault/customers/undo.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { listHandlers } from '../../../../src-main/vault/search/handlers.ts';
import { words } from '../../../../src-main/vault/search/normalise.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import { beginsName, everyone, findable, isFoundBy } from './naive.ts';

const pieces = [
  // oxlint-disable-next-line typescript/no-misused-spread -- one code point each is what is wanted
  ...'张王曾单解尉迟重庆银行有限公司吕𠮷',
  ...[
    'abc',
    'ab',
    'Zoë',
    'MÜL',
    'ΟΔΟΣ',
    'ΑΡΑ',
    'Straße',
    'ﬁ',
    '℡',
    '㈱',
    'ＡＢ',
    '１３８',
    '½',
    'İı',
    '한국',
  ],
  ...['138', '00', '13', '+86', '-', ' ', ' ', '.', '@', '(', ')', '"', '*', "'", '\n', '\0', '%', '_'],
  ...['🙂', '👨‍👩‍👧', 'e\u0301', '\u200f', 'AND', 'NEAR'],
] as const;
const text = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

const fieldKinds = {
  plain: ['text', 'internal'],
  long: ['long-text', 'public'],
  guarded: ['text', 'confidential'],
  hidden: ['text', 'restricted'],
  secret: ['secret', 'internal'],
} as const satisfies Record<string, readonly [FieldType, FieldClass]>;
type FieldName = keyof typeof fieldKinds;
const fieldName = fc.constantFrom(...(Object.keys(fieldKinds) as FieldName[]));

interface World {
  readonly vault: TestVault;
  readonly calls: ReturnType<typeof customerHandlers>;
  readonly layout: ReturnType<typeof fieldHandlers>;
  readonly lists: ReturnType<typeof listHandlers>;
  readonly fields: Readonly<Record<FieldName, string>>;
  readonly tags: readonly string[];
  readonly keys: readonly string[];
  readonly imports: number[];
  /** What was done, for the report of a failure. */
  readonly log: string[];
}

function worldOf(vault: TestVault): World {
  const setup = vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const make = (name: FieldName): string => {
      const [type, fieldClass] = fieldKinds[name];
      const given = { name, type, class: fieldClass, sectionId, options: [], currency: 'CNY' };
      return createField(tx, vault, given).id;
    };
    const fields: World['fields'] = {
      plain: make('plain'),
      long: make('long'),
      guarded: make('guarded'),
      hidden: make('hidden'),
      secret: make('secret'),
    };
    return { fields, tags: [createTag(tx, 'ab重点', 1).id, createTag(tx, '138', 2).id] };
  });
  return {
    vault,
    calls: customerHandlers(vault),
    layout: fieldHandlers(vault),
    lists: listHandlers(vault),
    ...setup,
    keys: Array.from({ length: 3 }, () => newId()),
    imports: [],
    log: [],
  };
}

type MakeEdit = (world: World) => Edit;
const key = fc.nat({ max: 2 });
const edit: fc.Arbitrary<MakeEdit> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('name' as const, 'organisation' as const, 'jobTitle' as const, 'notes' as const),
      text,
    )
    .map(([field, value]) => (): Edit => ({ field, value: field === 'name' ? `n${value}` : value })),
  fc
    .tuple(key, fc.constantFrom('phone' as const, 'email' as const), fc.option(text))
    .map(([at, type, value]) => ({ keys }: World): Edit => ({
      field: 'point',
      key: keys[at] ?? '',
      value:
        value === null ? null : { type, label: 'abc', value, address: null, contactId: null, position: at },
    })),
  fc.tuple(key, fc.option(text), text).map(([at, name, more]) => ({ keys }: World): Edit => ({
    field: 'contact',
    key: keys[at] ?? '',
    value: name === null ? null : { name, jobTitle: more, department: '', note: more, position: at },
  })),
  fc.tuple(fc.nat({ max: 1 }), fc.boolean()).map(([at, isOn]) => ({ tags }: World): Edit => ({
    field: 'tag',
    key: tags[at] ?? '',
    value: isOn ? true : null,
  })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(fieldName, fc.option(text, { freq: 4 }))
      .map(([name, value]) => ({ fields }: World): Edit => ({ field: 'value', key: fields[name], value })),
  },
);
/** Without values of a field that is deleted, which are refused. */
function possible(world: World, made: readonly Edit[]): Edit[] {
  const { fields } = catalogOf(world.vault);
  return made.filter((each) => each.field !== 'value' || fields.get(each.key)?.isDeleted === false);
}

function create(world: World, kind: BatchKind, made: Edit[]): void {
  const { vault } = world;
  world.log.push(JSON.stringify(made));
  vault.store.write({ kind, label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, { kind: 'person', edits: possible(world, made) }),
  );
}

const edits = fc.array(edit, { maxLength: 6 });
const someone = fc.nat({ max: 7 });

interface Step {
  readonly title: string;
  readonly run: (world: World) => unknown;
}

function pick(world: World, at: number): Customer | undefined {
  const all = everyone(world.vault);
  return all[at % all.length];
}

function onOne(title: string, fn: (world: World, customer: Customer) => unknown): fc.Arbitrary<Step> {
  return someone.map((at) => ({
    title: `${title} ${at}`,
    run: (world) => {
      const customer = pick(world, at);
      return customer === undefined ? undefined : fn(world, customer);
    },
  }));
}

const newCustomer = fc.tuple(text, edits).map(([name, more]) => (world: World): Edit[] => [
  { field: 'name', value: `n${name}` },
  ...more.map((make) => make(world)),
]);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: newCustomer.map((make): Step => ({
      title: 'create',
      run: (world) => {
        create(world, 'edit', make(world));
      },
    })),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(someone, edits).map(([at, list]): Step => ({
      title: `edit ${at}`,
      run: (world) => {
        const { vault } = world;
        const row = customerById(vault.store.db, pick(world, at)?.id ?? '')?.row;
        if (row === undefined) return;
        const made = possible(
          world,
          list.map((make) => make(world)),
        );
        world.log.push(JSON.stringify(made));
        vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
          applyEdits(tx, vault, row, made),
        );
      },
    })),
  },
  onOne('delete', ({ calls }, { id }) => calls['customers/delete']({ selection: { ids: [id] } })),
  onOne('restore', ({ calls }, { id }) => calls['customers/restore']({ selection: { ids: [id] } })),
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>(
      {
        title: 'undo',
        run: ({ vault, calls }) => undoState(vault).undo !== null && calls['undo/undo'](null),
      },
      {
        title: 'redo',
        run: ({ vault, calls }) => undoState(vault).redo !== null && calls['undo/redo'](null),
      },
    ),
  },
  fc.array(newCustomer, { minLength: 1, maxLength: 3 }).map((made): Step => ({
    title: 'import',
    run: (world) => {
      world.vault.store.write({ kind: 'import', label: 'imported' }, (tx) => {
        for (const make of made) create(world, 'import', make(world));
        world.imports.push(tx.batchRow);
      });
    },
  })),
  fc.constant<Step>({
    title: 'take an import back',
    run: ({ vault, imports }) => {
      const batch = imports.pop() ?? 0;
      // One that a key press took back already cannot be taken back again.
      const { db } = vault.store;
      const stands = db.value('SELECT 1 FROM batch WHERE row = ? AND undone_by IS NULL', batch) === 1;
      return stands ? undoBatchInSteps(vault, batch) : undefined;
    },
  }),
  fc.tuple(fc.nat({ max: 1 }), text).map(([at, query]): Step => ({
    title: `tag all of ${JSON.stringify(query)}`,
    run: ({ calls, tags }) =>
      calls['customers/bulk-tag']({
        selection: { query: listQuery.parse({ text: query }) },
        tagId: tags[at] ?? '',
        add: true,
      }),
  })),
  fc.tuple(fc.nat({ max: 1 }), fc.constantFrom('曾abc', '13', 'ＡＢ')).map(([at, name]): Step => ({
    title: `rename tag ${at}`,
    run: ({ layout, tags }) => layout['tags/update']({ id: tags[at] ?? '', name: `${name}${at}` }),
  })),
  fc
    .tuple(
      fc.constantFrom<FieldName>('plain', 'guarded', 'hidden'),
      fc.constantFrom<FieldClass>('public', 'internal', 'confidential', 'restricted'),
    )
    .map(([name, fieldClass]): Step => ({
      title: `${name} becomes ${fieldClass}`,
      run: async ({ layout, fields }) => {
        const { fields: known } = await layout['fields/list'](null);
        return known.some(({ id }) => id === fields[name])
          ? layout['fields/update']({ id: fields[name], class: fieldClass })
          : undefined;
      },
    })),
);

/** A field that is deleted takes its values with it; an undo brings them back. */
const rareStep: fc.Arbitrary<Step> = fieldName.map((name): Step => ({
  title: `delete field ${name}`,
  run: async ({ layout, fields }) => {
    const { fields: known } = await layout['fields/list'](null);
    return known.some(({ id }) => id === fields[name])
      ? layout['fields/delete']({ id: fields[name] })
      : undefined;
  },
}));

/** What is typed: anything, or a part of what a customer has. */
const typed = fc.oneof(
  text.map((query) => (): string => query),
  fc
    .tuple(someone, fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 9 }))
    .map(([who, which, from, length]) => (world: World): string => {
      const customer = pick(world, who);
      if (customer === undefined) return 'n';
      const { texts, sealed } = findable(world.vault, customer);
      const all = [...texts, ...sealed].filter((each) => each !== '');
      const characters = [...(all[which % Math.max(1, all.length)] ?? 'n')];
      const start = from % characters.length;
      return characters.slice(start, start + length).join('');
    }),
);

async function check(world: World, query: string): Promise<void> {
  const all = everyone(world.vault);
  for (const bin of [false, true]) {
    const { rows, total, totalIsExact } = await world.lists['customers/window']({
      query: listQuery.parse({ text: query, bin }),
      start: 0,
      count: 200,
      columns: [],
    });
    const expected = all.filter(
      (customer) =>
        (customer.deletedAt !== null) === bin && isFoundBy(query, findable(world.vault, customer)),
    );
    const found = rows.map(({ id }) => id);
    const about = `${world.log.join('\n')}\n${JSON.stringify({ query, bin })}`;
    expect(found.toSorted(), about).toEqual(expected.map(({ id }) => id).toSorted());
    expect({ total, totalIsExact }, about).toEqual({ total: expected.length, totalIsExact: true });
    if (words(query).length === 0) continue;
    const ranks = found.map((id) => expected.some((each) => each.id === id && beginsName(query, each)));
    expect(ranks.lastIndexOf(true), `${about}: names come first`).toBeLessThan(
      ranks.includes(false) ? ranks.indexOf(false) : ranks.length,
    );
  }
}

test('a search finds exactly what the rules say, whatever was written before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(newCustomer, { minLength: 1, maxLength: 3 }),
      fc.array(
        fc.tuple(fc.oneof({ weight: 10, arbitrary: step }, { weight: 1, arbitrary: rareStep }), typed),
        {
          minLength: 1,
          maxLength: 10,
        },
      ),
      async (first, steps) => {
        const vault = openTestVault();
        try {
          const world = worldOf(vault);
          for (const make of first) create(world, 'edit', make(world));
          for (const [{ title, run }, query] of steps) {
            world.log.push(title);
            await run(world);
            const wanted = query(world);
            await check(world, wanted);
            // As typed: the list of the text so far is still there when it is asked for again.
            await check(world, [...wanted].slice(0, 2).join(''));
          }
          expect(vault.store.integrityCheck()).toEqual([]);
        } finally {
          vault.remove();
        }
      },
    ),
    { numRuns: 80 },
  );
});
