/** Rows of a customer's parts, and what the contract calls them. */
import type { Contact, Point } from '../../../src-preload/contract/customers.ts';

export interface PointRow {
  readonly id: string;
  readonly type: Point['type'];
  readonly label: string;
  readonly value: string;
  readonly contact: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postal_code: string | null;
  readonly country: string | null;
  readonly position: number;
}

export function pointFromRow(row: PointRow): Point {
  return {
    type: row.type,
    label: row.label,
    value: row.value,
    address:
      row.street === null
        ? null
        : {
            street: row.street,
            city: row.city ?? '',
            region: row.region ?? '',
            postalCode: row.postal_code ?? '',
            country: row.country ?? '',
          },
    contactId: row.contact,
    position: row.position,
  };
}

export interface ContactRow {
  readonly id: string;
  readonly name: string;
  readonly job_title: string;
  readonly department: string;
  readonly note: string;
  readonly position: number;
}

export function contactFromRow(row: ContactRow): Contact {
  const { name, department, note, position } = row;
  return { name, jobTitle: row.job_title, department, note, position };
}

export interface ValueRow {
  readonly text: string | null;
  readonly number: number | null;
  readonly sealed: Uint8Array | null;
  readonly version: number;
}
