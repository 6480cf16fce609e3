import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { mergeCalls } from '../../../src-preload/contract/merge.ts';
import type { OpenVault } from '../context.ts';
import { inSteps } from '../customers/in-steps.ts';
import { mergeBatches, undoMerge } from './batches.ts';
import { countConflicts, decide, decideAll, listConflicts } from './conflicts.ts';

const everywhere = { batchId: null, customerId: null };

/** The calls of the contract about what was taken in from other vaults. */
export function mergeHandlers(vault: OpenVault): Handlers<typeof mergeCalls> {
  const { store } = vault;
  const tell = (ids: readonly string[] | 'all'): void => {
    vault.emit('changed/customers', { ids: ids === 'all' ? [] : [...ids], all: ids === 'all' });
    vault.emit('changed/tags', {});
    vault.emit('changed/undo', {});
    vault.emit('changed/conflicts', {});
  };
  return {
    'merge/conflicts': ({ batchId, customerId, before, count }) =>
      listConflicts(vault, { batchId, customerId }, before, count),
    'merge/decide': ({ seq, side }) => {
      const id = store.write({ kind: 'edit', label: 'merge/decide' }, (tx) => decide(tx, vault, seq, side));
      tell([id]);
      return { left: countConflicts(store.db, everywhere) };
    },
    'merge/decide-all': async ({ batchId, customerId, rule }) => {
      const scope = { batchId, customerId };
      const decided = await inSteps(vault, { kind: 'bulk', label: 'merge/decide-all' }, (tx) =>
        decideAll(tx, vault, scope, rule),
      );
      if (decided > 0) tell('all');
      return { decided, left: countConflicts(store.db, everywhere) };
    },
    'merge/batches': () => ({ batches: mergeBatches(vault) }),
    'merge/undo': async ({ batchId }) => {
      const { removed, reverted, kept } = await undoMerge(vault, batchId);
      vault.emit('changed/fields', {});
      tell('all');
      return { removed, reverted, kept };
    },
  };
}
