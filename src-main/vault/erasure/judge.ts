/** Whose tombstones count in this vault, by the people that it knows now: one rule for carrying out, restoring, hearing and verifying. */
import type { RosterBody } from '../keyring/roster.ts';
import { joined } from '../keyring/rosters.ts';
import { heardFrom } from '../merge/heard-people.ts';
import type { ReadDb } from '../store/store.ts';
import { judgeTombstone, parseTombstone, type Tombstone } from './tombstone.ts';

/** Gives `null` for a document that does not count. */
export type Judge = (document: string) => Tombstone | null;

/** By vault: this one's people, and in a field kit those of the vault that it was made from. */
export function rostersOf(db: ReadDb, roster: RosterBody): ReadonlyMap<string, RosterBody> {
  const heard = heardFrom(db, roster);
  const own: [string, RosterBody] = [roster.vaultId, roster];
  return new Map(heard === null ? [own] : [[heard.vaultId, joined(heard.rosters)] as const, own]);
}

export function judgeBy(db: ReadDb, roster: RosterBody): Judge {
  const rosters = rostersOf(db, roster);
  return (document) => judgeTombstone(document, rosters);
}

/**
 * The erasures that count: whose tombstone does, and those whose customers are all named by tombstones that count and were filed later. So what
 * somebody erased while they might stays erased once others signed it anew (countersign.ts), and nobody hides behind what is erased already.
 */
export function countingErasures(db: ReadDb, judge: Judge): ReadonlySet<string> {
  const rows = db.all<{ id: string; document: string; first: number; last: number }>(
    `SELECT e.id, e.document, min(c.seq) AS first, max(c.seq) AS last FROM erasure e
     JOIN change c ON c.entity_id = e.id AND c.entity = 'erasure' AND c.value = e.document GROUP BY e.id`,
  );
  const right = rows.filter(({ id, document }) => judge(document)?.id === id);
  const counts = new Set(right.map(({ id }) => id));
  if (right.length === rows.length) return counts;
  const filed = new Map<string, number>();
  for (const { document, first } of right)
    for (const hash of judge(document)?.customers ?? [])
      filed.set(hash, Math.max(first, filed.get(hash) ?? 0));
  for (const { id, document, last } of rows) {
    const customers = parseTombstone(document)?.body.customers;
    if (customers?.every((hash) => (filed.get(hash) ?? 0) > last) === true) counts.add(id);
  }
  return counts;
}
