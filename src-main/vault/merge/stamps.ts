/**
 * A customer's cells as registers that can be merged: each has a value, the stamp of the change that set it, and what was
 * seen: of each device the last change of the cell that led here (docs/file-format.md, section 14). All of it is read from
 * the change log.
 */
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { cellsOfCreation } from '../customers/snapshot.ts';
import type { LogicalTime, ReadDb } from '../store/store.ts';

/** When, where and by whom a change was made. */
export interface Stamp extends LogicalTime {
  readonly device: string;
  /** A person's id; empty where only the change itself is known of. */
  readonly person: string;
}

export type Seen = ReadonlyMap<string, Stamp>;

/** Negative when `one` was set before `other`. */
export function compareStamps(one: Stamp, other: Stamp): number {
  return (
    one.at - other.at ||
    one.tick - other.tick ||
    (one.device < other.device ? -1 : Number(one.device > other.device))
  );
}

/** Whether the change of that stamp led to where `seen` was seen. */
export function covers(seen: Seen, stamp: Stamp): boolean {
  const last = seen.get(stamp.device);
  return last !== undefined && compareStamps(stamp, last) <= 0;
}

/** Adds a stamp where it says more than what is there. @returns whether it does */
export function addSeen(seen: Map<string, Stamp>, stamp: Stamp): boolean {
  if (covers(seen, stamp)) return false;
  seen.set(stamp.device, stamp);
  return true;
}

/** The stamp that a value has: the last of all that were seen. */
export function latest(seen: Seen): Stamp {
  let last: Stamp | undefined;
  for (const stamp of seen.values()) if (last === undefined || compareStamps(stamp, last) > 0) last = stamp;
  if (last === undefined) throw new Error('a cell without a change');
  return last;
}

export interface CellState {
  /** As the log has it: sealed values are sealed. `null` where it was removed. */
  readonly json: string | null;
  /** The last value that was there, to tell what kind of thing was removed. */
  readonly lastJson: string | null;
  readonly seen: Map<string, Stamp>;
  /** The last row of the log about it. */
  readonly seq: number;
}

/** A customer's changes added up. */
export interface CustomerState {
  readonly createdSeq: number;
  /** The stamp of the creation, which holds for every cell that says nothing else. */
  readonly base: Stamp;
  readonly cells: ReadonlyMap<string, CellState>;
}

interface ChangeRow extends Stamp {
  readonly seq: number;
  readonly batch: number;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
}

interface MergedRow extends Stamp {
  readonly seq: number;
  readonly cell: string;
}

const sealedForm = '{"sealed":';
const goneForm = '{';

/**
 * Reads customers' states. One reader serves one piece of work: what it finds out once, it keeps.
 * `upTo`: the last entry of the log that counts.
 */
export class StateReader {
  readonly #db: ReadDb;
  readonly #upTo: number;
  readonly #resealings = new Map<string, boolean>();
  readonly #hasMerged: boolean;
  readonly #hasSeen: boolean;

  /** `isGrowing`: whether more may be merged while this reader is used. */
  constructor(vault: Pick<OpenVault, 'store'>, upTo = Number.MAX_SAFE_INTEGER, isGrowing = false) {
    this.#db = vault.store.db;
    this.#upTo = upTo;
    this.#hasMerged = isGrowing || this.#db.value('SELECT 1 FROM merged LIMIT 1') !== undefined;
    this.#hasSeen = isGrowing || this.#db.value('SELECT 1 FROM seen LIMIT 1') !== undefined;
  }

