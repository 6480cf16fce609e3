/** The rows of a table: one for each customer, or one for each contact. */
import type { Customer } from '../../../../src-preload/contract/customers.ts';

export interface ExportRow {
  readonly customer: Customer;
  /** Among those in the file, from 1. */
  readonly number: number;
  /** `null` in the row of a customer without contacts, and in tables with a row for each customer. */
  readonly contact: Customer['contacts'][number] | null;
  /** Among those of the customer, from 1. */
  readonly contactNumber: number;
  readonly isPerContact: boolean;
}

/** The rows of one customer: what is said of it stands in each of them, so that they can be sorted and filtered. */
export function rowsOfCustomer(customer: Customer, number: number, isPerContact: boolean): ExportRow[] {
  const row = (contact: ExportRow['contact'], at: number): ExportRow => ({
    customer,
    number,
    contact,
    contactNumber: at + 1,
    isPerContact,
  });
  if (!isPerContact || customer.contacts.length === 0) return [row(null, 0)];
  return customer.contacts.map(row);
}
