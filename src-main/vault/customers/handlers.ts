import type { customerCalls, Edit } from '../../../src-preload/contract/customers.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { peopleCalls } from '../../../src-preload/contract/people.ts';
import type { JournalDetails } from '../../../src-preload/contract/journal.ts';
import { journalInParts } from '../audit/leaving.ts';
import { assertAssignable, checkAssignee } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf } from '../fields/catalog.ts';
import type { BatchLabel, WriteTx } from '../store/store.ts';
import { deleteCustomers, isLeftBlank, restoreCustomers } from './bin.ts';
import { assignCustomers, tagCustomers } from './bulk.ts';
import { createCustomer } from './create.ts';
import { applyEdits } from './edit.ts';
import { customerHistory, restoreValue } from './history.ts';
import { inSteps } from './in-steps.ts';
import { countCustomers } from './count.ts';
import { getCustomer, reveal } from './queries.ts';
import { checkTyped } from './rules.ts';
import { customerOf, rowsOf } from './selection.ts';
import { beginSession, redoLast, undoLast, undoState } from './session-undo.ts';
import type { Undone } from './undo.ts';

type Calls = Omit<typeof customerCalls, 'customers/window' | 'customers/position' | 'customers/erase'> &
  Pick<typeof peopleCalls, 'customers/assign'>;

const outcomeOf = ({ ids, kept }: Undone): { customerIds: string[]; skipped: number } => ({
  customerIds: [...ids],
  skipped: kept,
});

async function bulk(
  vault: OpenVault,
  { label, as }: { readonly label: BatchLabel; readonly as: JournalDetails<'bulk-changed'>['bulk'] },
  work: (tx: WriteTx) => Generator<void, string[]>,
  kind: 'bulk' | 'edit' = 'bulk',
): Promise<{ count: number }> {
  const ids = await inSteps(vault, { kind, label }, work);
  if (ids.length > 1)
    await journalInParts(vault, { action: 'bulk-changed', details: { bulk: as, count: ids.length } }, ids);
  return { count: ids.length };
}

/** The calls of the contract about customers, besides the list. */
export function customerHandlers(vault: OpenVault): Handlers<Calls> {
  const { store } = vault;
  beginSession(vault);
  const check = (edit: Edit): void => {
    checkTyped(edit, catalogOf(vault));
    checkAssignee(vault, edit);
  };
  return {
    'customers/get': ({ id }) => getCustomer(vault, id),
    'customers/create': ({ kind, edits }) => {
      for (const edit of edits) check(edit);
      const { id } = store.write({ kind: 'edit', label: 'customers/create' }, (tx) =>
        createCustomer(tx, vault, { kind, edits }),
      );
      return { id };
    },
    'customers/edit': ({ id, edits }) => {
      for (const edit of edits) check(edit);
      store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        applyEdits(tx, vault, customerOf(vault, tx, id).row, edits);
      });
      return getCustomer(vault, id);
    },
    'customers/bulk-tag': ({ selection, tagId, add }) => {
      const rows = rowsOf(vault, selection);
      return bulk(vault, { label: 'customers/bulk-tag', as: 'tagged' }, (tx) =>
        tagCustomers(tx, vault, rows, tagId, add),
      );
    },
    'customers/assign': ({ selection, personId }) => {
      if (personId !== null) assertAssignable(vault, personId);
      const rows = rowsOf(vault, selection);
      // One alone is a change like any other, and its history says so.
      const kind = rows.length === 1 ? 'edit' : 'bulk';
      return bulk(
        vault,
        { label: 'customers/assign', as: 'assigned' },
        (tx) => assignCustomers(tx, vault, rows, personId),
        kind,
      );
    },
    'customers/delete': ({ selection }) => {
      const rows = rowsOf(vault, selection);
      return bulk(vault, { label: 'customers/delete', as: 'deleted' }, (tx) =>
        deleteCustomers(tx, vault, rows),
      );
    },
    'customers/discard': async ({ id }) => {
      const customer = customerOf(vault, store.db, id);
      if (!isLeftBlank(store.db, vault, customer)) return { discarded: false };
      await bulk(vault, { label: 'customers/discard', as: 'deleted' }, (tx) =>
        deleteCustomers(tx, vault, [customer.row]),
      );
      return { discarded: true };
    },
    'customers/restore': ({ selection }) => {
      const rows = rowsOf(vault, selection);
      return bulk(vault, { label: 'customers/restore', as: 'restored' }, (tx) =>
        restoreCustomers(tx, vault, rows),
      );
    },
    'customers/reveal': ({ id, fieldId, to }) => reveal(vault, id, fieldId, to),
    'customers/history': ({ id, before, count }) => customerHistory(vault, id, before, count),
    'customers/restore-value': ({ seq, side }) => {
      const { id } = store.write({ kind: 'restore', label: 'customers/restore-value' }, (tx) =>
        restoreValue(tx, vault, seq, side),
      );
      return getCustomer(vault, id);
    },
    'customers/count': () => countCustomers(vault),
    'undo/state': () => undoState(vault),
    'undo/undo': async (given) => outcomeOf(await undoLast(vault, given?.jobId)),
    'undo/redo': async (given) => outcomeOf(await redoLast(vault, given?.jobId)),
  };
}
