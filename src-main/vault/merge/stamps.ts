/**
 * A customer's cells as registers that can be merged: each has a value, the stamp of the change that set it, and what was
 * seen: of each device the last change of the cell that led here (docs/file-format.md, section 14). All of it is read from
 * the change log.
 */
import type { OpenVault } from '../context.ts';
import { isOfForm } from '../customers/cell-forms.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { cellsOfCreation } from '../customers/snapshot.ts';
import { resealings } from '../fields/resealing.ts';
import type { ReadDb } from '../store/store.ts';
import { mergeReversals, type MergeReversals } from './merge-reversals.ts';
import { originCounts, takenBack } from './origins.ts';
import { refusalsOf, type Refusals } from './refusals.ts';
import { noneSeen, withSeen, type Seen, type Stamp } from './stamp.ts';

export interface CellState {
  /** As the log has it: sealed values are sealed. `null` where it was removed. */
  readonly json: string | null;
  /** The last value that was there, to tell what kind of thing was removed. */
  readonly lastJson: string | null;
  readonly seen: Seen;
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
  readonly entity_id: string;
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

interface SeenRow extends Stamp {
  readonly entity_id: string;
  readonly cell: string;
  /** With which it was taken in. */
  readonly batch: number;
}

/** What a cell was before a merge set it, and after; `isUndone` says which of the two it is now. */
interface MergedCell {
  readonly before: CellState | undefined;
  after: CellState | undefined;
  isUndone: boolean;
}

/** Origins of a customer's changes, by seq and cell. */
type Origins = ReadonlyMap<number, ReadonlyMap<string, Stamp>>;

interface GatheredRows {
  readonly changes: readonly ChangeRow[];
  readonly origins: Origins | null;
  readonly seen: readonly SeenRow[];
}

/** Asked for each cell of a customer whether its state is needed. */
export type WantsCell = (id: string, cell: string) => boolean;

const sealedForm = '{"sealed":';
const goneForm = '{';
/** What is of no form is no change of a cell: somebody's own program wrote it. */
const isLogged = (cell: string, json: string | null): boolean =>
  json?.startsWith(sealedForm) === true || isOfForm(cell, json);

const wantsAll: WantsCell = () => true;

function byEntity<T extends { readonly entity_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const some = found.get(row.entity_id);
    if (some === undefined) found.set(row.entity_id, [row]);
    else some.push(row);
  }
  return found;
}

/**
 * Reads customers' states. One reader serves one piece of work: what it finds out once, it keeps.
 * `upTo`: the last entry of the log that counts.
 */
export class StateReader {
  readonly #db: ReadDb;
  readonly #upTo: number;
  readonly #isResealing: (batch: number, cell: string) => boolean;
  readonly #hasMerged: boolean;
  readonly #hasSeen: boolean;
  readonly #refusals: Refusals;
  readonly #reversals: MergeReversals;

  /** `isGrowing`: whether more may be merged while this reader is used. `refusals`: changes that do not count. */
  constructor(
    vault: Pick<OpenVault, 'store' | 'access'>,
    upTo = Number.MAX_SAFE_INTEGER,
    isGrowing = false,
    refusals: Refusals = refusalsOf(vault),
  ) {
    this.#refusals = refusals;
    this.#db = vault.store.db;
    this.#upTo = upTo;
    this.#isResealing = resealings(this.#db);
    this.#hasMerged = isGrowing || this.#db.value('SELECT 1 FROM merged LIMIT 1') !== undefined;
    this.#hasSeen = isGrowing || this.#db.value('SELECT 1 FROM seen LIMIT 1') !== undefined;
    this.#reversals = mergeReversals(this.#db);
  }

  /** `null` for a customer that the log does not know yet. */
  read({ id }: Pick<CustomerRef, 'id'>): CustomerState | null {
    return this.readAll([id]).get(id) ?? null;
  }

