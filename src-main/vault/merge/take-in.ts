/** Taking in what comes from another vault: `fields.json` and record lines, in one transaction. */
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { pace } from '../pace.ts';
import { compareTimes } from '../store/hlc.ts';
import type { LongWrite, WriteTx } from '../store/store.ts';
import type { GivenContent } from './attachment-cells.ts';
import { LineError, type Place } from './cell-kinds.ts';
import { parseFieldsFile } from './fields-file.ts';
import { takeLayout } from './layout.ts';
import { mergeCustomer } from './merge-customer.ts';
import { Newcomers } from './newcomers.ts';
import { parseRecordLine, type IncomingRecord } from './record-line.ts';
import { StateReader } from './stamps.ts';

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
  /** Told how many lines are taken. */
  readonly onCustomer?: (done: number) => void;
  /** Run in the same transaction when everything is taken; what it throws takes everything back. */
  readonly beforeCommit?: (tx: WriteTx, outcome: MergeOutcome) => void;
}

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
  readonly #tally: Tally = { lines: 0, added: 0, changed: 0, unchanged: 0, conflicts: 0, rows: [] };

  constructor(vault: OpenVault, tx: WriteTx, merge: Merge) {
    this.#vault = vault;
    this.#tx = tx;
    this.#merge = merge;
    this.#reader = new StateReader(vault, Number.MAX_SAFE_INTEGER, true);
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
    const place: Place = { catalog: catalogOf(this.#vault), mapping };
    const rest = pace();
    for await (const text of this.#merge.lines) {
      this.#checkIsOn();
      this.#tally.lines += 1;
      this.#takeLine(text, place);
      this.#merge.onCustomer?.(this.#tally.lines);
      const turn = rest();
      if (turn !== undefined) await turn;
    }
    this.#checkIsOn();
    this.#newcomers.write();
    const { added, changed, unchanged, conflicts, rows } = this.#tally;
    const { possibleDuplicates } = this.#newcomers;
    const counts = { added, changed, unchanged, conflicts, newFields, newTags, possibleDuplicates };
    const outcome = { batchId: this.#tx.batchId, ...counts, customerRows: rows };
    const details = JSON.stringify({ ...this.#merge.details, ...counts });
    this.#tx.run('UPDATE batch SET details = ? WHERE row = ?', details, this.#tx.batchRow);
    this.#merge.beforeCommit?.(this.#tx, outcome);
    return outcome;
  }

  /** After every wait: somebody may have locked the vault, which takes everything back. */
  #checkIsOn(): void {
    if (!this.#vault.store.isLongWriteRunning) throw new VaultError('vault/locked');
  }

  #takeLine(text: string, place: Place): void {
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
    this.#tx.receive(record.latest);
    if (this.#newcomers.has(record.id)) this.#newcomers.write();
    this.#takeRecord(record);
  }

  #takeRecord(record: IncomingRecord): void {
    const row = this.#tx.value<number>('SELECT row FROM customer WHERE id = ?', record.id);
    if (row === undefined) {
      this.#newcomers.add(record);
      this.#tally.added += 1;
      return;
    }
    const merged = mergeCustomer(
      this.#tx,
      this.#vault,
      this.#reader,
      { row, id: record.id },
      record,
      this.#merge.content ?? noContent,
    );
    if (merged.isBack) this.#tally.added += 1;
    else if (merged.hasChanged) this.#tally.changed += 1;
    else this.#tally.unchanged += 1;
    this.#tally.conflicts += merged.conflicts;
    this.#tally.rows.push(row);
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
