import type { Customer } from '../../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { readCell } from '../../../../src-main/vault/customers/cells.ts';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { customerKeys } from '../../../../src-main/vault/customers/sealed.ts';
import { plainJson } from '../../../../src-main/vault/customers/value-cells.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';

export interface PlainCustomer extends Pick<
  Customer,
  'id' | 'kind' | 'name' | 'organisation' | 'jobTitle' | 'notes' | 'points' | 'contacts'
> {
  readonly tags: string[];
  readonly values: Record<string, unknown>;
}

export interface Records {
  readonly customers: PlainCustomer[];
  readonly fields: string[];
  readonly tags: string[];
  readonly searchable: number;
}

/** Everything that a person would find in the vault, sealed values opened, names instead of ids. */
export function recordsOf(vault: OpenVault): Records {
  const { db } = vault.store;
  const catalog = catalogOf(vault);
  const rows = db.all<{ row: number; id: string }>(
    'SELECT row, id FROM customer WHERE deleted_at IS NULL AND gone = 0 ORDER BY row',
  );
  const customers = rows.map((ref): PlainCustomer => {
    const { id, kind, name, organisation, jobTitle, notes, points, contacts, tagIds, values } = getCustomer(
      vault,
      ref.id,
    );
    const plain: Record<string, unknown> = {};
    using keys = customerKeys(vault, db, ref);
    for (const key of Object.keys(values)) {
      const field = catalog.fields.get(key);
      if (field === undefined) throw new Error('a value of no field');
      const json = plainJson(vault, keys, ref, field, readCell(db, catalog, ref, `value:${key}`)) ?? 'null';
      const value: unknown = JSON.parse(json);
      plain[field.name] = Array.isArray(value)
        ? value.map((option) => field.options.get(String(option))).join('; ')
        : value;
    }
    return {
      id,
      kind,
      name,
      organisation,
      jobTitle,
      notes,
      points,
      contacts,
      tags: tagIds.map((tag) => catalog.tags.get(tag)?.name ?? '?'),
      values: plain,
    };
  });
  return {
    customers,
    fields: [...catalog.fields.values()]
      .filter((field) => !field.isDeleted)
      .map((field) => `${field.name} ${field.type} ${field.class}`),
    tags: [...catalog.tags.values()].filter((tag) => !tag.isDeleted).map((tag) => tag.name),
    searchable:
      db.value<number>(
        'SELECT count(*) FROM search_text s JOIN customer c ON c.row = s.customer WHERE c.gone = 0',
      ) ?? 0,
  };
}
