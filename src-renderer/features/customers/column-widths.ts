import type { Column } from '../../../src-preload/contract/customers.ts';

/** The share of the row's width that a column takes; custom fields and the rest take 1. */
const shares: Partial<Record<Column, number>> = {
  name: 2,
  organisation: 1.3,
  email: 1.5,
  tags: 1.2,
  updated: 0.8,
  created: 0.8,
};

/** For the style of a cell of the list or of its header. */
export const columnFlex = (column: Column): string => `${shares[column] ?? 1} 1 0`;
