import { expect, test } from 'vitest';
import type { Conflict } from '../../../src-preload/contract/merge.ts';
import { byCustomer } from '../../../src-renderer/features/merge/grouping.ts';

const side = { text: 'x', at: 1, person: 'Ines' };
const conflict = (seq: number, customerId: string): Conflict => ({
  seq,
  batchId: 'b',
  customerId,
  customerName: `Customer ${customerId}`,
  kind: 'value',
  field: 'notes',
  key: null,
  mine: side,
  theirs: side,
  standing: 'mine',
  masked: false,
});

test('conflicts of one customer stand together, where its first one was, none lost', () => {
  const groups = byCustomer([conflict(9, 'p'), conflict(8, 'q'), conflict(7, 'p')]);
  expect(groups.map(({ name, conflicts }) => [name, conflicts.map(({ seq }) => seq)])).toEqual([
    ['Customer p', [9, 7]],
    ['Customer q', [8]],
  ]);
  expect(byCustomer([])).toEqual([]);
});