  /** Of many customers at once, by id; those that the log does not know yet are left out. */
  readAll(ids: readonly string[], wants: WantsCell = wantsAll): Map<string, CustomerState> {
    const list = JSON.stringify(ids);
    const changes = byEntity(
      this.#db.all<ChangeRow>(
        `SELECT entity_id, seq, batch, field, old_value, value, at, tick, device, person FROM change
         WHERE entity_id IN (SELECT value FROM json_each(?)) AND seq <= ? AND entity = 'customer'
         ORDER BY entity_id, seq`,
        list,
        this.#upTo,
      ),
    );
    const origins = this.#hasMerged ? this.#origins(list) : null;
    const seen = this.#hasSeen
      ? byEntity(
          this.#db.all<SeenRow>(
            `SELECT entity_id, cell, device, at, tick, person, batch FROM seen
             WHERE entity_id IN (SELECT value FROM json_each(?))`,
            list,
          ),
        )
      : null;
    const states = new Map<string, CustomerState>();
    for (const [id, rows] of changes) {
      const state = this.#addUp(id, { changes: rows, origins, seen: seen?.get(id) ?? [] }, wants);
      if (state !== null) states.set(id, state);
    }
    return states;
  }

  #addUp(id: string, { changes, origins, seen }: GatheredRows, wants: WantsCell): CustomerState | null {
    const [creation, ...later] = changes;
    if (creation?.field !== '*') return null;
    const own = origins?.get(creation.seq);
    const base = own?.get('*') ?? stampOf(creation);
    if (this.#refusals.refuses(base)) return null;
    const cells = new Map<string, CellState>();
    // Most cells have been what they are from the beginning: they share what was seen until one has seen more.
    const baseSeen: Seen = new Map([[base.device, base]]);
    for (const [cell, json] of cellsOfCreation(creation.value ?? '{}'))
      if (wants(id, cell) && isLogged(cell, json))
        cells.set(cell, { json, lastJson: json, seen: baseSeen, seq: creation.seq });
    for (const [cell, stamp] of own ?? []) {
      if (cell === '*' || !wants(id, cell)) continue;
      if (this.#refusals.refuses(stamp)) {
        cells.delete(cell);
        continue;
      }
      const json = cells.get(cell)?.json ?? null;
      cells.set(cell, { json, lastJson: json, seen: new Map([[stamp.device, stamp]]), seq: creation.seq });
    }
    const refused = new Set<string>();
    const merged = new MergedCells(this.#reversals, cells);
    for (const row of later)
      if (wants(id, row.field) && !merged.isReversal(row)) this.#apply(cells, row, origins, refused);
    const cameWithRefused = this.#cameWithRefused(changes, origins, seen);
    for (const row of seen)
      if (wants(id, row.cell) && !merged.isUndone(row) && !cameWithRefused(row)) addSeenRow(cells, row);
    return { createdSeq: creation.seq, base, cells };
  }

  /** What was seen by a change that does not count is not here: it shall be new when it comes. */
  #cameWithRefused(
    changes: readonly ChangeRow[],
    origins: Origins | null,
    seen: readonly SeenRow[],
  ): (row: SeenRow) => boolean {
    if (this.#refusals.windows.length === 0 || seen.length === 0) return () => false;
    const place = (batch: number, cell: string): string => `${String(batch)} ${cell}`;
    const places = new Set<string>();
    for (const { seq, batch, field } of changes)
      for (const [cell, stamp] of origins?.get(seq) ?? [])
        if (this.#refusals.refuses(stamp)) places.add(place(batch, cell === '*' ? field : cell));
    for (const row of seen) if (this.#refusals.refuses(row)) places.add(place(row.batch, row.cell));
    return ({ batch, cell }) => places.has(place(batch, cell));
  }

  /** `refused`: cells whose last change does not count, so that sealing its value anew does not either. */
  #apply(cells: Map<string, CellState>, row: ChangeRow, origins: Origins | null, refused: Set<string>): void {
    const { field: cell, value } = row;
    // Gone with its import, and back: that is this vault's own affair.
    if (cell === 'deleted' && isGone(value, row.old_value)) return;
    if (!isLogged(cell, value)) return;
    const origin = origins?.get(row.seq);
    const stamp = origin?.get('*') ?? stampOf(row);
    if (origin?.has(takenBack) === true) {
      refused.delete(cell);
      return;
    }
    if (this.#refusals.refuses(stamp)) {
      refused.add(cell);
      return;
    }
    const before = cells.get(cell);
    const isSealing =
      value?.startsWith(sealedForm) === true || row.old_value?.startsWith(sealedForm) === true;
    const isChange = !isSealing || !this.#isResealing(row.batch, cell);
    if (!isChange && (before === undefined || refused.has(cell))) return;
    if (isChange) refused.delete(cell);
    const seen = before?.seen ?? noneSeen;
    const json = value === '""' ? null : value;
    cells.set(cell, {
      json,
      lastJson: json ?? before?.lastJson ?? null,
      seen: isChange ? withSeen(seen, stamp) : seen,
      seq: row.seq,
    });
  }

  #origins(list: string): Origins {
    const rows = this.#db.all<MergedRow>(
      `SELECT m.seq, m.cell, m.at, m.tick, m.device, m.person FROM change c JOIN batch b ON b.row = c.batch
       JOIN merged m ON m.seq = c.seq AND ${originCounts}
       WHERE c.entity_id IN (SELECT value FROM json_each(?)) AND c.entity = 'customer'`,
      list,
    );
    const origins = new Map<number, Map<string, Stamp>>();
    for (const row of rows) {
      const ofRow = origins.get(row.seq);
      if (ofRow === undefined) origins.set(row.seq, new Map([[row.cell, stampOf(row)]]));
      else ofRow.set(row.cell, stampOf(row));
    }
    return origins;
  }
}

