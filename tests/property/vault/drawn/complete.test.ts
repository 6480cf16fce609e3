/** What the properties draw reaches the log: every kind of cell of a customer, every type and class of value, every column of the layout. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldClass, fieldType } from '../../../../src-preload/contract/fields.ts';
import { cellParts, splitCell } from '../../../../src-main/vault/customers/cell-parts.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import { cellsOfCreation } from '../../../../src-main/vault/customers/snapshot.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { openTestVault } from '../../../unit/vault/customers/test-vault.ts';
import { anyCustomerChange, customerChanges, makeLayout, type Place } from './customer-changes.ts';
import { anyLayoutChange, layoutColumns } from './layout-changes.ts';

const text = fc.constantFrom('', 'a', 'b');

test('every kind of cell is drawn, and changes', async () => {
  const vault = openTestVault();
  try {
    const layout = makeLayout(vault);
    const { id } = vault.store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
      createCustomer(tx, vault, { kind: 'person', edits: [{ field: 'name', value: 'n' }] }),
    );
    const place: Place = { vault, ...layout, people: [vault.personId] };
    const { fields } = catalogOf(vault);
    expect([...new Set([...fields.values()].map(({ type }) => type))].sort()).toEqual(
      fieldType.options.toSorted(),
    );
    expect([...new Set([...fields.values()].map((field) => field.class))].sort()).toEqual(
      fieldClass.options.toSorted(),
    );
    const made = fc.sample(
      fc.tuple(anyCustomerChange(text), fc.shuffledSubarray(layout.fields, { minLength: 3 })),
      {
        numRuns: 600,
        seed: 1,
      },
    );
    for (const [change, inPlay] of made) await change.apply({ ...place, fields: inPlay }, id);
    for (const { apply } of fc.sample(customerChanges(text).created, 3)) await apply(place, id);
    const changed = new Set<string>();
    const values = new Set<string>();
    for (const { field, value } of vault.store.db.iterate<{ field: string; value: string | null }>(
      "SELECT field, value FROM change WHERE entity = 'customer'",
    ))
      for (const cell of field === '*' ? cellsOfCreation(value ?? '{}').keys() : [field]) {
        const { part, key } = splitCell(cell);
        changed.add(part);
        if (part === 'value') values.add(fields.get(key ?? '')?.name ?? '');
      }
    expect([...changed].sort()).toEqual(Object.keys(cellParts).sort());
    expect(values.size).toBe(layout.fields.length);
    for (const { apply } of fc.sample(anyLayoutChange(text), { numRuns: 400, seed: 1 }))
      await apply({ vault });
    const drawn = vault.store.db
      .all<{ cell: string }>(
        "SELECT DISTINCT entity || '.' || field AS cell FROM change WHERE entity <> 'customer'",
      )
      .map(({ cell }) => cell);
    // Set when the field or view is made, and never again.
    const once = ['field.type', 'view.owner'];
    expect(drawn).toEqual(expect.arrayContaining(layoutColumns.filter((cell) => !once.includes(cell))));
    expect(drawn).toEqual(expect.arrayContaining(['field.*', 'section.*', 'tag.*', 'view.*']));
  } finally {
    vault.remove();
  }
}, 60_000);
