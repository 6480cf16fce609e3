import type { Column } from '../../../src-preload/contract/customers.ts';

/** The list's columns besides those of the vault's own fields, in the order in which they are offered. */
export const plainColumns = [
  'name',
  'organisation',
  'jobTitle',
  'phone',
  'email',
  'city',
  'tags',
  'assignee',
  'updated',
  'created',
] as const satisfies readonly Column[];
