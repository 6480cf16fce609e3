import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { indexCustomer } from '../search/index-customer.ts';
import { indexEntries } from '../search/index-entries.ts';
import { mergeSoon } from '../search/merge-soon.ts';
import { holdMerging } from '../search/segments.ts';
import type { WriteTx } from '../store/store.ts';
import { inSteps } from './in-steps.ts';
import { searchTexts } from './search-text.ts';

const customersAtOnce = 50;

function* rebuild(tx: WriteTx, vault: OpenVault): Generator<void, void, void> {
  const resumeMerging = holdMerging(tx);
  tx.run('DELETE FROM search_text');
  tx.run('DELETE FROM name_lookup');
  tx.run("INSERT INTO search (search) VALUES ('delete-all')");
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const rows = tx
      .all<{ row: number }>(
        'SELECT row FROM customer WHERE row > ? ORDER BY row LIMIT ?',
        last,
        customersAtOnce,
      )
      .map(({ row }) => row);
    for (const [row, text] of searchTexts(vault, tx, rows)) indexCustomer(tx, row, indexEntries(text));
    last = rows.at(-1) ?? last;
    if (rows.length < customersAtOnce) break;
    yield;
  }
  resumeMerging();
}

/**
 * Makes all that customers are found by anew, out of the records, in one long write that lets others come between.
 * @returns false where another long write goes on
 */
export async function rebuildSearch(vault: OpenVault): Promise<boolean> {
  try {
    await inSteps(vault, { kind: 'edit', label: 'search-rebuild' }, (tx) => rebuild(tx, vault));
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/busy') return false;
    throw error;
  }
  mergeSoon(vault);
  return true;
}
