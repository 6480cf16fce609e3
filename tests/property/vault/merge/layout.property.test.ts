/**
 * Random histories of fields, sections, tags and views in two vaults: made, renamed, moved, removed, brought back by undoing, classes and
 * options changed, values given, all of it handed on and taken back in any order. Nothing is ever refused, no name stands twice, and the tables say what the log says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { undoBatch } from '../../../../src-main/vault/customers/undo.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { brokenLayoutRules } from '../../../../src-main/vault/fields/layout-rules.ts';
import { undoMerge } from '../../../../src-main/vault/merge/batches.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import { pack, rowOf, take } from '../../../unit/vault/merge/kit.ts';
import { valueNumber } from '../drawn/customer-changes.ts';
import { anyLayoutChange, type LayoutChange } from '../drawn/layout-changes.ts';
import { runs } from '../runs.ts';

const { numRuns: histories, seed } = runs(100, 183472310);

/** Few names, so that they meet. */
const text = fc.constantFrom('Alpha', 'Beta');
const who = fc.nat({ max: 1 });
const which = fc.nat({ max: 3 });

type Step =
  | { readonly do: 'layout'; readonly who: number; readonly change: LayoutChange }
  | {
      readonly do: 'give' | 'undo' | 'hand' | 'undo-merge';
      readonly who: number;
      readonly which: number;
      readonly entity: 'field' | 'tag';
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('layout' as const), who, change: anyLayoutChange(text) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'give',
        'give',
        'give',
        'undo',
        'undo',
        'undo',
        'hand',
        'hand',
        'hand',
        'undo-merge',
      ),
      who,
      which,
      entity: fc.constantFrom('field', 'field', 'tag'),
    }),
  },
);

class World {
  readonly vaults: TestVault[];
  customer = '';
  #value = 0;

  constructor() {
    this.vaults = ['one', 'two'].map((deviceId) => openTestVault('aegis', { deviceId }));
  }

  vault(index: number): TestVault {
    const vault = this.vaults[index];
    if (vault === undefined) throw new Error('there are two vaults');
    return vault;
  }

  async start(): Promise<void> {
    const first = this.vault(0);
    this.customer = this.#write(first, (tx) =>
      createCustomer(tx, first, { kind: 'person', edits: [{ field: 'name', value: 'Customer' }] }),
    ).id;
    await this.hand(0);
  }

  #write<T>(vault: TestVault, fn: (tx: WriteTx) => T): T {
    return vault.store.write({ kind: 'edit', label: 'customers/edit' }, fn);
  }

  #live(vault: TestVault, entity: 'field' | 'tag'): string[] {
    const { fields, tags } = catalogOf(vault);
    return [...(entity === 'field' ? fields : tags).values()]
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ id }) => id);
  }

  async hand(who: number): Promise<void> {
    await take(this.vault(1 - who), pack(this.vault(who)));
  }

  async do(step: Step): Promise<void> {
    const vault = this.vault(step.who);
    if (step.do === 'layout') return step.change.apply({ vault });
    if (step.do === 'hand') return this.hand(step.who);
    if (step.do === 'give') {
      this.#give(vault, step.entity, step.which);
      return;
    }
    const sql = step.do === 'undo' ? "kind IN ('edit', 'undo', 'redo')" : "kind = 'merge'";
    const rows = vault.store.db.all<{ row: number; id: string }>(
      `SELECT row, id FROM batch WHERE ${sql} AND label <> 'person' AND undone_by IS NULL ORDER BY row DESC LIMIT 4`,
    );
    const batch = rows[step.which % Math.max(1, rows.length)];
    if (batch === undefined) return;
    if (step.do === 'undo') undoBatch(vault, batch.row);
    else await undoMerge(vault, batch.id);
  }

  #give(vault: TestVault, entity: 'field' | 'tag', which: number): void {
    const live = this.#live(vault, entity);
    const key = live[which % Math.max(1, live.length)];
    const row = rowOf(vault, this.customer);
    const isGone =
      vault.store.db.value('SELECT 1 FROM customer WHERE row = ? AND gone = 0', row) === undefined;
    if (key === undefined || isGone) return;
    this.#value += 1;
    const value = entity === 'tag' ? null : valueNumber(vault, key, this.#value);
    this.#write(vault, (tx) =>
      applyEdits(tx, vault, row, [
        entity === 'tag' ? { field: 'tag', key, value: true } : { field: 'value', key, value },
      ]),
    );
  }
}

test(`${histories} histories of fields and tags are taken in without an error, and no name stands twice (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const world = new World();
      try {
        await world.start();
        for (const each of steps) {
          await world.do(each);
          for (const { store } of world.vaults) expect(brokenLayoutRules(store.db)).toBe(0);
        }
        for (const who of [0, 1, 0]) await world.hand(who);
        for (const { store } of world.vaults) {
          expect(brokenLayoutRules(store.db)).toBe(0);
          expect(atOnce(compareWithLog(store))).toEqual([]);
        }
      } finally {
        for (const vault of world.vaults) vault.remove();
      }
    }),
    { numRuns: histories, seed },
  );
}, 600_000);
