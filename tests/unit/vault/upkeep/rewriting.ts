/** What somebody does who holds the database key and has a program of their own: writes history anew, with every hash right again. */
import {
  commitmentTo,
  changeBody,
  changeLines,
  disclosure,
  journalLine,
} from '../../../../src-main/vault/log/line.ts';
import { emptyFrontier, leafHash, type Hash } from '../../../../src-main/vault/log/merkle.ts';
import { appendLeaves } from '../../../../src-main/vault/store/log-tree.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';

interface Changed {
  readonly seq: number;
  readonly at: number;
  readonly tick: number;
  readonly device: string;
  readonly person: string;
  readonly entity: string;
  readonly entity_id: string;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
  readonly salt: Uint8Array;
  readonly batch_id: string;
  readonly batch_kind: string;
}

interface Noted {
  readonly seq: number;
  readonly at: number;
  readonly device: string;
  readonly person: string;
  readonly session: string;
  readonly action: string;
  readonly checkpoint: string | null;
  readonly details: string;
  readonly salt: Uint8Array;
}

/** Numbers the entries of both logs without gaps, and makes every leaf and subtree anew. */
export function rehash(tx: WriteTx): void {
  tx.run('PRAGMA defer_foreign_keys=ON');
  tx.run('DELETE FROM tree_node');
  tx.run('DELETE FROM subject WHERE entry NOT IN (SELECT seq FROM journal)');
  for (const log of ['change', 'journal'] as const) {
    const seqs = tx.all<{ seq: number }>(`SELECT seq FROM ${log} ORDER BY seq`);
    seqs.forEach(({ seq }, index) => {
      if (seq === index + 1) return;
      tx.run(`UPDATE ${log} SET seq = ? WHERE seq = ?`, index + 1, seq);
      if (log === 'journal') tx.run('UPDATE subject SET entry = ? WHERE entry = ?', index + 1, seq);
    });
  }
  const changes = tx
    .all<Changed>(
      'SELECT c.*, b.id AS batch_id, b.kind AS batch_kind FROM change c JOIN batch b ON b.row = c.batch ORDER BY c.seq',
    )
    .map((row): Hash => {
      const body = changeBody({
        field: row.field,
        entityId: row.entity_id,
        oldValue: row.old_value,
        value: row.value,
      });
      const lineOf = changeLines({ id: row.batch_id, kind: row.batch_kind }, row);
      return leafHash(lineOf(row, row.entity, commitmentTo(disclosure(row.salt, body))));
    });
  const entries = tx
    .all<Noted>('SELECT * FROM journal ORDER BY seq')
    .map((row): Hash => leafHash(journalLine(row, commitmentTo(disclosure(row.salt, row.details)))));
  changes.forEach((hash, index) => tx.run('UPDATE change SET hash = ? WHERE seq = ?', hash, index + 1));
  entries.forEach((hash, index) => tx.run('UPDATE journal SET hash = ? WHERE seq = ?', hash, index + 1));
  appendLeaves(tx, 'change', emptyFrontier, changes);
  appendLeaves(tx, 'journal', emptyFrontier, entries);
}
