/** Taking in what comes from another vault: `fields.json` and record lines, in one transaction. */
import type { ImportPlan } from '../../../src-preload/contract/exchange.ts';
import type { Waiting } from '../../../src-preload/contract/handover.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import type { SearchChange } from '../customers/cell-parts.ts';
import { noteChange, reindexMany } from '../customers/search-text.ts';
import { isErased } from '../erasure/ledger.ts';
import { ErasedMarks, numbersIn } from '../erasure/marks.ts';
import { catalogOf } from '../fields/catalog.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { pace, paced } from '../pace.ts';
import { compareTimes } from '../store/hlc.ts';
import { holdMerging, mergeSegments } from '../search/segments.ts';
import type { LogicalTime, LongWrite, WriteTx } from '../store/store.ts';
import type { GivenContent } from './attachment-cells.ts';
import { LineError, type Place } from './cell-kinds.ts';
import { parseFieldsFile } from './fields-file.ts';
import { bringBack, takeLayout } from './layout.ts';
import { concerns, mergeCustomer } from './merge-customer.ts';
import { Newcomers } from './newcomers.ts';
import { latestOf, parseRecordLine, type IncomingRecord } from './record-line.ts';
import { refusalsOf, type LeftOut, type Refusals } from './refusals.ts';
import { StateReader, type CustomerState } from './stamps.ts';

/** Stamps may be ahead of the clock here by so much, in milliseconds: clocks are set wrong, but not by more than a day. */
const mostAheadMs = 24 * 60 * 60 * 1000;

export interface MergeOutcome {
  readonly batchId: string;
  /** Customers that were not here; those that had been taken back are among them. */
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Values that were changed on both sides and wait for a decision. */
  readonly conflicts: number;
  readonly newFields: number;
  readonly newTags: number;
  /** Names of fields and tags that had been removed here and are back, because something new belongs to them. */
  readonly back: readonly string[];
  /** Of those added, how many look like a customer that was here before under another id. */
  readonly possibleDuplicates: number;
  /** What was not taken in, because whoever changed it had no account any more by then. */
  readonly leftOut: LeftOut;
  /** What was not taken in, because it is dated too far ahead of the clock here. */
  readonly waiting: Waiting;
  /** Lines of customers who were erased here: nothing of them was taken in. */
  readonly erased: number;
  /** Customers with another id and a number of somebody who was erased here: left out, or among those added. */
  readonly erasedAgain: number;
  /** Rows of all customers that the lines speak of. */
  readonly customerRows: readonly number[];
}

export interface Merge {
  /** The text of `fields.json`. */
  readonly fields: string;
  /** Without their line feeds. Whatever they throw takes everything back. */
  readonly lines: Iterable<string> | AsyncIterable<string>;
  /** The content of attachments, put into this vault before; nothing by default. */
  readonly content?: GivenContent;
  /** What becomes of somebody who has another id and a number of somebody who was erased here; taken in, where nothing is said: among copies of a vault tombstones alone decide. */
  readonly erased?: ImportPlan['erased'];
  /** Kept with the batch; `sender` is the sender's name, `senderId` the person's id. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Told how many lines were read; they are taken some at a time. */
  readonly onCustomer?: (done: number) => void;
  /** Run in the same transaction when everything is taken; what it throws takes everything back. */
  readonly beforeCommit?: (tx: WriteTx, outcome: MergeOutcome) => void;
}

/** Lines that are taken in one go: what is read for one is read for all of them. */
const linesAtOnce = 32;
/** After so many lines the search index is brought up to date: often enough to be no long wait, seldom enough to go fast. */
const indexedAtOnce = 2000;

const noContent: GivenContent = new Map();

interface Tally {
  lines: number;
  added: number;
  changed: number;
  unchanged: number;
  conflicts: number;
  erased: number;
  erasedAgain: number;
  readonly rows: number[];
}

