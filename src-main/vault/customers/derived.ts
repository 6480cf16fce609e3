/** Columns that are worked out of others: what sorts, what is looked up by, and how often a value was sealed. */
import type { Catalog } from '../fields/catalog.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { sortKey } from '../search/sort-key.ts';
import type { ReadDb } from '../store/store.ts';
import { readDefaults } from '../upkeep/settings.ts';
import type { Cell } from './rules.ts';
import { lookupOf } from './phone.ts';
import type { CustomerRows } from './snapshot.ts';
import { storedForm, valueFromStored } from './values.ts';

/** The countries by which numbers without a country code were ever read in this vault. */
export function countriesEver(db: ReadDb): ReadonlySet<string> {
  const logged = db.all<{ old_value: string | null; value: string | null }>(
    "SELECT old_value, value FROM change WHERE entity = 'setting' AND entity_id = 'country'",
  );
  const texts = logged.flatMap(({ old_value: old, value }) => [old, value]).filter((json) => json !== null);
  return new Set([
    readDefaults({ value: () => undefined }).country,
    ...texts.flatMap((json) => jsonBy(z.string(), json) ?? []),
  ]);
}

export interface SortKeys {
  readonly name: string;
  readonly name_key: string;
  readonly organisation: string;
  readonly organisation_key: string;
}

interface Known {
  readonly catalog: Catalog;
  readonly countries: ReadonlySet<string>;
  readonly versions: ReadonlyMap<Cell, number>;
}

function areValuesRight({ values }: CustomerRows, { catalog, versions }: Known): boolean {
  const kept = new Map<string, number>();
  for (const { field: row, text, number, key, sealed, version } of values) {
    const field = catalog.fieldsByRow.get(row);
    if (field === undefined) return false;
    kept.set(`value:${field.id}`, version);
    if (text === null) {
      if (number !== null || key !== null) return false;
      continue;
    }
    const wanted = storedForm(field.type, valueFromStored(field.type, { text, number }));
    if (sealed !== null || wanted.text !== text || wanted.number !== number || wanted.key !== key)
      return false;
  }
  for (const [cell, version] of versions) if ((kept.get(cell) ?? 0) < version) return false;
  return true;
}

/** Whether what a customer sorts by is right: beside what it is found by, since readings of names take long and are remembered for a while. */
export function areSortKeysRight({
  name,
  name_key: nameKey,
  organisation,
  organisation_key: organisationKey,
}: SortKeys): boolean {
  return nameKey === sortKey(name) && organisationKey === sortKey(organisation);
}

/** Whether what is worked out of a customer's rows, which are as they were logged, is right, but for {@link areSortKeysRight}. */
export function isDerivedRight(rows: CustomerRows, known: Known): boolean {
  const { points } = rows;
  return (
    points.every(({ type, value, lookup }) =>
      [...known.countries].some((country) => lookupOf(type, value, country) === lookup),
    ) && areValuesRight(rows, known)
  );
}
