/**
 * Values that were changed in two vaults, neither knowing of the other. The later one stands; both are in the log. A
 * conflict is open until somebody settles the value: by a decision here, by an ordinary edit, or by a decision that comes
 * in from elsewhere. Nothing else is kept: undoing such a change opens the conflict again.
 */
import type { Conflict, ConflictSide } from '../../../src-preload/contract/merge.ts';
import { mayWrite } from '../access/classes.ts';
import { isAssignableJson, limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { readCell } from '../customers/cells.ts';
import { changeCell } from '../customers/change-cell.ts';
import { touchesSearch } from '../customers/edit.ts';
import { cellEntry } from '../customers/history.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { reindex } from '../customers/search-text.ts';
import { fieldOfCell, isDamaged, plainJson } from '../customers/value-cells.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { namesIn } from '../people/names.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

export interface Scope {
  /** The person to whose customers it is limited; all by default. */
  readonly assignee?: string | null;
  readonly batchId: string | null;
  readonly customerId: string | null;
}

interface ConflictRow {
  readonly seq: number;
  readonly cell: string;
  readonly won: ConflictSide;
  readonly at: number;
  readonly person: string;
  readonly their_at: number;
  readonly their_person: string;
  readonly old_value: string | null;
  readonly value: string | null;
  readonly batch_id: string;
  readonly details: string;
  readonly row: number;
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
}

/** Of what is open, with the two values, where they come from, and whose customer it is. */
const openConflicts = `
  FROM conflict k
  JOIN change c ON c.seq = k.seq
  JOIN batch b ON b.row = c.batch
  JOIN customer p ON p.id = k.entity_id
  JOIN merged m ON m.seq = k.seq AND m.cell = '*'
  WHERE b.undone_by IS NULL AND p.gone = 0 AND NOT EXISTS (
    SELECT 1 FROM change l JOIN batch lb ON lb.row = l.batch
    WHERE l.entity_id = k.entity_id AND l.seq > k.last_seq AND l.field = k.cell
      AND lb.undone_by IS NULL AND lb.kind NOT IN ('undo', 'redo')
      AND NOT EXISTS (SELECT 1 FROM conflict o WHERE o.seq = l.seq OR (o.seq = l.seq - 1 AND o.last_seq = l.seq)))
  AND b.id = coalesce(?, b.id) AND k.entity_id = coalesce(?, k.entity_id) AND p.assignee IS coalesce(?, p.assignee)`;

const pageSql = `
  SELECT k.seq, k.cell, k.won, k.at, k.person, m.at AS their_at, m.person AS their_person, c.old_value, c.value, b.id AS batch_id, b.details,
    p.row, p.id, p.name, p.organisation
  ${openConflicts} AND k.seq < ? ORDER BY k.seq DESC LIMIT ?`;

function pageOf(
  db: ReadDb,
  { batchId, customerId, assignee = null }: Scope,
  before: number,
  count: number,
): ConflictRow[] {
  return db.all<ConflictRow>(pageSql, batchId, customerId, assignee, before, count);
}

export function countConflicts(db: ReadDb, { batchId, customerId, assignee = null }: Scope): number {
  return db.value<number>(`SELECT count(*) ${openConflicts}`, batchId, customerId, assignee) ?? 0;
}

function conflictOf(vault: OpenVault, nameOf: ReturnType<typeof namesIn>, row: ConflictRow): Conflict {
  using keys = customerKeys(vault, vault.store.db, row);
  const change = {
    seq: row.seq,
    at: row.their_at,
    person: nameOf(row.their_person),
    author: null,
    kind: 'merge' as const,
    field: row.cell,
    old_value: row.old_value,
    value: row.value,
  };
  const isDeletion = row.cell === 'deleted';
  const { field, key, from, to, masked } = cellEntry(vault, keys, row, change, row.cell);
  return {
    seq: row.seq,
    batchId: row.batch_id,
    customerId: row.id,
    customerName: row.name.trim() === '' ? row.organisation : row.name,
    kind: isDeletion ? 'deletion' : 'value',
    field: isDeletion ? 'deleted' : field,
    key,
    mine: { text: isDeletion ? row.old_value : from, at: row.at, person: nameOf(row.person) },
    theirs: { text: isDeletion ? row.value : to, at: row.their_at, person: nameOf(row.their_person) },
    standing: row.won,
    masked,
  };
}

/** Open conflicts, newest first. Of a deletion, the side that deleted has a text: when, in milliseconds since 1970. */
export function listConflicts(
  vault: OpenVault,
  scope: Scope,
  before: number | null,
  count: number,
): { conflicts: Conflict[]; hasMore: boolean; total: number } {
  const { db } = vault.store;
  const rows = pageOf(db, scope, before ?? Number.MAX_SAFE_INTEGER, count + 1);
  const nameOf = namesIn(vault);
  return {
    conflicts: rows.slice(0, count).map((row) => conflictOf(vault, nameOf, row)),
    hasMore: rows.length > count,
    total: countConflicts(db, scope),
  };
}

/** Sets the value of one side, also where it stands already: that somebody decided is a change that others hear of. */
function settle(tx: WriteTx, vault: OpenVault, row: ConflictRow, side: ConflictSide): void {
  const { cell } = row;
  const customer: CustomerRef = { row: row.row, id: row.id };
  using keys = customerKeys(vault, tx, customer);
  const field = fieldOfCell(vault, cell);
  const plain = (json: string | null): string | null =>
    field === undefined ? json : plainJson(vault, keys, customer, field, json);
  const old = readCell(tx, catalogOf(vault), customer, cell);
  const target = plain(side === 'mine' ? row.old_value : row.value);
  const hasChanged = plain(old) !== target;
  changeCell(tx, vault, keys, customer, cell, old, target);
  if (!hasChanged || cell === 'deleted') return;
  tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', tx.now, customer.row);
  if (touchesSearch(vault, cell)) reindex(tx, vault, customer.row);
}

/** @returns the customer's id @throws VaultError merge/no-such-conflict when it is settled, or was never there; customers/bad-value for somebody who has left */
export function decide(tx: WriteTx, vault: OpenVault, seq: number, side: ConflictSide): string {
  const [row] = pageOf(tx, { batchId: null, customerId: null, assignee: limitedTo(vault) }, seq + 1, 1);
  if (row?.seq !== seq) throw new VaultError('merge/no-such-conflict');
  if (row.cell === 'assignee' && !maySettle(vault, row, side))
    throw new VaultError('customers/bad-value', { reason: 'no-such-person', field: 'assignee' });
  settle(tx, vault, row, side);
  return row.id;
}

export type Rule =
  | { readonly by: 'newest' | 'mine' | 'theirs' }
  | { readonly by: 'sender'; readonly personId: string };

const ofSender = z.object({ senderId: z.string() });

function sideOf(rule: Rule, row: ConflictRow): ConflictSide | null {
  if (rule.by === 'newest') return row.won;
  if (rule.by !== 'sender') return rule.by;
  return jsonBy(ofSender, row.details)?.senderId === rule.personId ? 'theirs' : null;
}

/** What somebody may not write stays open for others; so does whose customer it is, where that side names somebody who has left. */
function maySettle(vault: OpenVault, row: ConflictRow, side: ConflictSide): boolean {
  if (row.cell === 'assignee') return isAssignableJson(vault, side === 'mine' ? row.old_value : row.value);
  const field = fieldOfCell(vault, row.cell);
  return field === undefined || mayWrite(vault, field.class);
}

/** @returns whether it is settled: what somebody's own program wrote in no form stays open */
function settledIfWhole(tx: WriteTx, vault: OpenVault, row: ConflictRow, side: ConflictSide): boolean {
  try {
    settle(tx, vault, row, side);
    return true;
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return false;
  }
}

const pageSize = 200;

/**
 * Settles every open conflict that the rule speaks of, the newest of each value first, which settles the others with it.
 * A conflict a step. @returns how many were settled by a change
 */
export function* decideAll(
  tx: WriteTx,
  vault: OpenVault,
  scope: Scope,
  rule: Rule,
): Generator<void, number, void> {
  let before = Number.MAX_SAFE_INTEGER;
  let decided = 0;
  for (;;) {
    const page = pageOf(tx, scope, before, pageSize);
    const settled = new Set<string>();
    for (const row of page) {
      before = row.seq;
      const place = `${row.id} ${row.cell}`;
      const side = settled.has(place) ? null : sideOf(rule, row);
      if (side === null || !maySettle(vault, row, side)) continue;
      if (!settledIfWhole(tx, vault, row, side)) continue;
      settled.add(place);
      decided += 1;
      yield;
    }
    if (page.length < pageSize) return decided;
  }
}
