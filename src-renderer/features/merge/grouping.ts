import type { Conflict } from '../../../src-preload/contract/merge.ts';

export interface CustomerConflicts {
  readonly id: string;
  readonly name: string;
  readonly conflicts: readonly Conflict[];
}

/** Conflicts of one customer together, in the order in which the customers first appear. */
export function byCustomer(conflicts: readonly Conflict[]): readonly CustomerConflicts[] {
  const groups = Map.groupBy(conflicts, (conflict) => conflict.customerId);
  return [...groups].map(([id, own]) => ({ id, name: own[0]?.customerName ?? '', conflicts: own }));
}
