/** Content of attachments that nobody else has. */
import { attachmentCell } from '../../../src-preload/contract/attachments.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { cellsEver } from './cells-ever.ts';

/** Ids of every content that the customer has or ever had, by the change log. To be read before that is erased. */
export function contentOf(db: ReadDb, customerId: string): Set<string> {
  const attachments = [...cellsEver(db, customerId, ['attachment:'])];
  return new Set(attachments.flatMap(([, json]) => jsonBy(attachmentCell, json)?.blob ?? []));
}

/** Whether somebody else has it, or had it: undo and history bring it back (T-8). */
function isWanted(db: ReadDb, id: string, row: number): boolean {
  if (db.value('SELECT 1 FROM attachment WHERE blob = ? LIMIT 1', id) !== undefined) return true;
  if (db.value('SELECT 1 FROM blob_key WHERE blob = ? LIMIT 1', row) !== undefined) return true;
  const sql = `SELECT 1 FROM change WHERE entity = 'customer' AND salt IS NOT NULL AND (field = '*' OR field GLOB 'attachment:*')
    AND (instr(coalesce(value, ''), ?) > 0 OR instr(coalesce(old_value, ''), ?) > 0) LIMIT 1`;
  return db.value(sql, id, id) !== undefined;
}

/** Deletes what nobody is left to want. The customers must be gone from tables and log. */
export function eraseContent(tx: WriteTx, ids: ReadonlySet<string>): void {
  for (const id of ids) {
    const row = tx.value<number>('SELECT row FROM blob WHERE id = ?', id);
    if (row === undefined) continue;
    if (isWanted(tx, id, row)) {
      tx.run(
        `UPDATE blob SET unused_since = coalesce(unused_since, ?) WHERE row = ?
         AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.blob = blob.id)`,
        tx.now,
        row,
      );
      continue;
    }
    tx.run('DELETE FROM blob_chunk WHERE blob = ?', row);
    tx.run('DELETE FROM blob WHERE row = ?', row);
  }
}
