import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listAttachments } from '../../../../src-main/vault/attachments/attachments.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { getCustomer, reveal } from '../../../../src-main/vault/customers/queries.ts';
import { customerById } from '../../../../src-main/vault/customers/selection.ts';
import {
  beginSession,
  redoLast,
  undoLast,
  undoState,
} from '../../../../src-main/vault/customers/session-undo.ts';
import { listFields } from '../../../../src-main/vault/fields/fields.ts';
import { listSections } from '../../../../src-main/vault/fields/sections.ts';
import { listTags } from '../../../../src-main/vault/fields/tags.ts';
import { listViews } from '../../../../src-main/vault/fields/views.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/customers/test-vault.ts';
import {
  anyCustomerChange,
  customerChanges,
  fieldsInPlay,
  makeLayout,
  type CustomerChange,
  type Place,
} from '../drawn/customer-changes.ts';
import { anyLayoutChange, type LayoutChange } from '../drawn/layout-changes.ts';
import { runs } from '../runs.ts';

type Step =
  | { readonly do: 'customer'; readonly which: number; readonly change: CustomerChange }
  | { readonly do: 'layout'; readonly change: LayoutChange };

const text = fc.string({ unit: 'binary', maxLength: 12 });
const which = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('customer' as const), which, change: anyCustomerChange(text) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('customer' as const),
      which,
      change: customerChanges(text).created,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('layout' as const), change: anyLayoutChange(text) }),
  },
);

/** Everything a person can see: of the customers, with masked values revealed, and of the layout. */
function visible(vault: TestVault, ids: readonly string[]): unknown {
  const { db } = vault.store;
  const customers = ids.map((id) => {
    const ref = customerById(db, id);
    if (ref === undefined) return null;
    const { updatedAt: _, deletedAt, ...customer } = getCustomer(vault, id);
    const values = Object.keys(customer.values)
      .sort()
      .map((fieldId) => [fieldId, reveal(vault, id, fieldId).value]);
    const attachments = listAttachments(db, ref);
    return {
      ...customer,
      isDeleted: deletedAt !== null,
      values,
      tagIds: customer.tagIds.toSorted(),
      attachments,
    };
  });
  const tags = listTags(db).map(({ count: _, ...tag }) => tag);
  return { customers, fields: listFields(db), sections: listSections(db), tags, views: listViews(db) };
}

const { numRuns, seed } = runs(60, 1837502002);

test(`undoing everything gives the start, redoing everything the end, and the log always adds up (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fieldsInPlay, fc.array(step, { minLength: 1, maxLength: 8 }), async (inPlay, steps) => {
      const vault = openTestVault();
      try {
        const layout = makeLayout(vault);
        const fields = inPlay.map((at) => layout.fields[at] ?? '');
        const place: Place = { vault, fields, tags: layout.tags, people: [vault.personId] };
        const ids = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
          [0, 1].map(
            (n) =>
              createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: `c${n}` }] }).id,
          ),
        );
        beginSession(vault);
        const start = visible(vault, ids);
        for (const each of steps) {
          vault.passTime(each.do === 'customer' ? 10 : -5000);
          if (each.do === 'layout') await each.change.apply(place);
          else {
            const made = await each.change.apply(place, ids[each.which % ids.length] ?? '');
            if (made !== null) ids.push(made);
          }
        }
        const first = ids.slice(0, 2);
        const end = visible(vault, ids);
        let undone = 0;
        for (; undoState(vault).undo !== null; undone++) expect((await undoLast(vault)).kept).toBe(0);
        expect(visible(vault, first)).toEqual(start);
        for (let i = 0; i < undone; i++) expect((await redoLast(vault)).kept).toBe(0);
        expect(undoState(vault).redo).toBeNull();
        expect(visible(vault, ids)).toEqual(end);
        expect(atOnce(compareWithLog(vault.store))).toEqual([]);
        expect(atOnce(verifyChanges(vault.store.db)).brokenAt).toBeNull();
        expect(vault.store.integrityCheck()).toEqual([]);
      } finally {
        vault.remove();
      }
    }),
    { numRuns, seed },
  );
}, 600_000);
