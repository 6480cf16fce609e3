/** What fields, tags and settings there are, read once and kept until they change. */
import type { FieldClass, FieldType } from '../../../src-preload/contract/fields.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { PolicyVault } from '../policy/policies.ts';
import type { Store } from '../store/store.ts';
import { readDefaults } from '../upkeep/settings.ts';
import { signedClasses } from './signed-classes.ts';

export interface FieldFacts {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  /** Option names by id, those that were deleted as well. */
  readonly options: ReadonlyMap<string, string>;
  /** The options that were deleted: known for the values that still have them, and offered to nobody. */
  readonly goneOptions: ReadonlySet<string>;
  readonly currency: string;
  readonly isDeleted: boolean;
}

export interface TagFacts {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly isDeleted: boolean;
}

export interface Catalog {
  readonly fields: ReadonlyMap<string, FieldFacts>;
  readonly fieldsByRow: ReadonlyMap<number, FieldFacts>;
  readonly tags: ReadonlyMap<string, TagFacts>;
  readonly tagsByRow: ReadonlyMap<number, TagFacts>;
  /** How phone numbers without a country code are read, e.g. `CN`. */
  readonly country: string;
}

interface FieldRow {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly options: string;
  readonly currency: string;
  readonly deleted_at: number | null;
}

/** Options as the table has them. `gone`: deleted. */
export const storedOptions = z.array(
  z.object({ id: z.string(), name: z.string(), gone: z.literal(true).optional() }).readonly(),
);
export type StoredOption = z.infer<typeof storedOptions>[number];

/** The options column; none where it says something else. */
export function parseOptions(json: string): StoredOption[] {
  return jsonBy(storedOptions, json) ?? [];
}

/** The options that are offered. */
export function liveOptions({ options, goneOptions }: FieldFacts): [id: string, name: string][] {
  return [...options].filter(([id]) => !goneOptions.has(id));
}

/** Those that were deleted. */
export function goneOptions({ options, goneOptions: gone }: FieldFacts): [id: string, name: string][] {
  return [...options].filter(([id]) => gone.has(id));
}

/** The catalogue as the tables have it. */
export function storedCatalog(store: Store): Catalog {
  return read(store, {});
}

/** @param signed the class that counts, by field */
function read(store: Store, signed: Readonly<Record<string, FieldClass>>): Catalog {
  const fields = store.db
    .all<FieldRow>('SELECT row, id, name, type, class, options, currency, deleted_at FROM field')
    .map(({ deleted_at: deletedAt, options: json, ...field }): FieldFacts => {
      const options = parseOptions(json);
      return {
        ...field,
        class: signed[field.id] ?? field.class,
        options: new Map(options.map(({ id, name }) => [id, name])),
        goneOptions: new Set(options.flatMap(({ id, gone }) => (gone === true ? [id] : []))),
        isDeleted: deletedAt !== null,
      };
    });
  const tags = store.db
    .all<{ row: number; id: string; name: string; deleted_at: number | null }>(
      'SELECT row, id, name, deleted_at FROM tag',
    )
    .map(({ deleted_at: deletedAt, ...tag }): TagFacts => ({ ...tag, isDeleted: deletedAt !== null }));
  return {
    fields: new Map(fields.map((field) => [field.id, field])),
    fieldsByRow: new Map(fields.map((field) => [field.row, field])),
    tags: new Map(tags.map((tag) => [tag.id, tag])),
    tagsByRow: new Map(tags.map((tag) => [tag.row, tag])),
    country: readDefaults(store.db).country,
  };
}

interface Kept {
  readonly catalog: Catalog;
  readonly layout: number;
  readonly settings: number;
}

const kept = new WeakMap<Store, Kept>();

/** The catalogue as it stands, also within a running write. A field has the class that was signed, whatever the table says. */
export function catalogOf(vault: PolicyVault): Catalog {
  const { store } = vault;
  const known = kept.get(store);
  const [layout, settings] = [store.stampOf('layout'), store.stampOf('settings')];
  if (known?.layout === layout && known.settings === settings) return known.catalog;
  const catalog = read(store, signedClasses(vault));
  kept.set(store, { catalog, layout, settings });
  return catalog;
}
