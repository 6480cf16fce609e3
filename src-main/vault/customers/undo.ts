/**
 * Taking back a batch: every change of it, last one first, by new changes in a batch of kind `undo` or `redo`. A value
 * that is no longer what the batch made of it was edited since: it is kept and counted. The log is never shortened.
 */
import { isAssignableJson, isWithinReach } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { resealings } from '../fields/resealing.ts';
import { reverseLayout, type ReversalOutcome } from '../fields/reverse-layout.ts';
import { isEntity, isUndoable, type UndoableEntity } from '../store/entities.ts';
import type { Batch, BatchLabel, LoggedChange, WriteTx } from '../store/store.ts';
import { recordUndone } from '../store/undone.ts';
import { isOfForm } from './cell-forms.ts';
import { readCell } from './cells.ts';
import { changeCell } from './change-cell.ts';
import { touchesSearch } from './edit.ts';
import { atOnce, inSteps } from './in-steps.ts';
import type { Cell } from './rules.ts';
import { customerKeys, type CustomerKeys, type CustomerRef } from './sealed.ts';
import { reindex } from './search-text.ts';
import { cellsOfCreation, snapshotCells } from './snapshot.ts';
import { fieldOfCell, isDamaged, plainJson } from './value-cells.ts';

export interface Undone {
  /** Customers that the batch had created and that are gone again. */
  readonly removed: number;
  /** Customers, fields, tags, … with something put back to what it was. */
  readonly reverted: number;
  /** Values left as they are because they were edited since. */
  readonly kept: number;
  /** The customers touched; the first {@link mostIds}. */
  readonly ids: readonly string[];
  readonly touchedLayout: boolean;
}

/** More ids than this are not worth telling one by one. */
export const mostIds = 1000;

interface BatchRow {
  readonly row: number;
  readonly id: string;
  readonly kind: string;
  /** Of a program that knew it; the word for what is undone is the same. */
  readonly label: BatchLabel;
  readonly undone_by: number | null;
}

interface Tally {
  removed: number;
  reverted: number;
  kept: number;
  ids: string[];
  touchedLayout: boolean;
}

const pageSize = 500;

