/**
 * Random histories in three vaults that exchange record lines in random order, now and then twice: in the end all have the
 * same cells, and no change is lost (surviving.ts says what that means). What is taken in, taken back and
 * taken in again is as if it had been taken in once; what is taken back changes nothing elsewhere. In most of them somebody's
 * account ends, of which each vault hears at another moment: what that person changed later is nobody's value in the end.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { emptyJson, splitCell, type CellPart } from '../../../../src-main/vault/customers/cell-parts.ts';
import { readCell } from '../../../../src-main/vault/customers/cells.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { customerKeys } from '../../../../src-main/vault/customers/sealed.ts';
import { cellsOfCreation } from '../../../../src-main/vault/customers/snapshot.ts';
import { fieldOfCell, plainJson } from '../../../../src-main/vault/customers/value-cells.ts';
import { undoBatch } from '../../../../src-main/vault/customers/undo.ts';
import { isAttachment, toTravel } from '../../../../src-main/vault/merge/attachment-cells.ts';
import { undoMerge } from '../../../../src-main/vault/merge/batches.ts';
import { listConflicts } from '../../../../src-main/vault/merge/conflicts.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { refusalsOf, type LeftOut } from '../../../../src-main/vault/merge/refusals.ts';
import { latest } from '../../../../src-main/vault/merge/stamp.ts';
import { StateReader } from '../../../../src-main/vault/merge/stamps.ts';
import { takeBackLate } from '../../../../src-main/vault/merge/take-back.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import {
  create,
  edit,
  name,
  pack,
  rowOf,
  stateOf,
  take,
  type Parcel,
} from '../../../unit/vault/merge/kit.ts';
import { fieldsInPlay, makeLayout, partsInPlay, type Place } from '../drawn/customer-changes.ts';
import { runs } from '../runs.ts';
import { step, text, type Step } from './steps.ts';
import { Survival, type Copy, type Known, type State } from './surviving.ts';

const { numRuns: histories, seed } = runs(90, 5);

let vaults: TestVault[];
/** Of each vault: every vault has ids of its own for what has the same name. */
let layouts: ReturnType<typeof makeLayout>[];

beforeAll(async () => {
  vaults = ['one', 'two', 'three'].map((deviceId) => openTestVault('aegis', { deviceId }));
  layouts = vaults.map(makeLayout);
  // By then they know each other's fields and tags, whatever those are called later.
  for (const from of vaults) {
    create(from, name('first'));
    const { fields, tags } = layouts[vaults.indexOf(from)] ?? { fields: [], tags: [] };
    edit(
      from,
      create(from, name('all')),
      ...tags.map((key) => ({ field: 'tag', key, value: true }) as const),
    );
    expect(fields.length).toBeGreaterThan(20);
    for (const to of vaults) if (to !== from) await take(to, pack(from));
  }
});

afterAll(() => {
  for (const vault of vaults) vault.remove();
});

/** What a vault knows of the three people: their accounts are as they were, or one of them has ended. */
function know(index: number, ended: { readonly who: number; readonly since: number } | null): LeftOut {
  const vault = vaults[index];
  if (vault === undefined) throw new Error('there are three vaults');
  const { roster } = vault.access;
  const [like] = roster.body.people;
  if (like === undefined) throw new Error('a roster has somebody');
  const people = vaults.map(({ personId: id }, at) => ({
    ...like,
    id,
    pauses: [],
    pastKeys: [],
    ...(at === ended?.who
      ? { status: 'removed' as const, since: ended.since }
      : { status: 'active' as const, since: 0 }),
  }));
  vault.access.roster = { ...roster, body: { ...roster.body, people } };
  return takeBackLate(vault);
}

/** Whether the tables hold what counts, for a customer and all that was ever said of it. */
function expectShown(index: number, id: string): void {
  const vault = vaults[index];
  if (vault === undefined) throw new Error('there are three vaults');
  const ref = { row: rowOf(vault, id), id };
  if (ref.row === 0) return;
  const state = new StateReader(vault).read({ id });
  if (state === null) {
    expect(vault.store.db.value('SELECT gone FROM customer WHERE id = ?', id)).toBe(1);
    return;
  }
  using keys = customerKeys(vault, vault.store.db, ref);
  for (const [cell, { json }] of state.cells) {
    if (cell === 'created') continue;
    const field = fieldOfCell(vault, cell);
    const plain = (given: string | null): string | null =>
      (field === undefined ? given : plainJson(vault, keys, ref, field, given)) ?? emptyJson(cell);
    expect(`${cell} ${String(plain(readCell(vault.store.db, catalogOf(vault), ref, cell)))}`).toBe(
      `${cell} ${String(plain(json))}`,
    );
  }
}

