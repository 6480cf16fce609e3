/** What was taken in, and taking it back. */
import type { MergeBatch } from '../../../src-preload/contract/merge.ts';
import type { OpenVault } from '../context.ts';
import { undoBatchInSteps, type Undone } from '../customers/undo.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { countConflicts } from './conflicts.ts';

const mostListed = 200;

const count = z.number().int().catch(0);
/** What takeIn says of itself; what is not said, or in another form, is nothing. */
const mergeDetails = z.object({
  sender: z.string().catch(''),
  added: count,
  changed: count,
  unchanged: count,
  conflicts: count,
  newFields: count,
  newTags: count,
  possibleDuplicates: count,
  leftOut: count,
});

interface BatchRow {
  readonly row: number;
  readonly id: string;
  readonly at: number;
  readonly details: string;
  readonly undone_by: number | null;
}

/** The latest merges, newest first. */
export function mergeBatches({ store: { db } }: OpenVault): MergeBatch[] {
  const rows = db.all<BatchRow>(
    "SELECT row, id, at, details, undone_by FROM batch WHERE kind = 'merge' ORDER BY row DESC LIMIT ?",
    mostListed,
  );
  return rows.map(({ id, at, details, undone_by: undoneBy }) => {
    const said = jsonBy(mergeDetails, details) ?? mergeDetails.parse({});
    const openConflicts = said.conflicts === 0 ? 0 : countConflicts(db, { batchId: id, customerId: null });
    return { id, at, ...said, openConflicts, undone: undoneBy !== null };
  });
}

/**
 * Takes a whole merge back: what it added goes, what it changed is as before. What was edited since then stays.
 * @throws VaultError merge/no-such-batch, merge/already-undone
 */
export async function undoMerge(vault: OpenVault, batchId: string): Promise<Undone> {
  const batch = vault.store.db.get<BatchRow>(
    "SELECT row, id, at, details, undone_by FROM batch WHERE kind = 'merge' AND id = ?",
    batchId,
  );
  if (batch === undefined) throw new VaultError('merge/no-such-batch');
  if (batch.undone_by !== null) throw new VaultError('merge/already-undone');
  const total = vault.store.db.value<number>('SELECT count(*) FROM change WHERE batch = ?', batch.row) ?? 0;
  const tell = progressTeller(vault.emit, batchId, 'undoing', total);
  const undone = await undoBatchInSteps(vault, batch.row, (done) => {
    tell(done);
  });
  tell(total, true);
  const { removed, reverted, kept } = undone;
  vault.store.journal('merge-undone', { removed, reverted, kept });
  return undone;
}
