import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listQuery, type Customer, type Edit } from '../../../../src-preload/contract/customers.ts';
import type { BatchKind } from '../../../../src-main/vault/store/store.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { customerHandlers } from '../../../../src-main/vault/customers/handlers.ts';
import { undoState } from '../../../../src-main/vault/customers/session-undo.ts';
import { undoBatchInSteps } from '../../../../src-main/vault/customers/undo.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { listHandlers } from '../../../../src-main/vault/search/handlers.ts';
import { words } from '../../../../src-main/vault/search/normalise.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import {
  anyCustomerChange,
  anyEdit,
  fieldsInPlay,
  makeLayout,
  possibleEdits,
  type MakeEdit,
  type Place,
} from '../drawn/customer-changes.ts';
import { anyLayoutChange } from '../drawn/layout-changes.ts';
import { runs } from '../runs.ts';
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

interface World {
  readonly vault: TestVault;
  readonly calls: ReturnType<typeof customerHandlers>;
  readonly lists: ReturnType<typeof listHandlers>;
  readonly place: Place;
  readonly imports: number[];
  /** What was done, for the report of a failure. */
  readonly log: string[];
}

function worldOf(vault: TestVault, inPlay: readonly number[]): World {
  const layout = makeLayout(vault);
  return {
    vault,
    calls: customerHandlers(vault),
    lists: listHandlers(vault),
    place: {
      vault,
      fields: inPlay.map((at) => layout.fields[at] ?? ''),
      tags: layout.tags,
      people: [vault.personId],
    },
    imports: [],
    log: [],
  };
}

interface NewCustomer {
  readonly name: string;
  readonly more: readonly MakeEdit[];
}

function create(world: World, kind: BatchKind, { name, more }: NewCustomer): void {
  const { vault, place } = world;
  const edits: Edit[] = [{ field: 'name', value: `n${name}` }, ...possibleEdits(place, more)];
  world.log.push(JSON.stringify(edits));
  vault.store.write({ kind, label: 'customers/create' }, (tx) =>
    createCustomer(tx, vault, { kind: 'person', edits }),
  );
}

const someone = fc.nat({ max: 7 });

interface Step {
  readonly title: string;
  readonly run: (world: World) => unknown;
}

function pick(world: World, at: number): Customer | undefined {
  const all = everyone(world.vault);
  return all[at % all.length];
}

const newCustomer = fc.record({ name: text, more: fc.array(anyEdit(text), { maxLength: 6 }) });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: newCustomer.map((given): Step => ({
      title: 'create',
      run: (world) => {
        create(world, 'edit', given);
      },
    })),
  },
  {
    weight: 9,
    arbitrary: fc
      .tuple(someone, fc.array(anyCustomerChange(text), { minLength: 1, maxLength: 3 }))
      .map(([at, changes]): Step => ({
        title: `change ${changes.map(({ part }) => part).join(', ')} of ${at}`,
        run: async (world) => {
          const id = pick(world, at)?.id;
          if (id !== undefined) for (const { apply } of changes) await apply(world.place, id);
        },
      })),
  },
  {
    weight: 3,
    arbitrary: anyLayoutChange(text, ['field.deleted_at']).map(({ cell, apply }): Step => ({
      title: `change ${cell}`,
      run: ({ place }) => apply(place),
    })),
  },
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
        for (const given of made) create(world, 'import', given);
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
    run: ({ vault, calls, place: { tags } }) => {
      const tagId = tags[at] ?? '';
      if (catalogOf(vault).tags.get(tagId)?.isDeleted !== false) return undefined;
      const selection = { query: listQuery.parse({ text: query }) };
      return calls['customers/bulk-tag']({ selection, tagId, add: true });
    },
  })),
);

/** A field that is deleted takes its values with it; an undo brings them back. */
const rareStep: fc.Arbitrary<Step> = anyLayoutChange(text).map(({ cell, apply }): Step => ({
  title: `change ${cell}`,
  run: ({ place }) => apply(place),
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

const { numRuns, seed } = runs(40, 119314116);

test(`a search finds exactly what the rules say, whatever was written before (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fieldsInPlay,
      fc.array(newCustomer, { minLength: 1, maxLength: 3 }),
      fc.array(
        fc.tuple(fc.oneof({ weight: 10, arbitrary: step }, { weight: 1, arbitrary: rareStep }), typed),
        {
          minLength: 1,
          maxLength: 10,
        },
      ),
      async (inPlay, first, steps) => {
        const vault = openTestVault();
        try {
          const world = worldOf(vault, inPlay);
          for (const given of first) create(world, 'edit', given);
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
    { numRuns, seed },
  );
}, 600_000);