/**
 * Taking a merge back is this vault's own affair, as with the customers that go with it: a cell is then what it was before the
 * merge, stamp and all. So it overwrites nothing elsewhere, and taking the same in again is taking it in.
 */
class MergedCells {
  readonly #reversals: MergeReversals;
  readonly #cells: Map<string, CellState>;
  readonly #merged = new Map<string, MergedCell>();

  constructor(reversals: MergeReversals, cells: Map<string, CellState>) {
    this.#reversals = reversals;
    this.#cells = cells;
  }

  /** Whether a row takes a merge back, or does it again: the cell is then set to what it was. To be asked of each row in turn, before it is applied. */
  isReversal({ batch, field: cell, old_value: oldValue, value, seq }: ChangeRow): boolean {
    const { undoneMerges, byBatch } = this.#reversals;
    if (cell === 'deleted' && isGone(value, oldValue)) return false;
    if (undoneMerges.has(batch)) {
      const key = `${String(batch)} ${cell}`;
      if (!this.#merged.has(key))
        this.#merged.set(key, { before: this.#cells.get(cell), after: undefined, isUndone: false });
      return false;
    }
    const reversal = byBatch.get(batch);
    if (reversal === undefined) return false;
    const merged = this.#merged.get(`${String(reversal.merge)} ${cell}`);
    if (merged === undefined) return false;
    if (merged.isUndone !== reversal.isUndo) {
      if (reversal.isUndo) merged.after = this.#cells.get(cell);
      merged.isUndone = reversal.isUndo;
    }
    const state = merged.isUndone ? merged.before : merged.after;
    if (state === undefined) this.#cells.delete(cell);
    // Sealed anew meanwhile, perhaps: the value is the row's, where it comes from is as it was.
    else
      this.#cells.set(cell, {
        ...state,
        json: value === '""' ? null : value,
        seq: merged.isUndone ? state.seq : seq,
      });
    return true;
  }

  /** A cell that a merge changed may have been edited since, and stay; any other goes with the merge. */
  isUndone({ batch, cell }: SeenRow): boolean {
    const merged = this.#merged.get(`${String(batch)} ${cell}`);
    return merged?.isUndone ?? this.#reversals.undoneMerges.get(batch) ?? false;
  }
}

function addSeenRow(cells: Map<string, CellState>, row: SeenRow): void {
  const state = cells.get(row.cell);
  const seen = withSeen(state?.seen ?? noneSeen, stampOf(row));
  cells.set(
    row.cell,
    state === undefined ? { json: null, lastJson: null, seen, seq: 0 } : { ...state, seen },
  );
}

/** A stamp alone, of a row that may have more. */
function stampOf({ at, tick, device, person }: Stamp): Stamp {
  return { at, tick, device, person };
}

function isGone(value: string | null, oldValue: string | null): boolean {
  return value?.startsWith(goneForm) === true || oldValue?.startsWith(goneForm) === true;
}
