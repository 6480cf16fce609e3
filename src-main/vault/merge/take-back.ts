/**
 * Taking back what somebody changed after their account had ended, where it came in before that was known: so all copies
 * have the same in the end, whichever they heard of first. It stays in history, and undoing this brings it back as the
 * change of who undoes it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { OpenVault } from '../context.ts';
import { emptyJson, type SearchChange } from '../customers/cell-parts.ts';
import { readCell } from '../customers/cells.ts';
import { changeCell } from '../customers/change-cell.ts';
import { searchChange } from '../customers/edit.ts';
import { noteChange, reindexMany } from '../customers/search-text.ts';
import { customerKeys, type CustomerKeys, type CustomerRef } from '../customers/sealed.ts';
import { fieldOfCell, plainJson } from '../customers/value-cells.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { jsonBy } from '../json-by-schema.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { WriteTx } from '../store/store.ts';
import { originCounts, writeTakenBack } from './origins.ts';
import { nothingLeftOut, refusalsIn, refusalsOf, type LeftOut, type Refusals } from './refusals.ts';
import { StateReader } from './stamps.ts';

const windowsKey = 'refusedWindows';
const pendingKey = 'refusedPending';
const nothingRefused = refusalsIn([]);

/** Customers with a change that does not count. */
function lateCustomers(tx: WriteTx, { windows }: Refusals): string[] {
  const found = new Set<string>();
  for (const { person, from, to } of windows) {
    const ids = tx.all<{ entity_id: string }>(
      `SELECT entity_id FROM change WHERE person = ? AND at > ? AND at <= ? AND entity = 'customer'
       UNION SELECT c.entity_id FROM merged m JOIN change c ON c.seq = m.seq JOIN batch b ON b.row = c.batch
       WHERE ${originCounts} AND m.person = ? AND m.at > ? AND m.at <= ? AND c.entity = 'customer'`,
      person,
      from,
      to,
      person,
      from,
      to,
    );
    for (const { entity_id: id } of ids) found.add(id);
  }
  return [...found].sort();
}

const isOutOfReach = (error: unknown): boolean =>
  error instanceof VaultError && (error.code === 'access/no-key' || error.code === 'access/not-allowed');

class TakingBack {
  readonly #tx: WriteTx;
  readonly #vault: OpenVault;
  readonly #refusals: Refusals;
  readonly #asIs: StateReader;
  readonly #asCounts: StateReader;
  readonly people = new Set<string>();
  readonly pending = new Set<string>();
  readonly stale = new Map<number, SearchChange>();
  values = 0;
  customers = 0;

  constructor(tx: WriteTx, vault: OpenVault, refusals: Refusals) {
    this.#tx = tx;
    this.#vault = vault;
    this.#refusals = refusals;
    this.#asIs = new StateReader(vault, Number.MAX_SAFE_INTEGER, true, nothingRefused);
    this.#asCounts = new StateReader(vault, Number.MAX_SAFE_INTEGER, true, refusals);
  }

  take(id: string): void {
    const row = this.#tx.value<number>('SELECT row FROM customer WHERE id = ?', id);
    const asIs = this.#asIs.read({ id });
    if (row === undefined || asIs === null) return;
    const customer = { row, id };
    using keys = customerKeys(this.#vault, this.#tx, customer);
    const counts = this.#asCounts.read({ id });
    if (counts === null) {
      this.#retract(keys, customer, asIs.base.person);
      return;
    }
    const before = this.values;
    for (const [cell, { seen }] of asIs.cells) {
      if (cell === 'created') continue;
      const author = [...seen.values()].find((stamp) => this.#refusals.refuses(stamp))?.person;
      if (author === undefined) continue;
      try {
        this.#restore(keys, customer, cell, counts.cells.get(cell)?.json ?? null, author);
      } catch (error) {
        if (!isOutOfReach(error)) throw error;
        this.pending.add(id);
      }
    }
    if (this.values > before)
      this.#tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', this.#tx.now, row);
  }

  /** Goes as what an undone import had added goes: whoever hands it over on their own account brings it back. */
  #retract(keys: CustomerKeys, customer: CustomerRef, author: string): void {
    const standing = readCell(this.#tx, catalogOf(this.#vault), customer, 'deleted');
    if (standing?.startsWith('{') === true) return;
    const gone = JSON.stringify({ at: this.#tx.now, gone: true });
    changeCell(this.#tx, this.#vault, keys, customer, 'deleted', standing, gone);
    this.customers += 1;
    this.people.add(author);
  }

  #restore(
    keys: CustomerKeys,
    customer: CustomerRef,
    cell: string,
    target: string | null,
    author: string,
  ): void {
    const current = readCell(this.#tx, catalogOf(this.#vault), customer, cell);
    // Gone with what brought it: that is no change of anybody's.
    if (cell === 'deleted' && current?.startsWith('{') === true) return;
    const field = fieldOfCell(this.#vault, cell);
    const plain = (json: string | null): string | null =>
      field === undefined ? json : plainJson(this.#vault, keys, customer, field, json);
    const wanted = plain(target) ?? emptyJson(cell);
    if (plain(current) === wanted) return;
    const seq = changeCell(this.#tx, this.#vault, keys, customer, cell, current, wanted);
    writeTakenBack(this.#tx, seq, this.#vault.personId, this.#tx.now);
    noteChange(this.stale, customer.row, searchChange(this.#vault, cell));
    this.values += 1;
    this.people.add(author);
  }
}

/** By which it is told whether other changes are refused than the last time. */
export function fingerprintOf({ windows }: Pick<Refusals, 'windows'>): string {
  return bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(windows))));
}

/**
 * Brings the tables to what counts. Looks at the log only where other changes are refused than the last time, and again at
 * what nobody here could take back for want of a key.
 */
export function takeBackLate(vault: OpenVault): LeftOut {
  const { store } = vault;
  const refusals = refusalsOf(vault);
  const fingerprint = fingerprintOf(refusals);
  const isNew = refusals.windows.length > 0 && metaOf(store.db, windowsKey) !== fingerprint;
  const before = jsonBy(z.array(z.string()), metaOf(store.db, pendingKey) ?? '[]') ?? [];
  if (!isNew && before.length === 0) return nothingLeftOut;
  return store.write({ kind: 'bulk', label: 'people/take-back' }, (tx) => {
    const taking = new TakingBack(tx, vault, refusals);
    for (const id of isNew ? lateCustomers(tx, refusals) : before) taking.take(id);
    for (const _ of reindexMany(tx, vault, taking.stale));
    putMeta(tx, windowsKey, fingerprint);
    putMeta(tx, pendingKey, JSON.stringify([...taking.pending]));
    const { values, customers } = taking;
    const people = [...taking.people].map((person) => refusals.nameOf(person));
    if (values + customers > 0)
      store.journal('changes-taken-back', { values, customers, by: people.join(', ') });
    return { values, customers, people };
  });
}