  /** `null` for a customer that the log does not know yet. */
  read({ id }: Pick<CustomerRef, 'id'>): CustomerState | null {
    const rows = this.#db.all<ChangeRow>(
      `SELECT seq, batch, field, old_value, value, at, tick, device, person FROM change
       WHERE entity_id = ? AND seq <= ? AND entity = 'customer' ORDER BY seq`,
      id,
      this.#upTo,
    );
    const [creation, ...changes] = rows;
    if (creation?.field !== '*') return null;
    const origins = this.#origins(id);
    const base = stampOf(origins?.get(creation.seq)?.get('*') ?? creation);
    const cells = new Map<string, CellState>();
    const baseSeen: Seen = new Map([[base.device, base]]);
    for (const [cell, json] of cellsOfCreation(creation.value ?? '{}'))
      cells.set(cell, { json, lastJson: json, seen: new Map(baseSeen), seq: creation.seq });
    for (const [cell, stamp] of origins?.get(creation.seq) ?? []) {
      if (cell === '*') continue;
      const json = cells.get(cell)?.json ?? null;
      cells.set(cell, { json, lastJson: json, seen: new Map([[stamp.device, stamp]]), seq: creation.seq });
    }
    for (const row of changes) this.#apply(cells, row, origins);
    if (this.#hasSeen) this.#addSeen(id, cells);
    return { createdSeq: creation.seq, base, cells };
  }

  #apply(
    cells: Map<string, CellState>,
    row: ChangeRow,
    origins: ReadonlyMap<number, ReadonlyMap<string, Stamp>> | null,
  ): void {
    const { field: cell, value } = row;
    // Gone with its import, and back: that is this vault's own affair.
    if (cell === 'deleted' && isGone(value, row.old_value)) return;
    const before = cells.get(cell);
    const seen = before?.seen ?? new Map<string, Stamp>();
    const isSealing =
      value?.startsWith(sealedForm) === true || row.old_value?.startsWith(sealedForm) === true;
    if (!isSealing || !this.#isResealing(row)) addSeen(seen, origins?.get(row.seq)?.get('*') ?? stampOf(row));
    else if (before === undefined) return;
    const json = value === '""' ? null : value;
    cells.set(cell, { json, lastJson: json ?? before?.lastJson ?? null, seen, seq: row.seq });
  }

  /** By seq and cell. */
  #origins(id: string): Map<number, Map<string, Stamp>> | null {
    if (!this.#hasMerged) return null;
    const rows = this.#db.all<MergedRow>(
      `SELECT m.seq, m.cell, m.at, m.tick, m.device, m.person FROM change c JOIN merged m ON m.seq = c.seq
       WHERE c.entity_id = ? AND c.entity = 'customer'`,
      id,
    );
    const origins = new Map<number, Map<string, Stamp>>();
    for (const row of rows) {
      const ofRow = origins.get(row.seq);
      if (ofRow === undefined) origins.set(row.seq, new Map([[row.cell, stampOf(row)]]));
      else ofRow.set(row.cell, stampOf(row));
    }
    return origins;
  }

  #addSeen(id: string, cells: Map<string, CellState>): void {
    const rows = this.#db.all<Stamp & { readonly cell: string }>(
      'SELECT cell, device, at, tick, person FROM seen WHERE entity_id = ?',
      id,
    );
    for (const row of rows) {
      const state = cells.get(row.cell);
      if (state !== undefined) addSeen(state.seen, stampOf(row));
      else {
        const seen = new Map([[row.device, stampOf(row)]]);
        cells.set(row.cell, { json: null, lastJson: null, seen, seq: 0 });
      }
    }
  }

  /** Whether a row only seals or opens anew because its field's class changed: the value is the same. */
  #isResealing({ batch, field }: ChangeRow): boolean {
    const fieldId = field.slice(field.indexOf(':') + 1);
    const key = `${String(batch)} ${fieldId}`;
    let isResealing = this.#resealings.get(key);
    if (isResealing === undefined) {
      isResealing =
        this.#db.value(
          `SELECT 1 FROM change WHERE entity_id = ? AND +batch = ? AND entity = 'field' AND field = 'class' LIMIT 1`,
          fieldId,
          batch,
        ) !== undefined;
      this.#resealings.set(key, isResealing);
    }
    return isResealing;
  }
}

/** A stamp alone, of a row that may have more. */
function stampOf({ at, tick, device, person }: Stamp): Stamp {
  return { at, tick, device, person };
}

function isGone(value: string | null, oldValue: string | null): boolean {
  return value?.startsWith(goneForm) === true || oldValue?.startsWith(goneForm) === true;
}
