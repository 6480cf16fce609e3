/** Deleting content that nothing needs: what was never finished, and what nothing has referred to for a while. */
import type { OpenVault } from '../context.ts';
import type { WriteTx } from '../store/store.ts';
import { unattended, whenWritable } from '../when-writable.ts';

/** How long content stays after the last attachment that refers to it went, so that undo brings it back. */
export const keptUnusedMs = 30 * 24 * 60 * 60 * 1000;
/** Chunks that are deleted in one transaction. */
const chunksAtOnce = 4;
/** Sweeping waits until the first screens are there. */
const startsAfterMs = 3000;

const sweeping = { kind: 'edit', label: 'attachment-sweep' } as const;

/** Deletes a blob that is not, or no longer, finished. Its chunks go some at a time. */
export async function dropUnfinished(vault: Pick<OpenVault, 'store'>, row: number): Promise<void> {
  const step = (tx: WriteTx): boolean => {
    const isUnfinished = tx.value('SELECT 1 FROM blob WHERE row = ? AND keyed_hash IS NULL', row);
    if (isUnfinished === undefined) return true;
    const { changes } = tx.run(
      'DELETE FROM blob_chunk WHERE row IN (SELECT row FROM blob_chunk WHERE blob = ? LIMIT ?)',
      row,
      chunksAtOnce,
    );
    if (changes === chunksAtOnce) return false;
    tx.run('DELETE FROM blob_key WHERE blob = ?', row);
    tx.run('DELETE FROM blob WHERE row = ?', row);
    return true;
  };
  do await whenWritable(vault);
  while (!vault.store.write(sweeping, step));
}

/** What a sweep would delete now, before anything new is written. */
function leftovers({ store, now }: Pick<OpenVault, 'store' | 'now'>): {
  unfinished: number[];
  unused: number[];
} {
  const rows = (found: { row: number }[]): number[] => found.map(({ row }) => row);
  return {
    unfinished: rows(store.db.all('SELECT row FROM blob WHERE keyed_hash IS NULL')),
    unused: rows(store.db.all('SELECT row FROM blob WHERE unused_since <= ?', now() - keptUnusedMs)),
  };
}

async function sweep(vault: OpenVault, found: ReturnType<typeof leftovers>): Promise<void> {
  for (const row of found.unused) {
    await whenWritable(vault);
    // Unfinished from now on: nobody takes content that is about to go.
    vault.store.write(sweeping, (tx) =>
      tx.run(
        `UPDATE blob SET keyed_hash = NULL WHERE row = ? AND unused_since <= ?
         AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.blob = blob.id)`,
        row,
        vault.now() - keptUnusedMs,
      ),
    );
  }
  for (const row of [...found.unfinished, ...found.unused]) await dropUnfinished(vault, row);
}

/** Deletes now what {@link sweepSoon} would. Nothing may be being added. */
export function sweepNow(vault: OpenVault): Promise<void> {
  return sweep(vault, leftovers(vault));
}

/** A while after the opening, deletes what the last sessions left. */
export function sweepSoon(vault: OpenVault): void {
  // Found now: what is written from here on is somebody's.
  const found = leftovers(vault);
  if (found.unfinished.length + found.unused.length === 0) return;
  unattended(() => sweep(vault, found), startsAfterMs);
}