/** The same name in every vault for what each has an id of its own for. */
function naming(index: number): (key: string) => string {
  const { fields, tags } = layouts[index] ?? { fields: [], tags: [] };
  const names = new Map([...fields, ...tags].map((id, at) => [id, `layout-${at}`]));
  return (key) => names.get(key) ?? key;
}

/** A value with the names of options instead of their ids. */
function comparable(vault: TestVault, value: string | null): string | null {
  if (value?.startsWith('["') !== true) return value;
  const named = [...catalogOf(vault).fields.values()].flatMap(({ options }) => [...options]);
  const names = new Map(named);
  return JSON.stringify((JSON.parse(value) as string[]).map((id) => names.get(id) ?? id));
}

const statesOf = (index: number, customers: readonly string[]): State[] =>
  customers.map((id) => {
    const vault = vaults[index];
    if (vault === undefined) throw new Error('there are three vaults');
    const cells = Object.entries(stateOf(vault, id, naming(index)));
    return Object.fromEntries(
      cells.map(([cell, state]) => [cell, { ...state, value: comparable(vault, state.value) }]),
    );
  });

/** Every value in the log about a customer, in the clear, by the cell's name. */
function everWritten(index: number, id: string): Set<string> {
  const vault = vaults[index];
  if (vault === undefined) throw new Error('there are three vaults');
  const written = new Set<string>();
  const name = naming(index);
  const ref = { row: rowOf(vault, id), id };
  using keys = customerKeys(vault, vault.store.db, ref);
  const add = (cell: string, json: string | null): void => {
    const field = fieldOfCell(vault, cell);
    const { part, key } = splitCell(cell);
    const plain = isAttachment(cell)
      ? toTravel(vault, ref, json)
      : field === undefined
        ? json
        : plainJson(vault, keys, ref, field, json);
    const value = plain === '""' ? null : comparable(vault, plain);
    written.add(`${id} ${key === null ? part : `${part}:${name(key)}`} ${String(value)}`);
  };
  for (const { field, old_value, value } of vault.store.db.all<{
    field: string;
    old_value: string | null;
    value: string | null;
  }>('SELECT field, old_value, value FROM change WHERE entity_id = ?', id)) {
    if (field === '*') for (const [cell, json] of cellsOfCreation(value ?? '{}')) add(cell, json);
    else {
      add(field, old_value);
      add(field, value);
    }
  }
  return written;
}

/** Stamps that any vault noted in a conflict, by customer and cell. */
function disputed(customers: readonly string[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [index, vault] of vaults.entries())
    for (const { id, cell, mine, theirs } of vault.store.db.all<
      Record<'id' | 'cell' | 'mine' | 'theirs', string>
    >(
      `SELECT k.entity_id AS id, k.cell, k.at || ' ' || k.tick || ' ' || k.device AS mine,
         m.at || ' ' || m.tick || ' ' || m.device AS theirs
       FROM conflict k JOIN merged m ON m.seq = k.seq AND m.cell = '*'`,
    )) {
      if (!customers.includes(id)) continue;
      const { part, key } = splitCell(cell);
      const place = `${id} ${key === null ? part : `${part}:${naming(index)(key)}`}`;
      const stamps = found.get(place) ?? new Set();
      found.set(place, stamps.add(mine).add(theirs));
    }
  return found;
}

type Said = Parcel & { readonly said: Known };

class World {
  readonly customers: string[] = [];
  readonly parcels: Said[] = [];
  readonly survival = new Survival();
  takenIn = 0;
  undone = 0;
  ended: { readonly who: number; readonly since: number } | null = null;
  takenBack = 0;
  readonly #heard = new Set<number>();
  readonly #inPlay: readonly number[];

  readonly #parts: readonly CellPart[];

  constructor(inPlay: readonly number[], parts: readonly CellPart[] = []) {
    this.#inPlay = inPlay;
    this.#parts = parts;
  }

  place(index: number): Place {
    const { fields, tags } = layouts[index] ?? { fields: [], tags: [] };
    return {
      vault: this.vault(index),
      fields: this.#inPlay.map((at) => fields[at] ?? ''),
      tags,
      people: vaults.map(({ personId }) => personId),
    };
  }

  copies(index: number): Copy[] {
    return statesOf(index, this.customers).map((state, at) => ({ id: this.customers[at] ?? '', state }));
  }

  observe(index: number): void {
    this.survival.observe(index, this.vault(index).deviceId, this.copies(index));
  }

  /** Whether a change counts in the end, whoever has heard of that by now. */
  counts(stamp: string): boolean {
    const [at = '', , device] = stamp.split(' ');
    const by = vaults.findIndex(({ deviceId }) => deviceId === device);
    return this.ended === null || by !== this.ended.who || Number(at) <= this.ended.since;
  }