class TakingIn implements Disposable {
  readonly #vault: OpenVault;
  readonly #tx: WriteTx;
  readonly #merge: Merge;
  readonly #reader: StateReader;
  readonly #newcomers: Newcomers;
  readonly #refusals: Refusals;
  readonly #marks: ErasedMarks;
  readonly #leftOut = { values: 0, customers: 0, people: new Set<string>() };
  readonly #waits = { values: 0, customers: 0, latest: 0 };
  /** Read, and not yet taken; by id. */
  readonly #read = new Map<string, IncomingRecord>();
  /** Rows of customers whose search entries are to be brought up to date. */
  readonly #stale = new Map<number, SearchChange>();
  readonly #tally: Tally = {
    lines: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    conflicts: 0,
    erased: 0,
    erasedAgain: 0,
    rows: [],
  };

  constructor(vault: OpenVault, tx: WriteTx, merge: Merge) {
    this.#vault = vault;
    this.#tx = tx;
    this.#merge = merge;
    this.#refusals = refusalsOf(vault);
    this.#marks = new ErasedMarks(vault, tx);
    this.#reader = new StateReader(vault, Number.MAX_SAFE_INTEGER, true, this.#refusals);
    this.#newcomers = new Newcomers(tx, vault, merge.content ?? noContent, (row) =>
      this.#tally.rows.push(row),
    );
  }

  async run(): Promise<MergeOutcome> {
    const before = this.#vault.store.logSize;
    const layout = takeLayout(this.#tx, this.#vault, parseFieldsFile(this.#merge.fields));
    const { mapping, newFields, newTags } = layout;
    const resumeMerging = holdMerging(this.#tx);
    const place: Place = { catalog: catalogOf(this.#vault), mapping };
    const rest = pace();
    const checkIsOn = (): void => {
      this.#checkIsOn();
    };
    let indexed = 0;
    for await (const text of this.#merge.lines) {
      this.#checkIsOn();
      this.#tally.lines += 1;
      const read = this.#inTime(this.#readLine(text, place));
      const record = read === null ? null : this.#counting(read);
      this.#merge.onCustomer?.(this.#tally.lines);
      if (record === null) continue;
      if (this.#read.has(record.id)) this.#takeWaiting();
      this.#read.set(record.id, record);
      if (this.#read.size < linesAtOnce) continue;
      this.#takeWaiting();
      if (this.#tally.lines - indexed >= indexedAtOnce) {
        await paced(this.#reindex(), rest, checkIsOn);
        indexed = this.#tally.lines;
      }
      await paced([null].values(), rest, checkIsOn);
    }
    this.#checkIsOn();
    this.#takeWaiting();
    this.#newcomers.write();
    const back = await paced(bringBack(this.#tx, this.#vault, layout, before), rest, checkIsOn);
    await paced(this.#reindex(), rest, checkIsOn);
    const { added, changed, unchanged, conflicts, erased, rows } = this.#tally;
    resumeMerging();
    const { possibleDuplicates } = this.#newcomers;
    const counts = { added, changed, unchanged, conflicts, newFields, newTags, possibleDuplicates };
    const { values, customers, people } = this.#leftOut;
    const leftOut = { values, customers, people: [...people] };
    const waiting = this.#waiting();
    const details = JSON.stringify({
      ...this.#merge.details,
      ...counts,
      leftOut: values + customers,
      waiting: waiting.values + waiting.customers,
    });
    const outcome = {
      batchId: this.#tx.batchId,
      ...counts,
      back,
      leftOut,
      waiting,
      erased,
      erasedAgain: this.#tally.erasedAgain,
      customerRows: rows,
    };
    this.#tx.run('UPDATE batch SET details = ? WHERE row = ?', details, this.#tx.batchRow);
    this.#merge.beforeCommit?.(this.#tx, outcome);
    return outcome;
  }

  /** After every wait: somebody may have locked the vault, which takes everything back. */
  #checkIsOn(): void {
    if (!this.#vault.store.isLongWriteRunning) throw new VaultError('vault/locked');
  }

  #readLine(text: string, place: Place): IncomingRecord {
    const { lines: line } = this.#tally;
    try {
      return parseRecordLine(text, place);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw new VaultError('merge/bad-record', { line, reason: error.problem, part: error.part });
    }
  }

  /** A line without what is dated too far ahead. @returns `null` where nothing is left of it */
  #inTime(record: IncomingRecord): IncomingRecord | null {
    const last = this.#tx.now + mostAheadMs;
    if (record.latest.at <= last) return record;
    this.#waits.latest = Math.max(this.#waits.latest, record.latest.at);
    if (record.base.at > last) {
      this.#waits.customers += 1;
      return null;
    }
    const cells = new Map([...record.cells].filter(([, { stamp }]) => stamp.at <= last));
    this.#waits.values += record.cells.size - cells.size;
    if (cells.size === 0) return null;
    return { ...record, cells, latest: latestOf(record.base, cells.values()) };
  }

  #waiting(): Waiting {
    const { values, customers, latest } = this.#waits;
    const isNone = values + customers === 0;
    return { values, customers, hours: isNone ? 0 : hoursAhead(latest, this.#tx.now) };
  }

  /** A line without what does not count. @returns `null` where nothing is left of it */
  #counting(record: IncomingRecord): IncomingRecord | null {
    if (this.#refusals.windows.length === 0) return record;
    const note = (person: string): void => {
      this.#leftOut.people.add(this.#refusals.nameOf(person));
    };
    if (this.#refusals.refuses(record.base)) {
      this.#leftOut.customers += 1;
      note(record.base.person);
      return null;
    }
    const late = [...record.cells.values()].filter(({ stamp }) => this.#refusals.refuses(stamp));
    if (late.length === 0) return record;
    this.#leftOut.values += late.length;
    for (const { stamp } of late) note(stamp.person);
    const cells = new Map([...record.cells].filter(([, { stamp }]) => !this.#refusals.refuses(stamp)));
    return cells.size === 0 ? null : { ...record, cells };
  }

  /** What was read of some lines goes into the vault. */
  #takeWaiting(): void {
    const records = [...this.#read.values()].filter(({ id }) => !this.#isErased(id));
    this.#read.clear();
    let last: LogicalTime = { at: 0, tick: 0 };
    for (const { latest } of records) if (compareTimes(latest, last) > 0) last = latest;
    this.#tx.receive(last);
    if (records.some(({ id }) => this.#newcomers.has(id))) this.#newcomers.write();
    const rows = this.#rowsOf(records);
    const byId = new Map(records.map((record) => [record.id, record]));
    const states = this.#reader.readAll([...rows.keys()], (id, cell) => {
      const record = byId.get(id);
      return record === undefined || concerns(record, cell);
    });
    for (const record of records) {
      const row = rows.get(record.id);
      if (row !== undefined) this.#mergeInto({ row, id: record.id }, states.get(record.id) ?? null, record);
      else if (!this.#isLeftOut(record)) {
        this.#newcomers.add(record);
        this.#tally.added += 1;
      }
    }
  }

  /** Whoever was erased stays so, whatever the stamps. */
  #isErased(id: string): boolean {
    const is = isErased(this.#tx, id);
    if (is) this.#tally.erased += 1;
    return is;
  }

  /** Whether somebody new is left out, whose numbers somebody had who was erased. */
  #isLeftOut({ cells }: IncomingRecord): boolean {
    const { erased } = this.#merge;
    if (erased === undefined || this.#marks.isEmpty) return false;
    const values = [...cells.values()].map(({ cell, json }): [string, unknown] => [
      cell,
      json === null ? null : jsonBy(z.unknown(), json),
    ]);
    const { country } = catalogOf(this.#vault);
    if (this.#marks.erasedAt(numbersIn(values, country)) === null) return false;
    this.#tally.erasedAgain += 1;
    return erased === 'leave-out';
  }

  [Symbol.dispose](): void {
    this.#marks[Symbol.dispose]();
  }

  /** Of those that are here, by id. */
  #rowsOf(records: readonly IncomingRecord[]): Map<string, number> {
    const found = this.#tx.all<CustomerRef>(
      'SELECT row, id FROM customer WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(records.map(({ id }) => id)),
    );
    return new Map(found.map(({ id, row }) => [id, row]));
  }

  #mergeInto(customer: CustomerRef, state: CustomerState | null, record: IncomingRecord): void {
    const given = this.#merge.content ?? noContent;
    const merged = mergeCustomer(this.#tx, this.#vault, customer, state, record, given);
    if (merged.isBack) this.#tally.added += 1;
    else if (merged.hasChanged) this.#tally.changed += 1;
    else this.#tally.unchanged += 1;
    this.#tally.conflicts += merged.conflicts;
    this.#tally.rows.push(customer.row);
    noteChange(this.#stale, customer.row, merged.searchChange);
  }

  *#reindex(): Generator<void> {
    const changes = new Map(this.#stale);
    this.#stale.clear();
    yield* reindexMany(this.#tx, this.#vault, changes);
    yield* mergeSegments(this.#tx);
  }
}

const hoursAhead = (at: number, now: number): number => Math.ceil((at - now) / (60 * 60 * 1000));

/**
 * Takes record lines in: everything, or nothing. Others get their turn between lines. Taking the same lines in again
 * changes nothing, and any order of taking in leads to the same values.
 * @throws VaultError merge/bad-fields, merge/bad-record, vault/busy, vault/locked when the vault was
 *   closed meanwhile, and whatever the lines throw
 */
export async function takeIn(vault: OpenVault, merge: Merge): Promise<MergeOutcome> {
  const { store } = vault;
  const long: LongWrite = store.startLongWrite({ kind: 'merge', label: 'merged', details: merge.details });
  let outcome: MergeOutcome;
  try {
    using taking = new TakingIn(vault, long.tx, merge);
    outcome = await taking.run();
    long.commit();
  } catch (error) {
    // A vault that was locked meanwhile has rolled back already.
    if (store.isLongWriteRunning) long.rollback();
    throw error;
  }
  return outcome;
}
