import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';

/**
 * How many customers the person reaches, and how many of them in the bin. Of all customers it is kept by triggers: that takes as
 * long for a million as for one.
 */
export function countCustomers(vault: OpenVault): { active: number; bin: number } {
  const { db } = vault.store;
  const only = limitedTo(vault);
  if (only !== null) {
    const sql = `SELECT count(*) FROM customer WHERE assignee = ? AND deleted_at IS`;
    return {
      active: db.value<number>(`${sql} NULL`, only) ?? 0,
      bin: db.value<number>(`${sql} NOT NULL AND gone = 0`, only) ?? 0,
    };
  }
  const of = (bin: 0 | 1): number =>
    db.value<number>('SELECT customers FROM customer_count WHERE bin = ?', bin) ?? 0;
  return { active: of(0), bin: of(1) };
}