  vault(index: number): TestVault {
    const vault = vaults[index];
    if (vault === undefined) throw new Error('there are three vaults');
    return vault;
  }

  async start(): Promise<void> {
    for (const index of [0, 1, 2]) know(index, null);
    // Of one all know from the beginning; of the other, which the second vault made, the others hear by and by.
    for (const index of [0, 1]) {
      const vault = this.vault(index);
      const made = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
        createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: `Customer ${index}` }] }),
      );
      this.customers.push(made.id);
      this.observe(index);
      if (index === 0) for (const to of [1, 2]) await this.take(to, this.pack(0));
    }
  }

  pack(index: number): Said {
    const vault = this.vault(index);
    const parcel = pack(vault, { ids: this.customers.filter((id) => rowOf(vault, id) > 0) });
    return { ...parcel, said: this.survival.said(index) };
  }

  async take(index: number, parcel: Said): Promise<string> {
    const { batchId } = await take(this.vault(index), parcel);
    this.takenIn += 1;
    this.survival.hear(index, parcel.said);
    this.observe(index);
    return batchId;
  }

  /** A merge that changed nothing is none. */
  isUndoable(index: number, batchId: string): boolean {
    const { db } = this.vault(index).store;
    return db.value('SELECT 1 FROM batch WHERE id = ? AND undone_by IS NULL', batchId) !== undefined;
  }

  hear(index: number): void {
    if (this.ended === null || this.#heard.has(index)) return;
    this.#heard.add(index);
    const { values, customers } = know(index, this.ended);
    this.takenBack += values + customers;
  }

  async do(given: Step): Promise<void> {
    // Where it is known, the vault does not open for that person any more.
    const isShutOut = (who: number): boolean => this.ended?.who === who && this.#heard.has(who);
    if (given.do === 'change' || given.do === 'layout') {
      if (isShutOut(given.who)) return;
      const place = this.place(given.who);
      if (given.do === 'layout') await given.change.apply(place);
      else {
        const change = given.change(this.#parts);
        if (change.part === 'created' && this.customers.length > 2) return;
        const made = await change.apply(place, this.customers[given.customer] ?? '');
        if (made !== null) this.customers.push(made);
      }
      this.observe(given.who);
    } else if (given.do === 'hand') {
      const parcel = this.pack(given.who);
      const known = this.customers.filter((id) => rowOf(this.vault(given.to), id) > 0);
      const before = statesOf(given.to, known);
      const batchId = await this.take(given.to, parcel);
      if (given.then === 'again') await this.take(given.to, parcel);
      if (given.then !== 'undo') return;
      const taken = statesOf(given.to, this.customers);
      if (!this.isUndoable(given.to, batchId)) return;
      await undoMerge(this.vault(given.to), batchId);
      expect(statesOf(given.to, known)).toEqual(before);
      for (const id of known) expectShown(given.to, id);
      await this.take(given.to, parcel);
      expect(statesOf(given.to, this.customers)).toEqual(taken);
      this.undone += 1;
    } else if (given.do === 'undo') {
      const vault = this.vault(given.who);
      const batchId = vault.store.db.value<string>(
        "SELECT id FROM batch WHERE kind = 'merge' AND undone_by IS NULL ORDER BY row DESC LIMIT 1",
      );
      if (batchId !== undefined && this.isUndoable(given.who, batchId)) await undoMerge(vault, batchId);
    } else if (given.do === 'redo') {
      const vault = this.vault(given.who);
      const row = vault.store.db.value<number>(
        "SELECT row FROM batch WHERE kind = 'undo' AND undone_by IS NULL ORDER BY row DESC LIMIT 1",
      );
      if (row !== undefined && !isShutOut(given.who)) undoBatch(vault, row);
      this.observe(given.who);
    } else if (given.do === 'pack') this.parcels.push(this.pack(given.who));
    else if (given.do === 'late') {
      const parcel = this.parcels[0];
      if (parcel !== undefined) await this.take(given.to, parcel);
    } else if (given.do === 'end') {
      if (given.who === given.by) return;
      this.ended ??= { who: given.who, since: this.vault(given.by).now() };
      this.hear(given.by);
    } else if (given.do === 'hear') this.hear(given.who);
    else this.vault(given.who).passTime(given.ms);
  }

  /** Everybody hears of everything. */
  async settle(order: readonly number[]): Promise<void> {
    const [a = 0, b = 1, c = 2] = order;
    // The last one hears when it has all of the late changes from the others.
    await this.take(c, this.pack(a));
    await this.take(c, this.pack(b));
    for (const index of order) this.hear(index);
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
      [a, b],
    ] as const)
      await this.take(to, this.pack(from));
  }
}

