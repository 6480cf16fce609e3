/** Taking in what comes from another vault: `fields.json` and record lines, in one transaction. */
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { noteChange, reindexMany, type SearchChange } from '../customers/search-text.ts';
import { catalogOf } from '../fields/catalog.ts';
import { pace, paced } from '../pace.ts';
import { compareTimes } from '../store/hlc.ts';
import { holdMerging, mergeSegments } from '../search/segments.ts';
import type { LogicalTime, LongWrite, WriteTx } from '../store/store.ts';
import type { GivenContent } from './attachment-cells.ts';
import { LineError, type Place } from './cell-kinds.ts';
import { parseFieldsFile } from './fields-file.ts';
import { takeLayout } from './layout.ts';
import { concerns, mergeCustomer } from './merge-customer.ts';
import { Newcomers } from './newcomers.ts';
import { parseRecordLine, type IncomingRecord } from './record-line.ts';
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
  /** Of those added, how many look like a customer that was here before under another id. */
  readonly possibleDuplicates: number;
  /** What was not taken in, because whoever changed it had no account any more by then. */
  readonly leftOut: LeftOut;
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
  readonly rows: number[];
}

class TakingIn {
  readonly #vault: OpenVault;
  readonly #tx: WriteTx;
  readonly #merge: Merge;
  readonly #reader: StateReader;
  readonly #newcomers: Newcomers;
  readonly #refusals: Refusals;
  readonly #leftOut = { values: 0, customers: 0, people: new Set<string>() };
  /** Read, and not yet taken; by id. */
  readonly #waiting = new Map<string, IncomingRecord>();
  /** Rows of customers whose search entries are to be brought up to date. */
  readonly #stale = new Map<number, SearchChange>();
  readonly #tally: Tally = { lines: 0, added: 0, changed: 0, unchanged: 0, conflicts: 0, rows: [] };

  constructor(vault: OpenVault, tx: WriteTx, merge: Merge) {
    this.#vault = vault;
    this.#tx = tx;
    this.#merge = merge;
    this.#refusals = refusalsOf(vault);
    this.#reader = new StateReader(vault, Number.MAX_SAFE_INTEGER, true, this.#refusals);
    this.#newcomers = new Newcomers(tx, vault, merge.content ?? noContent, (row) =>
      this.#tally.rows.push(row),
    );
  }

  async run(): Promise<MergeOutcome> {
    const { mapping, newFields, newTags } = takeLayout(
      this.#tx,
      this.#vault,
      parseFieldsFile(this.#merge.fields),
    );
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
      const record = this.#counting(this.#readLine(text, place));
      this.#merge.onCustomer?.(this.#tally.lines);
      if (record === null) continue;
      if (this.#waiting.has(record.id)) this.#takeWaiting();
      this.#waiting.set(record.id, record);
      if (this.#waiting.size < linesAtOnce) continue;
      this.#takeWaiting();
      if (this.#tally.lines - indexed >= indexedAtOnce) {
        await paced(this.#reindex(), rest, checkIsOn);
        indexed = this.#tally.lines;
      }
      await paced([null], rest, checkIsOn);
    }
    this.#checkIsOn();
    this.#takeWaiting();
    this.#newcomers.write();
    await paced(this.#reindex(), rest, checkIsOn);
    const { added, changed, unchanged, conflicts, rows } = this.#tally;
    resumeMerging();
    const { possibleDuplicates } = this.#newcomers;
    const counts = { added, changed, unchanged, conflicts, newFields, newTags, possibleDuplicates };
    const { values, customers, people } = this.#leftOut;
    const leftOut = { values, customers, people: [...people] };
    const outcome = { batchId: this.#tx.batchId, ...counts, leftOut, customerRows: rows };
    const details = JSON.stringify({ ...this.#merge.details, ...counts, leftOut: values + customers });
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
    let record: IncomingRecord;
    try {
      record = parseRecordLine(text, place);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw new VaultError('merge/bad-record', { line, reason: error.problem, part: error.part });
    }
    if (compareTimes(record.latest, { at: this.#tx.now + mostAheadMs, tick: 0 }) > 0)
      throw new VaultError('merge/clock-ahead', { line, hours: hoursAhead(record.latest.at, this.#tx.now) });
    return record;
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
    const records = [...this.#waiting.values()];
    this.#waiting.clear();
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
      else {
        this.#newcomers.add(record);
        this.#tally.added += 1;
      }
    }
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

function tellWhatChanged({ emit }: OpenVault): void {
  emit('changed/customers', { ids: [], all: true });
  emit('changed/fields', {});
  emit('changed/tags', {});
  emit('changed/undo', {});
  emit('changed/conflicts', {});
}

/**
 * Takes record lines in: everything, or nothing. Others get their turn between lines. Taking the same lines in again
 * changes nothing, and any order of taking in leads to the same values.
 * @throws VaultError merge/bad-fields, merge/bad-record, merge/clock-ahead, vault/busy, vault/locked when the vault was
 *   closed meanwhile, and whatever the lines throw
 */
export async function takeIn(vault: OpenVault, merge: Merge): Promise<MergeOutcome> {
  const { store } = vault;
  const long: LongWrite = store.startLongWrite({ kind: 'merge', label: 'merged', details: merge.details });
  let outcome: MergeOutcome;
  try {
    outcome = await new TakingIn(vault, long.tx, merge).run();
    long.commit();
  } catch (error) {
    // A vault that was locked meanwhile has rolled back already.
    if (store.isLongWriteRunning) long.rollback();
    throw error;
  }
  tellWhatChanged(vault);
  return outcome;
}
