import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { mergeCalls } from '../../../src-preload/contract/merge.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { inSteps } from '../customers/in-steps.ts';
import { mergeBatches, undoMerge } from './batches.ts';
import { countConflicts, decide, decideAll, listConflicts, type Scope } from './conflicts.ts';

/** The calls of the contract about what was taken in from other vaults. */
export function mergeHandlers(vault: OpenVault): Handlers<typeof mergeCalls> {
  const { store } = vault;
  const scope = (within: { batchId: string | null; customerId: string | null }): Scope => ({
    ...within,
    assignee: limitedTo(vault),
  });
  const left = (): number => countConflicts(store.db, scope({ batchId: null, customerId: null }));
  return {
    'merge/conflicts': ({ batchId, customerId, before, count }) =>
      listConflicts(vault, scope({ batchId, customerId }), before, count),
    'merge/decide': ({ seq, side }) => {
      store.write({ kind: 'edit', label: 'merge/decide' }, (tx) => {
        decide(tx, vault, seq, side);
      });
      return { left: left() };
    },
    'merge/decide-all': async ({ batchId, customerId, rule }) => {
      const decided = await inSteps(vault, { kind: 'bulk', label: 'merge/decide-all' }, (tx) =>
        decideAll(tx, vault, scope({ batchId, customerId }), rule),
      );
      return { decided, left: left() };
    },
    'merge/batches': () => ({ batches: mergeBatches(vault) }),
    'merge/undo': async ({ batchId }) => {
      const { removed, reverted, kept } = await undoMerge(vault, batchId);
      return { removed, reverted, kept };
    },
  };
}
