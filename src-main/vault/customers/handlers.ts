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
import { mostIds, type Undone } from './undo.ts';

type Calls = Omit<typeof customerCalls, 'customers/window' | 'customers/position' | 'customers/erase'> &
  Pick<typeof peopleCalls, 'customers/assign'>;

/** Tells that customers changed, and that there is something to undo. */
function tellCustomers(vault: OpenVault, ids: readonly string[]): void {
  const all = ids.length >= mostIds;
  if (ids.length > 0) vault.emit('changed/customers', { ids: all ? [] : [...ids], all });
  vault.emit('changed/undo', {});
}

function tellUndone(vault: OpenVault, undone: Undone): { customerIds: string[]; skipped: number } {
  tellCustomers(vault, undone.ids);
  vault.emit('changed/tags', {});
  if (undone.touchedLayout) {
    vault.emit('changed/fields', {});
    vault.emit('changed/views', {});
    vault.emit('changed/customers', { ids: [], all: true });
  }
  return { customerIds: [...undone.ids], skipped: undone.kept };
}

async function bulk(
  vault: OpenVault,
  { label, as }: { readonly label: BatchLabel; readonly as: JournalDetails<'bulk-changed'>['bulk'] },
  work: (tx: WriteTx) => Generator<void, string[]>,
  kind: 'bulk' | 'edit' = 'bulk',
): Promise<{ count: number }> {
  const ids = await inSteps(vault, { kind, label }, work);
  tellCustomers(vault, ids);
  if (ids.length > 1)
    await journalInParts(vault, { action: 'bulk-changed', details: { bulk: as, count: ids.length } }, ids);
  // Tags come with the number of their customers, and those in the bin do not count.
  if (ids.length > 0) vault.emit('changed/tags', {});
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
      tellCustomers(vault, [id]);
      return { id };
    },
    'customers/edit': ({ id, edits }) => {
      for (const edit of edits) check(edit);
      const changed = store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        return applyEdits(tx, vault, customerOf(vault, tx, id).row, edits);
      });
      if (changed > 0) {
        tellCustomers(vault, [id]);
        if (edits.some((edit) => edit.field === 'tag')) vault.emit('changed/tags', {});
      }
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
      tellCustomers(vault, [id]);
      return getCustomer(vault, id);
    },
    'customers/count': () => countCustomers(vault),
    'undo/state': () => undoState(vault),
    'undo/undo': async (given) => tellUndone(vault, await undoLast(vault, given?.jobId)),
    'undo/redo': async (given) => tellUndone(vault, await redoLast(vault, given?.jobId)),
  };
}
