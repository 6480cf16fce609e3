/** What was taken in, and taking it back. */
import type { MergeBatch } from '../../../src-preload/contract/merge.ts';
import type { OpenVault } from '../context.ts';
import { undoBatchInSteps, type Undone } from '../customers/undo.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { ownJson } from '../json.ts';
import { countConflicts } from './conflicts.ts';

const mostListed = 200;

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
    // Written by takeIn.
    const said = ownJson(details) as Partial<Omit<MergeBatch, 'id' | 'at' | 'undone'>>;
    return {
      id,
      at,
      sender: said.sender ?? '',
      added: said.added ?? 0,
      changed: said.changed ?? 0,
      unchanged: said.unchanged ?? 0,
      conflicts: said.conflicts ?? 0,
      openConflicts: (said.conflicts ?? 0) === 0 ? 0 : countConflicts(db, { batchId: id, customerId: null }),
      newFields: said.newFields ?? 0,
      newTags: said.newTags ?? 0,
      possibleDuplicates: said.possibleDuplicates ?? 0,
      leftOut: said.leftOut ?? 0,
      undone: undoneBy !== null,
    };
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
