/** Customers that come in by a merge and are not here yet, written many at a time. */
import type { CustomerKind, Edit } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { changeCell } from '../customers/change-cell.ts';
import { insertCustomers } from '../customers/create.ts';
import { prepareCustomer, type PreparedCustomer } from '../customers/new-customer.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { findDuplicate } from '../exchange/import/match.ts';
import { catalogOf } from '../fields/catalog.ts';
import type { WriteTx } from '../store/store.ts';
import { arrived, isAttachment, type GivenContent } from './attachment-cells.ts';
import type { IncomingCell, IncomingRecord } from './record-line.ts';
import { writeMerged, writeSeen } from './origins.ts';
import { compareStamps, type Stamp } from './stamp.ts';

interface Newcomer {
  readonly line: IncomingRecord;
  readonly prepared: PreparedCustomer;
  readonly createdAt: number;
}

/** So many are written in one go: few enough that others hardly wait. */
const atMost = 100;

const isSame = (one: Stamp, other: Stamp): boolean => compareStamps(one, other) === 0;

/** Cells that a creation cannot hold: each is a change of its own. */
function isAfterwards({ cell, edit, json }: IncomingCell): boolean {
  return edit === null && cell !== 'created' && json !== null;
}

export class Newcomers {
  readonly #tx: WriteTx;
  readonly #vault: OpenVault;
  /** Customers above this row were not here before. */
  readonly #lastRowBefore: number;
  readonly #waiting = new Map<string, Newcomer>();
  readonly #given: GivenContent;
  readonly #onWritten: (row: number) => void;
  #possibleDuplicates = 0;

  constructor(tx: WriteTx, vault: OpenVault, given: GivenContent, onWritten: (row: number) => void) {
    this.#tx = tx;
    this.#vault = vault;
    this.#given = given;
    this.#onWritten = onWritten;
    this.#lastRowBefore = tx.value<number>('SELECT coalesce(max(row), 0) FROM customer') ?? 0;
  }

  /** Of those written, how many look like a customer that was here before under another id. */
  get possibleDuplicates(): number {
    return this.#possibleDuplicates;
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  add(line: IncomingRecord): void {
    const edits: Edit[] = [];
    let kind: CustomerKind = 'person';
    for (const { edit, json } of line.cells.values()) {
      if (edit === null || json === null) continue;
      if (edit.field === 'kind') kind = edit.value;
      else edits.push(edit);
    }
    const created = line.cells.get('created')?.json ?? null;
    this.#waiting.set(line.id, {
      line,
      prepared: prepareCustomer({ id: line.id, kind, edits }, catalogOf(this.#vault)),
      createdAt: created === null ? line.base.at : Number(created),
    });
    if (this.#waiting.size >= atMost) this.write();
  }

  write(): void {
    const newcomers = [...this.#waiting.values()];
    this.#waiting.clear();
    if (newcomers.length === 0) return;
    for (const { prepared } of newcomers) this.#compare(prepared);
    const customers = insertCustomers(
      this.#tx,
      this.#vault,
      newcomers.map(({ prepared }) => prepared),
      newcomers.map(({ createdAt }) => createdAt),
    );
    newcomers.forEach(({ line, createdAt }, index) => {
      const customer = customers[index];
      if (customer?.createdSeq === undefined || customer.createdSeq === null)
        throw new Error('a customer that was just made is missing');
      this.#noteOrigins(line, customer.createdSeq);
      this.#writeAfterwards(line, customer);
      const changedAt = Math.max(createdAt, ...[...line.cells.values()].map(({ stamp }) => stamp.at));
      if (changedAt > createdAt)
        this.#tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', changedAt, customer.row);
      this.#onWritten(customer.row);
    });
  }

  #compare({ name, nameKey, organisationKey, points }: PreparedCustomer): void {
    if (this.#lastRowBefore === 0) return;
    const lookups = (type: 'phone' | 'email'): string[] =>
      points.filter(({ point, lookup }) => point.type === type && lookup !== '').map(({ lookup }) => lookup);
    const found = findDuplicate(
      this.#tx,
      {
        name,
        nameKey,
        organisationKey,
        phones: lookups('phone'),
        emails: lookups('email'),
        idNumbers: new Map(),
      },
      [],
      ['email', 'phone', 'name-organisation'],
    );
    if (found !== null && found.row <= this.#lastRowBefore) this.#possibleDuplicates += 1;
  }

  #noteOrigins({ id, base, cells }: IncomingRecord, seq: number): void {
    writeMerged(this.#tx, seq, '*', base);
    for (const incoming of cells.values()) {
      const { cell, json, stamp, seen } = incoming;
      const isLogged = isAfterwards(incoming);
      if (!isLogged && (json === null || !isSame(stamp, base))) writeMerged(this.#tx, seq, cell, stamp);
      for (const each of seen.values()) if (each.device !== stamp.device) writeSeen(this.#tx, id, cell, each);
    }
  }

  #writeAfterwards({ cells }: IncomingRecord, customer: CustomerRef): void {
    const rest = [...cells.values()].filter(isAfterwards);
    if (rest.length === 0) return;
    using keys = customerKeys(this.#vault, this.#tx, customer);
    for (const { cell, json, stamp } of rest) {
      const own =
        json !== null && isAttachment(cell)
          ? arrived(this.#tx, this.#vault, customer, json, this.#given)
          : json;
      const seq = changeCell(this.#tx, this.#vault, keys, customer, cell, null, own);
      writeMerged(this.#tx, seq, '*', stamp);
    }
  }
}
