import type { Customer, Selection } from '../../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../../context.ts';
import { getCustomer } from '../../customers/queries.ts';
import { rowsOf } from '../../customers/selection.ts';
import { catalogOf } from '../../fields/catalog.ts';
import type { ExportNames } from './columns.ts';

export interface SelectedCustomers {
  readonly rows: readonly number[];
  readonly customers: () => Generator<Customer>;
}

/** The customers chosen, in their order, read one by one. One that goes away meanwhile is left out. */
export function selectedCustomers(vault: OpenVault, selection: Selection): SelectedCustomers {
  const rows = rowsOf(vault, selection);
  return {
    rows,
    *customers() {
      for (const row of rows) {
        const id = vault.store.db.value<string>('SELECT id FROM customer WHERE row = ? AND gone = 0', row);
        if (id !== undefined) yield getCustomer(vault, id);
      }
    },
  };
}

/** Names of the fields and tags that there are. */
export function exportNames(vault: OpenVault): ExportNames {
  const { fields, tags } = catalogOf(vault);
  return {
    fields: new Map([...fields].filter(([, field]) => !field.isDeleted)),
    tags: new Map([...tags.values()].filter((tag) => !tag.isDeleted).map((tag) => [tag.id, tag.name])),
  };
}
