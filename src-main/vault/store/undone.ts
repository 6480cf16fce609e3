/**
 * Which batch another one takes back. The change log says so, in the batch that does: tables can be edited by whoever has an account, and a batch's
 * details are in no log.
 */
import type { WriteTx } from './db.ts';

const field = 'undone';

/** Says in the log that the batch of this write, of kind `undo` or `redo`, takes back that one. */
export function recordUndone(tx: WriteTx, batchId: string): void {
  tx.record({ entity: 'batch', entityId: batchId, field, oldValue: null, value: 'true' });
}

/** In a statement about `batch`: the `row` of what such a batch takes back; NULL where the log does not say. */
export const undoesSql = `(SELECT taken.row FROM change said JOIN batch taken ON taken.id = said.entity_id
  WHERE said.batch = batch.row AND said.entity = 'batch' AND said.field = '${field}' ORDER BY said.seq LIMIT 1)`;
