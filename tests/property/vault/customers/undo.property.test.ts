import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { applyEdits } from '../../../../src-main/vault/customers/edit.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { getCustomer, reveal } from '../../../../src-main/vault/customers/queries.ts';
import {
  beginSession,
  redoLast,
  undoLast,
  undoState,
} from '../../../../src-main/vault/customers/session-undo.ts';
import { changeFieldClass } from '../../../../src-main/vault/fields/field-class.ts';
import { createField, sectionNamed } from '../../../../src-main/vault/fields/fields.ts';
import { createTag } from '../../../../src-main/vault/fields/tags.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';

let vault: TestVault;
let fields: { plain: string; sealed: string; changing: string };
let tags: string[];
const keys = Array.from({ length: 3 }, () => newId());

beforeAll(() => {
  vault = openTestVault();
  vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    const sectionId = sectionNamed(tx, 'General');
    const make = (name: string, fieldClass: FieldClass): string =>
      createField(tx, vault, {
        name,
        type: 'text',
        class: fieldClass,
        sectionId,
        options: [],
        currency: 'CNY',
      }).id;
    fields = { plain: make('A', 'internal'), sealed: make('B', 'restricted'), changing: make('C', 'public') };
    tags = [createTag(tx, 'One', 1).id, createTag(tx, 'Two', 2).id];
  });
});

afterAll(() => {
  vault.remove();
});

type Step =
  | {
      readonly do: 'edit';
      readonly customer: number;
      readonly edits: readonly ((k: typeof fields) => Edit)[];
    }
  | { readonly do: 'class'; readonly fieldClass: FieldClass };

const text = fc.string({ unit: 'binary', maxLength: 12 });
const key = fc.constantFrom(...keys);
const position = fc.integer({ min: 0, max: 5 });

const edit: fc.Arbitrary<(k: typeof fields) => Edit> = fc.oneof(
  text.map((value) => (): Edit => ({ field: 'notes', value })),
  text.map((value) => (): Edit => ({ field: 'name', value: `n${value}` })),
  fc
    .constantFrom('person' as const, 'company' as const)
    .map((value) => (): Edit => ({ field: 'kind', value })),
  fc.tuple(key, fc.option(text), position).map(([k, value, at]) => (): Edit => ({
    field: 'point',
    key: k,
    value:
      value === null
        ? null
        : { type: 'phone', label: '', value, address: null, contactId: null, position: at },
  })),
  fc.tuple(key, fc.option(text), position).map(([k, name, at]) => (): Edit => ({
    field: 'contact',
    key: k,
    value: name === null ? null : { name, jobTitle: '', department: '', note: '', position: at },
  })),
  fc.tuple(fc.nat({ max: 1 }), fc.boolean()).map(([i, on]) => (): Edit => ({
    field: 'tag',
    key: tags[i] ?? '',
    value: on ? true : null,
  })),
  fc
    .tuple(fc.constantFrom('plain' as const, 'sealed' as const, 'changing' as const), fc.option(text))
    .map(([which, value]) => (k: typeof fields): Edit => ({ field: 'value', key: k[which], value })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      customer: fc.nat({ max: 1 }),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('class' as const),
      fieldClass: fc.constantFrom<FieldClass>('public', 'confidential', 'restricted'),
    }),
  },
);

/** Everything a person can see of the customers, masked values revealed. */
function visible(ids: readonly string[]): unknown {
  return ids.map((id) => {
    const { updatedAt: _, ...customer } = getCustomer(vault, id);
    const values = Object.keys(customer.values)
      .sort()
      .map((fieldId) => [fieldId, reveal(vault, id, fieldId).value]);
    return { ...customer, values, tagIds: customer.tagIds.toSorted() };
  });
}

test('undoing everything gives the start, redoing everything the end, and the log always adds up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const customers = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
        [0, 1].map((n) =>
          createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: `c${n}` }] }),
        ),
      );
      const ids = customers.map(({ id }) => id);
      beginSession(vault);
      const start = visible(ids);
      for (const each of steps) {
        vault.passTime(each.do === 'edit' ? 10 : -5000);
        vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
          if (each.do === 'class') atOnce(changeFieldClass(tx, vault, fields.changing, each.fieldClass));
          else
            applyEdits(
              tx,
              vault,
              customers[each.customer]?.row ?? 0,
              each.edits.map((make) => make(fields)),
            );
        });
      }
      const end = visible(ids);
      let undone = 0;
      for (; undoState(vault).undo !== null; undone++) expect((await undoLast(vault)).kept).toBe(0);
      expect(visible(ids)).toEqual(start);
      for (let i = 0; i < undone; i++) expect((await redoLast(vault)).kept).toBe(0);
      expect(undoState(vault).redo).toBeNull();
      expect(visible(ids)).toEqual(end);
    }),
    { numRuns: 60 },
  );
  expect(atOnce(compareWithLog(vault.store))).toEqual([]);
  expect(atOnce(verifyChanges(vault.store.db)).brokenAt).toBeNull();
  expect(vault.store.integrityCheck()).toEqual([]);
});