function* changesOf(tx: WriteTx, batchRow: number): Generator<LoggedChange> {
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = tx.all<LoggedChange>(
      `SELECT seq, entity, entity_id, field, old_value, value FROM change
       WHERE batch = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
      batchRow,
      before,
      pageSize,
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    before = last.seq;
  }
}

/** Whether a customer still is what its creation made it. */
function isAsCreated(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  created: LoggedChange,
): boolean {
  const later = tx.value(
    'SELECT 1 FROM change WHERE entity_id = ? AND seq > ? LIMIT 1',
    created.entity_id,
    created.seq,
  );
  if (later === undefined) return true;
  const then = cellsOfCreation(created.value ?? '{}');
  const now = snapshotCells(tx, catalogOf(vault), customer.row);
  if (then.size !== now.size) return false;
  const plain = (cell: Cell, json: string | null): string | null => {
    const field = fieldOfCell(vault, cell);
    return field === undefined ? json : plainJson(vault, keys, customer, field, json);
  };
  return [...then].every(([cell, json]) => plain(cell, json) === plain(cell, now.get(cell) ?? null));
}

/** Whether a customer is what that change left, besides what came with the change and goes with it. */
function isAsLeft(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  { seq }: LoggedChange,
): boolean {
  const later = tx.all<{ field: string; old_value: string | null }>(
    `SELECT field, old_value, min(seq) FROM change WHERE entity_id = ? AND entity = 'customer' AND seq > ?
     AND field <> 'deleted' AND batch NOT IN (?, (SELECT batch FROM change WHERE seq = ?)) GROUP BY field`,
    customer.id,
    seq,
    tx.batchRow,
    seq,
  );
  return later.every(({ field: cell, old_value: then }) => {
    const field = fieldOfCell(vault, cell);
    const plain = (json: string | null): string | null =>
      field === undefined ? json : plainJson(vault, keys, customer, field, json);
    return plain(readCell(tx, catalogOf(vault), customer, cell)) === plain(then);
  });
}

function reverseCreation(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  change: LoggedChange,
  toBin: boolean,
): ReversalOutcome | 'removed' {
  const standing = readCell(tx, catalogOf(vault), customer, 'deleted');
  if (standing?.startsWith('{') === true) return 'same';
  if (!isAsCreated(tx, vault, keys, customer, change)) return 'kept';
  const target = toBin ? String(tx.now) : JSON.stringify({ at: tx.now, gone: true });
  changeCell(tx, vault, keys, customer, 'deleted', standing, target);
  return 'removed';
}

function reverseCell(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  change: LoggedChange,
): ReversalOutcome | 'removed' {
  const { field: cell } = change;
  const current = readCell(tx, catalogOf(vault), customer, cell);
  const field = fieldOfCell(vault, cell);
  const plain = (json: string | null): string | null =>
    field === undefined ? json : plainJson(vault, keys, customer, field, json);
  const now = plain(current);
  const target = plain(change.old_value);
  if (now === target) return 'same';
  if (now !== plain(change.value)) return 'kept';
  if (!isOfForm(cell, target, field?.type)) return 'kept';
  if (cell === 'assignee' && !isAssignableJson(vault, target)) return 'kept';
  // It was gone before that brought it back, and somebody has gone on with it since.
  if (cell === 'deleted' && target?.startsWith('{') === true && !isAsLeft(tx, vault, keys, customer, change))
    return 'kept';
  changeCell(tx, vault, keys, customer, cell, current, target);
  return 'reverted';
}

/** The changes of one customer that follow each other in a batch, put back together. */
class CustomerReversal {
  readonly customer: CustomerRef;
  readonly #tx: WriteTx;
  readonly #vault: OpenVault;
  readonly #keys: CustomerKeys;
  readonly #toBin: boolean;
  #isEdited = false;
  #isStale = false;
  #reverted = 0;
  #removed = 0;

  constructor(tx: WriteTx, vault: OpenVault, customer: CustomerRef, toBin: boolean) {
    this.customer = customer;
    this.#tx = tx;
    this.#vault = vault;
    this.#keys = customerKeys(vault, tx, customer);
    this.#toBin = toBin;
  }

  take(change: LoggedChange, tally: Tally): void {
    const outcome =
      change.field === '*'
        ? reverseCreation(this.#tx, this.#vault, this.#keys, this.customer, change, this.#toBin)
        : this.#cell(change);
    if (outcome === 'kept') tally.kept += 1;
    if (outcome === 'removed') this.#removed += 1;
    if (outcome === 'reverted') this.#reverted += 1;
    // Standing is not content: lists and search look at it themselves.
    if (outcome === 'reverted' && change.field !== 'deleted') {
      this.#isEdited = true;
      this.#isStale ||= touchesSearch(this.#vault, change.field);
    }
  }

  /** What somebody's own program wrote in no form, or sealed with no key of the customer, stays as it is. */
  #cell(change: LoggedChange): ReversalOutcome | 'removed' {
    try {
      return reverseCell(this.#tx, this.#vault, this.#keys, this.customer, change);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      return 'kept';
    }
  }

  /** Brings index and time up to date, and counts. */
  finish(tally: Tally): void {
    this.#keys[Symbol.dispose]();
    if (this.#removed + this.#reverted === 0) return;
    if (this.#isEdited)
      this.#tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', this.#tx.now, this.customer.row);
    if (this.#isStale) reindex(this.#tx, this.#vault, this.customer.row);
    if (this.#removed > 0) tally.removed += 1;
    else tally.reverted += 1;
    if (tally.ids.length < mostIds) tally.ids.push(this.customer.id);
  }
}

function reversalOf(
  tx: WriteTx,
  vault: OpenVault,
  change: LoggedChange,
  toBin: boolean,
): CustomerReversal | undefined {
  const customer = tx.get<CustomerRef>('SELECT row, id FROM customer WHERE id = ?', change.entity_id);
  return customer && new CustomerReversal(tx, vault, customer, toBin);
}

/** `null` for what no undo takes back: it stays, as who has its policy says. @throws VaultError undo/not-known */
function undoable({ entity }: LoggedChange): UndoableEntity | null {
  if (!isEntity(entity)) throw new VaultError('undo/not-known');
  return isUndoable(entity) ? entity : null;
}

/** The steps of taking a batch back, within a write. Yields the number of changes done. @throws VaultError undo/not-known */
function* reversal(tx: WriteTx, vault: OpenVault, batch: BatchRow): Generator<number, Undone, void> {
  const tally: Tally = { removed: 0, reverted: 0, kept: 0, ids: [], touchedLayout: false };
  const toBin = batch.kind === 'edit' || batch.kind === 'restore';
  let open: CustomerReversal | undefined;
  let done = 0;
  const isResealing = resealings(tx);
  for (const change of changesOf(tx, batch.row)) {
    // Put back with the field's class, all of them together.
    if (isResealing(batch.row, change.field)) {
      yield done;
      continue;
    }
    const entity = undoable(change);
    if (open?.customer.id !== change.entity_id) {
      open?.finish(tally);
      open = entity === 'customer' ? reversalOf(tx, vault, change, toBin) : undefined;
    }
    if (entity === 'customer') {
      // Somebody else's by now.
      if (open !== undefined && !isWithinReach(vault, tx, open.customer.row)) tally.kept += 1;
      else open?.take(change, tally);
    } else if (entity !== null) {
      const outcome = yield* mapped(reverseLayout(tx, vault, change, entity), () =>
        change.field === 'class' ? (done += 1) : done,
      );
      tally.touchedLayout = true;
      if (outcome === 'kept') tally.kept += 1;
      if (outcome === 'reverted') tally.reverted += 1;
    }
    done += 1;
    yield done;
  }
  open?.finish(tally);
  return tally;
}

function* mapped<T, S>(steps: Generator<void, T>, value: () => S): Generator<S, T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield value();
  }
}

function batchOf(vault: OpenVault, row: number): BatchRow {
  const batch = vault.store.db.get<BatchRow>(
    'SELECT row, id, kind, label, undone_by FROM batch WHERE row = ?',
    row,
  );
  if (batch?.undone_by !== null) throw new VaultError('undo/nothing');
  return batch;
}

function* undoSteps(tx: WriteTx, vault: OpenVault, batch: BatchRow): Generator<number, Undone, void> {
  recordUndone(tx, batch.id);
  const undone = yield* reversal(tx, vault, batch);
  tx.run('UPDATE batch SET undone_by = ? WHERE row = ?', tx.batchRow, batch.row);
  // What a redo takes back is an undo: the batch that it undid holds again.
  if (batch.kind === 'undo') tx.run('UPDATE batch SET undone_by = NULL WHERE undone_by = ?', batch.row);
  return undone;
}

function batchFor(batch: BatchRow): Batch {
  return {
    kind: batch.kind === 'undo' ? 'redo' : 'undo',
    label: batch.label,
  };
}

/** Takes a batch back at once. @throws VaultError undo/nothing when there is no such batch, or it is undone already */
export function undoBatch(vault: OpenVault, batchRow: number): Undone {
  const batch = batchOf(vault, batchRow);
  return vault.store.write(batchFor(batch), (tx) => atOnce(undoSteps(tx, vault, batch)));
}

/** Takes a batch back in steps that let the event loop run. `onStep` is told how many changes are done. */
export async function undoBatchInSteps(
  vault: OpenVault,
  batchRow: number,
  onStep?: (done: number) => void,
): Promise<Undone> {
  const batch = batchOf(vault, batchRow);
  return inSteps(vault, batchFor(batch), (tx) => undoSteps(tx, vault, batch), onStep);
}
