/** Merging a record line into a customer that is here already, cell by cell (docs/file-format.md, section 14). */
import type { OpenVault } from '../context.ts';
import { emptyJson, type SearchChange } from '../customers/cell-parts.ts';
import { readCell } from '../customers/cells.ts';
import { changeCell } from '../customers/change-cell.ts';
import { searchChange } from '../customers/edit.ts';
import { joinedChange } from '../customers/search-text.ts';
import { customerKeys, type CustomerKeys, type CustomerRef } from '../customers/sealed.ts';
import { fieldOfCell, wholeValue } from '../customers/value-cells.ts';
import { catalogOf } from '../fields/catalog.ts';
import type { WriteTx } from '../store/store.ts';
import { arrived, isAttachment, toTravel, type GivenContent } from './attachment-cells.ts';
import type { IncomingCell, IncomingRecord } from './record-line.ts';
import { writeMerged, writeSeen } from './origins.ts';
import { compareStamps, covers, latest, type Stamp } from './stamp.ts';
import type { CellState, CustomerState } from './stamps.ts';

/** `known`: nothing new. `theirs`, `mine`: changed on both sides, and whose change is the later one. */
type Verdict = 'known' | 'supersedes' | 'theirs' | 'mine';

function verdictOf(local: CellState | undefined, incoming: IncomingCell): Verdict {
  if (local === undefined || local.seen.size === 0) return 'supersedes';
  if (covers(local.seen, incoming.stamp)) return 'known';
  const own = latest(local.seen);
  if (covers(incoming.seen, own)) return 'supersedes';
  return compareStamps(incoming.stamp, own) > 0 ? 'theirs' : 'mine';
}

export interface MergedCustomer {
  readonly hasChanged: boolean;
  readonly conflicts: number;
  /** Whether it had been gone with a merge or import that was taken back. */
  readonly isBack: boolean;
  /** Of what its search entries have to be brought up to date. */
  readonly searchChange: SearchChange | null;
}

const noCells: ReadonlyMap<string, CellState> = new Map();

class CustomerMerge {
  readonly #tx: WriteTx;
  readonly #vault: OpenVault;
  readonly #keys: CustomerKeys;
  readonly #customer: CustomerRef;
  readonly #line: IncomingRecord;
  readonly #given: GivenContent;
  readonly #cells: ReadonlyMap<string, CellState>;
  #conflicts = 0;
  #changes = 0;
  #searchChange: SearchChange | null = null;
  /** Values of theirs that were not known here. */
  #news = 0;

  constructor(
    tx: WriteTx,
    vault: OpenVault,
    keys: CustomerKeys,
    customer: CustomerRef,
    line: IncomingRecord,
    state: CustomerState | null,
    given: GivenContent,
  ) {
    this.#tx = tx;
    this.#vault = vault;
    this.#keys = keys;
    this.#customer = customer;
    this.#line = line;
    this.#given = given;
    this.#cells = state?.cells ?? noCells;
  }

