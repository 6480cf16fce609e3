import type { OpenVault } from '../context.ts';

/** How many customers there are, and how many in the bin. Kept by triggers: takes as long for a million as for one. */
export function countCustomers(vault: OpenVault): { active: number; bin: number } {
  const { db } = vault.store;
  const of = (bin: 0 | 1): number =>
    db.value<number>('SELECT customers FROM customer_count WHERE bin = ?', bin) ?? 0;
  return { active: of(0), bin: of(1) };
}
