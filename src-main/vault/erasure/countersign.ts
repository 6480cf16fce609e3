/** Tombstones of somebody who loses the right to erase: they are signed anew, so that who was erased stays so everywhere. */
import { newId } from '../crypto/id.ts';
import type { RosterBody } from '../keyring/roster.ts';
import { decide, finishErasures, type ErasingVault } from './erase.ts';
import { countingErasures, judgeBy, type Judge } from './judge.ts';
import { tombstoneRows } from './ledger.ts';
import { mayErase, parseTombstone, signTombstone } from './tombstone.ts';

/**
 * Before a roster takes effect: what counts by `before` and will not by `next` is signed by the person at the vault, if that one may erase by
 * it. Nobody is gone by it who was not.
 */
export function countersign(vault: ErasingVault, before: Judge, next: RosterBody): void {
  const { store, vaultId, personId, keys } = vault;
  if (!mayErase(next, personId)) return;
  const after = judgeBy(store.db, next);
  const [counted, counts] = [countingErasures(store.db, before), countingErasures(store.db, after)];
  const due = tombstoneRows(store.db).filter(({ id }) => counted.has(id) && !counts.has(id));
  if (due.length === 0) return;
  store.write({ kind: 'edit', label: 'erasing' }, (tx) => {
    for (const { document } of due) {
      const tombstone = parseTombstone(document)?.body;
      // What a field kit heard is signed where it was erased.
      if (tombstone?.vault !== vaultId) continue;
      const body = { ...tombstone, id: newId(), at: tx.now, person: personId };
      decide(tx, vault, body, signTombstone(body, keys.signingKey), []);
    }
  });
  finishErasures(vault, after);
}
