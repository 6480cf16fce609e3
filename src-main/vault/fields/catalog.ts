/** What fields, tags and settings there are, read once and kept until they change. */
import type { FieldClass, FieldType } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import type { Store } from '../store/store.ts';
import { readSettings } from '../upkeep/settings.ts';

export interface FieldFacts {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  /** Option names by id. */
  readonly options: ReadonlyMap<string, string>;
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

/** The options column, which only this program writes. */
export function parseOptions(json: string): { id: string; name: string }[] {
  return JSON.parse(json) as { id: string; name: string }[];
}

function read(store: Store): Catalog {
  const fields = store.db
    .all<FieldRow>('SELECT row, id, name, type, class, options, currency, deleted_at FROM field')
    .map(({ deleted_at: deletedAt, options, ...field }): FieldFacts => ({
      ...field,
      options: new Map(parseOptions(options).map((option) => [option.id, option.name])),
      isDeleted: deletedAt !== null,
    }));
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
    country: readSettings(store.db).country,
  };
}

const kept = new WeakMap<Store, { readonly stamp: number; readonly catalog: Catalog }>();

/** The catalogue as it stands, also within a running write. */
export function catalogOf({ store }: Pick<OpenVault, 'store'>): Catalog {
  const known = kept.get(store);
  if (known?.stamp === store.layoutStamp) return known.catalog;
  const catalog = read(store);
  kept.set(store, { stamp: store.layoutStamp, catalog });
  return catalog;
}