test(`${histories} histories in three vaults lead to the same cells, and no change is lost (seed ${seed})`, async () => {
  let takenIn = 0;
  let undone = 0;
  let disputes = 0;
  let ends = 0;
  let takenBack = 0;
  await fc.assert(
    fc.asyncProperty(
      fieldsInPlay,
      partsInPlay,
      fc.array(step, { minLength: 4, maxLength: 20 }),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      async (inPlay, parts, steps, order) => {
        const world = new World(inPlay, parts);
        await world.start();
        const before = conflictsNow();
        for (const each of steps) await world.do(each);
        const counts = (stamp: string): boolean => world.counts(stamp);
        const stood = world.survival.standing(
          [0, 1, 2].flatMap((index) => world.copies(index)),
          counts,
        );
        await world.settle(order);
        const [one, two, three] = [0, 1, 2].map((index) => statesOf(index, world.customers));
        expect(two).toEqual(one);
        expect(three).toEqual(one);
        for (const index of [0, 1, 2]) for (const id of world.customers) expectShown(index, id);
        if (world.ended !== null) {
          ends += 1;
          takenBack += world.takenBack;
          const refusals = refusalsOf(world.vault(0));
          for (const id of world.customers)
            for (const [, { seen }] of new StateReader(world.vault(0)).read({ id })?.cells ?? [])
              expect(refusals.refuses(latest(seen))).toBe(false);
        }
        const logs = [0, 1, 2].map(
          (index) => new Set(world.customers.flatMap((id) => [...everWritten(index, id)])),
        );
        world.survival.expectNothingLost(
          stood,
          [0, 1, 2].map((index) => world.copies(index)),
          (index, place, value) => logs[index]?.has(`${place} ${String(value)}`) === true,
          disputed(world.customers),
          counts,
        );
        // Again changes nothing.
        const seqs = vaults.map((vault) => vault.store.logSize);
        for (const [from, to] of [
          [0, 1],
          [1, 2],
          [2, 0],
        ] as const)
          await world.take(to, world.pack(from));
        expect(vaults.map((vault) => vault.store.logSize)).toEqual(seqs);
        takenIn += world.takenIn;
        undone += world.undone;
        disputes += conflictsNow() - before;
      },
    ),
    { numRuns: histories, seed },
  );
  expect(takenIn).toBeGreaterThan(histories * 8);
  expect(undone).toBeGreaterThan(histories / 8);
  expect(disputes).toBeGreaterThan(histories / 10);
  expect(ends).toBeGreaterThan(histories / 8);
  expect(takenBack).toBeGreaterThan(histories / 20);
  for (const vault of vaults) {
    expect(atOnce(compareWithLog(vault.store))).toEqual([]);
    expect(atOnce(verifyChanges(vault.store.db)).brokenAt).toBeNull();
  }
}, 600_000);

test('conflicts are exactly the cells that both changed to different values', async () => {
  const changes = fc.array(fc.tuple(fc.constantFrom('name', 'notes', 'jobTitle', 'organisation'), text), {
    maxLength: 5,
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(changes, changes, fc.boolean(), async (mine, theirs, isLater) => {
      const world = new World([0, 1, 2]);
      await world.start();
      const [id = ''] = world.customers;
      const [one, two] = [world.vault(0), world.vault(1)];
      const write = (vault: TestVault, edits: typeof mine): void => {
        for (const [field, value] of edits)
          vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
            applyEdits(tx, vault, rowOf(vault, id), [
              { field, value: field === 'name' ? `n${value}` : value },
            ]),
          );
      };
      const before = stateOf(one, id);
      if (isLater) two.passTime(5000);
      write(one, mine);
      write(two, theirs);
      const [here, there] = [stateOf(one, id), stateOf(two, id)];
      const expected = ['name', 'notes', 'jobTitle', 'organisation'].filter(
        (cell) =>
          here[cell]?.stamp !== before[cell]?.stamp &&
          there[cell]?.stamp !== before[cell]?.stamp &&
          (here[cell]?.value ?? null) !== (there[cell]?.value ?? null),
      );
      const open = (): string[] =>
        listConflicts(one, { batchId: null, customerId: id }, null, 50).conflicts.map(({ field }) => field);
      await world.take(0, world.pack(1));
      expect(open().sort()).toEqual(expected.sort());
      await world.take(0, world.pack(1));
      expect(open()).toHaveLength(expected.length);
      found += expected.length;
    }),
    { numRuns: Math.ceil(histories / 4), seed },
  );
  expect(found).toBeGreaterThan(histories / 20);
}, 60_000);

/** Conflicts ever noted, in all vaults. */
function conflictsNow(): number {
  return vaults.reduce(
    (sum, vault) => sum + (vault.store.db.value<number>('SELECT count(*) FROM conflict') ?? 0),
    0,
  );
}
