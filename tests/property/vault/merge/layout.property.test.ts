/**
 * Random histories of fields and tags in two vaults: made, renamed, moved, removed, brought back by undoing, classes changed, values
 * given, all of it handed on and taken back in any order. Nothing is ever refused, no name stands twice, and the tables say what the log says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { undoBatch } from '../../../../src-main/vault/customers/undo.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { changeFieldClass } from '../../../../src-main/vault/fields/field-class.ts';
import {
  createField,
  deleteField,
  moveField,
  sectionNamed,
  updateField,
} from '../../../../src-main/vault/fields/fields.ts';
import { isNameTaken } from '../../../../src-main/vault/fields/layout-names.ts';
import { brokenLayoutRules } from '../../../../src-main/vault/fields/layout-rules.ts';
import { createTag, deleteTag, updateTag } from '../../../../src-main/vault/fields/tags.ts';
import { undoMerge } from '../../../../src-main/vault/merge/batches.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import { pack, rowOf, take } from '../../../unit/vault/merge/kit.ts';

const histories = 100;
const names = ['Alpha', 'Beta'];
const classes = ['public', 'internal', 'confidential', 'restricted'] as const;

type Entity = 'field' | 'tag';
interface Step {
  readonly do: 'make' | 'remove' | 'rename' | 'first' | 'class' | 'give' | 'undo' | 'hand' | 'undo-merge';
  readonly who: number;
  readonly entity: Entity;
  readonly which: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom<Step['do'][]>(
    'make',
    'make',
    'remove',
    'remove',
    'rename',
    'first',
    'first',
    'class',
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
  who: fc.nat({ max: 1 }),
  entity: fc.constantFrom('field' as const, 'field' as const, 'tag' as const),
  which: fc.nat({ max: 3 }),
});

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

  #live(vault: TestVault, entity: Entity): string[] {
    const { fields, tags } = catalogOf(vault);
    return [...(entity === 'field' ? fields : tags).values()]
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ id }) => id);
  }

  async hand(who: number): Promise<void> {
    await take(this.vault(1 - who), pack(this.vault(who)));
  }

  async do({ do: what, who, entity, which }: Step): Promise<void> {
    const vault = this.vault(who);
    const live = this.#live(vault, entity);
    const id = live[which % Math.max(1, live.length)];
    const name = names[which % names.length] ?? '';
    const { db } = vault.store;
    if (what === 'hand') return this.hand(who);
    if (what === 'undo' || what === 'undo-merge') {
      const sql = what === 'undo' ? "kind IN ('edit', 'undo', 'redo')" : "kind = 'merge'";
      const rows = db.all<{ row: number; id: string }>(
        `SELECT row, id FROM batch WHERE ${sql} AND label <> 'person' AND undone_by IS NULL ORDER BY row DESC LIMIT 4`,
      );
      const batch = rows[which % Math.max(1, rows.length)];
      if (batch === undefined) return;
      if (what === 'undo') undoBatch(vault, batch.row);
      else await undoMerge(vault, batch.id);
      return;
    }
    this.#write(vault, (tx) => {
      if (what === 'make') {
        if (isNameTaken(tx, entity, name, null)) return;
        if (entity === 'tag') createTag(tx, name, 1);
        else
          createField(tx, vault, {
            name,
            type: which > 1 ? 'number' : 'text',
            class: 'internal',
            sectionId: sectionNamed(tx, 'General'),
            options: [],
            currency: 'CNY',
          });
      } else if (id === undefined) return;
      else if (what === 'remove') (entity === 'tag' ? deleteTag : deleteField)(tx, id);
      else if (what === 'rename') {
        if (isNameTaken(tx, entity, name, null)) return;
        (entity === 'tag' ? updateTag : updateField)(tx, id, { name });
      } else if (what === 'first') {
        const section = sectionNamed(tx, 'General');
        const [before] = this.#live(vault, 'field').filter((each) => each !== id);
        if (entity === 'field') moveField(tx, id, section, before ?? null);
      } else if (what === 'class') {
        if (entity === 'field') atOnce(changeFieldClass(tx, vault, id, classes[which] ?? 'internal'));
      } else {
        const row = rowOf(vault, this.customer);
        if (tx.value('SELECT 1 FROM customer WHERE row = ? AND gone = 0', row) === undefined) return;
        this.#value += 1;
        applyEdits(tx, vault, row, [
          entity === 'tag'
            ? { field: 'tag', key: id, value: true }
            : {
                field: 'value',
                key: id,
                value: catalogOf(vault).fields.get(id)?.type === 'number' ? this.#value : String(this.#value),
              },
        ]);
      }
    });
  }
}

test(`${histories} histories of fields and tags are taken in without an error, and no name stands twice`, async () => {
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
    { numRuns: histories, seed: 20261130 },
  );
}, 600_000);
