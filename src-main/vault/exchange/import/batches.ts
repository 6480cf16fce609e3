import { z } from 'zod';
import type { exchangeCalls } from '../../../../src-preload/contract/exchange.ts';
import type { Output } from '../../../../src-preload/contract/define.ts';
import type { OpenVault } from '../../context.ts';
import { undoBatchInSteps } from '../../customers/undo.ts';
import { VaultError } from '../../errors.ts';
import { progressTeller } from '../progress.ts';
import { jsonBy } from '../../json-by-schema.ts';

const maxListed = 200;

interface BatchRow {
  readonly row: number;
  readonly id: string;
  readonly at: number;
  readonly details: string;
  readonly undone_by: number | null;
}

type Batches = Output<(typeof exchangeCalls)['import/batches']>['batches'];

/** The latest imports, newest first. */
export function importBatches(vault: OpenVault): Batches {
  const rows = vault.store.db.all<BatchRow>(
    "SELECT row, id, at, details, undone_by FROM batch WHERE kind = 'import' ORDER BY row DESC LIMIT ?",
    maxListed,
  );
  return rows.map((batch) => {
    const isUndone = batch.undone_by !== null;
    return { id: batch.id, at: batch.at, ...detailsOf(batch), undone: isUndone, canUndo: !isUndone };
  });
}

/**
 * Takes a whole import back: what it added goes, what it changed is as before. What was edited since then stays.
 * @throws VaultError import/no-such-batch, import/already-undone
 */
export async function undoImport(
  vault: OpenVault,
  batchId: string,
): Promise<{ removed: number; reverted: number; kept: number }> {
  const batch = vault.store.db.get<BatchRow>(
    "SELECT row, id, at, details, undone_by FROM batch WHERE kind = 'import' AND id = ?",
    batchId,
  );
  if (batch === undefined) throw new VaultError('import/no-such-batch');
  if (batch.undone_by !== null) throw new VaultError('import/already-undone');
  const total = vault.store.db.value<number>('SELECT count(*) FROM change WHERE batch = ?', batch.row) ?? 0;
  const tell = progressTeller(vault.emit, batchId, 'undoing', total);
  const { removed, reverted, kept } = await undoBatchInSteps(vault, batch.row, (done) => {
    tell(done);
  });
  tell(total, true);
  vault.store.journal('import-undone', { fileName: detailsOf(batch).fileName, removed, reverted, kept });
  return { removed, reverted, kept };
}

const importDetails = z.object({
  fileName: z.string().catch(''),
  added: z.number().int().catch(0),
  updated: z.number().int().catch(0),
});

/** What is not said there, or in another form, is said by nobody else. */
function detailsOf({ details }: BatchRow): z.infer<typeof importDetails> {
  return jsonBy(importDetails, details) ?? { fileName: '', added: 0, updated: 0 };
}