  run(): MergedCustomer {
    const isBack = this.#comeBack();
    for (const incoming of this.#line.cells.values())
      if (incoming.cell !== 'created' && incoming.cell !== 'deleted') this.#take(incoming);
    this.#takeStanding();
    if (this.#changes > 0)
      this.#tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', this.#tx.now, this.#customer.row);
    return {
      hasChanged: this.#changes > 0,
      conflicts: this.#conflicts,
      isBack,
      searchChange: this.#searchChange,
    };
  }

  /** A customer that was gone with what brought it is back: somebody hands it over again. */
  #comeBack(): boolean {
    const standing = readCell(this.#tx, catalogOf(this.#vault), this.#customer, 'deleted');
    if (standing?.startsWith('{') !== true) return false;
    const before = this.#cells.get('deleted')?.json ?? null;
    changeCell(this.#tx, this.#vault, this.#keys, this.#customer, 'deleted', standing, before);
    return true;
  }

  /** What stands here as it travels. `null` where that cannot be told: an attachment whose content is missing, a value that no key opens. */
  #travelling(cell: string, json: string | null): { readonly plain: string | null } | null {
    if (json === null) return { plain: null };
    if (isAttachment(cell)) {
      const plain = toTravel(this.#vault, this.#customer, json);
      return plain === null ? null : { plain };
    }
    const field = fieldOfCell(this.#vault, cell);
    return field === undefined
      ? { plain: json }
      : wholeValue(this.#vault, this.#keys, this.#customer, field, json);
  }

  /** A plain value as this vault has it. */
  #own(cell: string, plain: string | null): string | null {
    if (plain === null || !isAttachment(cell)) return plain;
    return arrived(this.#tx, this.#vault, this.#customer, plain, this.#given);
  }

  #standing(cell: string): string | null {
    return readCell(this.#tx, catalogOf(this.#vault), this.#customer, cell);
  }

  /** Sets a cell and notes where that comes from. @returns the change's seq */
  #write(cell: string, plain: string | null, origin: Stamp): number {
    return this.#set(cell, this.#own(cell, plain), origin);
  }

  /** As {@link #write}, of a value that is as this vault has it. */
  #set(cell: string, own: string | null, origin: Stamp): number {
    const old = this.#standing(cell);
    const json = own ?? emptyJson(cell);
    const seq = changeCell(this.#tx, this.#vault, this.#keys, this.#customer, cell, old, json);
    writeMerged(this.#tx, seq, '*', origin);
    this.#searchChange = joinedChange(this.#searchChange, searchChange(this.#vault, cell));
    return seq;
  }

  #take(incoming: IncomingCell): void {
    const { cell, json, stamp } = incoming;
    const local = this.#cells.get(cell);
    const verdict = verdictOf(local, incoming);
    const own = this.#travelling(cell, local?.json ?? null);
    const isSame = own?.plain === json;
    if (verdict === 'known') this.#see(incoming, local, false);
    else if (isSame) {
      // Somebody elsewhere settled on the value that stands: if it was in dispute, that is a change of its own.
      const isSettled = verdict === 'supersedes' && this.#wasDisputed(cell);
      if (isSettled) this.#write(cell, json, stamp);
      this.#see(incoming, local, isSettled);
    } else {
      this.#news += 1;
      this.#changes += 1;
      if (verdict === 'supersedes' || local === undefined) this.#write(cell, json, stamp);
      else if (own !== null) this.#dispute(incoming, own.plain, latest(local.seen), verdict);
      // What says nothing any more is in nobody's way.
      else if (!isAttachment(cell)) this.#write(cell, json, stamp);
      else this.#dispute(incoming, null, latest(local.seen), verdict);
      this.#see(incoming, local, true);
    }
  }

  #wasDisputed(cell: string): boolean {
    const sql = 'SELECT 1 FROM conflict WHERE entity_id = ? AND cell = ? LIMIT 1';
    return this.#tx.value(sql, this.#customer.id, cell) !== undefined;
  }

  /** Both values go through the log; the later one stands. An attachment stands as it is here, with its content or without. */
  #dispute(
    { cell, json, stamp }: IncomingCell,
    own: string | null,
    ownStamp: Stamp,
    won: 'mine' | 'theirs',
  ): void {
    const before = this.#searchChange;
    const mine = isAttachment(cell) ? this.#standing(cell) : own;
    const seq = this.#write(cell, json, stamp);
    const lastSeq = won === 'mine' ? this.#set(cell, mine, ownStamp) : seq;
    if (won === 'mine') this.#searchChange = before;
    this.#noteConflict(cell, seq, lastSeq, won, ownStamp);
  }

  #noteConflict(cell: string, seq: number, lastSeq: number, won: 'mine' | 'theirs', own: Stamp): void {
    this.#tx.touch('conflicts');
    this.#tx.run(
      `INSERT INTO conflict (seq, last_seq, entity_id, cell, won, at, tick, device, person)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      seq,
      lastSeq,
      this.#customer.id,
      cell,
      won,
      own.at,
      own.tick,
      own.device,
      own.person,
    );
    this.#conflicts += 1;
  }

  /** Keeps what led to their value, as far as no row of the log says it. `isLogged`: one says their stamp. */
  #see({ cell, stamp, seen }: IncomingCell, local: CellState | undefined, isLogged: boolean): void {
    for (const each of seen.values()) {
      if (local !== undefined && covers(local.seen, each)) continue;
      const isOwn = each.device === stamp.device;
      if (!isOwn || !isLogged) writeSeen(this.#tx, this.#customer.id, cell, isOwn ? stamp : each);
    }
  }

  /** Into the bin or out of it; a customer deleted on one side and changed on the other is in dispute. */
  #takeStanding(): void {
    const local = this.#cells.get('deleted');
    const own = local?.json ?? null;
    const incoming = this.#line.cells.get('deleted');
    const verdict = incoming === undefined ? 'known' : verdictOf(local, incoming);
    if (incoming === undefined || verdict === 'known') {
      if (local !== undefined && own !== null) this.#keepInBin(own, latest(local.seen), incoming);
      if (incoming !== undefined) this.#see(incoming, local, false);
      return;
    }
    const { json, stamp } = incoming;
    let isLogged = true;
    if ((own === null) === (json === null)) {
      isLogged = own !== json && verdict !== 'mine';
      if (isLogged) this.#write('deleted', json, stamp);
    } else {
      this.#changes += 1;
      if (verdict === 'supersedes' || local === undefined) this.#takeDeletion(json, stamp);
      else this.#dispute(incoming, own, latest(local.seen), verdict);
    }
    this.#see(incoming, local, isLogged);
  }

  /** It is in the bin here, and they went on changing it without knowing. */
  #keepInBin(own: string, ownStamp: Stamp, incoming: IncomingCell | undefined): void {
    const isKnownToThem =
      incoming !== undefined && (incoming.json !== null || covers(incoming.seen, ownStamp));
    if (isKnownToThem || this.#news === 0) return;
    const seq = this.#write('deleted', null, ownStamp);
    const lastSeq = this.#write('deleted', own, ownStamp);
    this.#noteConflict('deleted', seq, lastSeq, 'mine', ownStamp);
  }

  /** They put it into the bin; here it may have been changed without their knowing. */
  #takeDeletion(json: string | null, stamp: Stamp): void {
    const unknown = json === null ? undefined : this.#lastUnknown();
    const seq = this.#write('deleted', json, stamp);
    if (unknown !== undefined) this.#noteConflict('deleted', seq, seq, 'theirs', unknown);
  }

  /** The last change of here that whoever sends the line cannot have seen: of a cell that it does not have, any but the first. */
  #lastUnknown(): Stamp | undefined {
    let last: Stamp | undefined;
    for (const [cell, state] of this.#cells) {
      if (cell === 'created' || cell === 'deleted') continue;
      const own = latest(state.seen);
      const incoming = this.#line.cells.get(cell);
      const isKnown =
        incoming === undefined
          ? compareStamps(own, this.#line.base) <= 0
          : covers(incoming.seen, own) || this.#travelling(cell, state.json)?.plain === incoming.json;
      if (!isKnown && (last === undefined || compareStamps(own, last) > 0)) last = own;
    }
    return last;
  }
}

/** The cells of a customer here that merging a line looks at: of one that they put into the bin, all. */
export function concerns({ cells }: IncomingRecord, cell: string): boolean {
  return cell === 'deleted' || cells.has(cell) || cells.has('deleted');
}

/** `state`: of the cells that {@link concerns} names. @returns what became of it */
export function mergeCustomer(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  state: CustomerState | null,
  line: IncomingRecord,
  given: GivenContent,
): MergedCustomer {
  using keys = customerKeys(vault, tx, customer);
  return new CustomerMerge(tx, vault, keys, customer, line, state, given).run();
}
