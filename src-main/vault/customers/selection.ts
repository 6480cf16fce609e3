import type { Selection } from '../../../src-preload/contract/customers.ts';
import { isWithinReach } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { selectRows } from '../search/select-rows.ts';
import type { ReadDb } from '../store/store.ts';
import type { CustomerRef } from './sealed.ts';

export function customerById(db: ReadDb, id: string): CustomerRef | undefined {
  return db.get<CustomerRef>('SELECT row, id FROM customer WHERE id = ? AND gone = 0', id);
}

/** A customer whom the person reaches. @throws VaultError customers/not-found for others, as for none */
export function customerOf(vault: OpenVault, db: ReadDb, id: string): CustomerRef {
  const customer = customerById(db, id);
  if (customer === undefined || !isWithinReach(vault, db, customer.row))
    throw new VaultError('customers/not-found');
  return customer;
}

export function customerByRow(db: ReadDb, row: number): CustomerRef | undefined {
  return db.get<CustomerRef>('SELECT row, id FROM customer WHERE row = ? AND gone = 0', row);
}

/** The rows of the customers selected whom the person reaches. Read to the end first, so that writing does not change what is selected. */
export function rowsOf(vault: OpenVault, selection: Selection): number[] {
  if ('query' in selection) return [...selectRows(vault, selection.query)];
  const { db } = vault.store;
  return selection.ids.flatMap((id) => {
    const customer = customerById(db, id);
    return customer !== undefined && isWithinReach(vault, db, customer.row) ? [customer.row] : [];
  });
}
