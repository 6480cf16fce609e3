/** Which customers were erased, and what that took out of the logs: the tables behind the tombstones. */
import { hash as digest } from 'node:crypto';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { customerHash, parseTombstone, type Tombstone } from './tombstone.ts';

export type GapLog = 'change' | 'journal' | 'subject';

/** Whether a customer was erased, here or by what was heard. Nothing of such a one is taken in again. */
export function isErased(db: ReadDb, customerId: string): boolean {
  const hash = Buffer.from(customerHash(customerId), 'hex');
  return db.value('SELECT 1 FROM erased_customer WHERE hash = ?', hash) !== undefined;
}

/** How many customers were erased, here or by what was heard. */
export function countErased(db: ReadDb): number {
  return db.value<number>('SELECT count(*) FROM erased_customer') ?? 0;
}

/** Whether the tombstone of that erasure is here. */
export function isFiled(db: ReadDb, id: string): boolean {
  return db.value('SELECT 1 FROM erasure WHERE id = ?', id) !== undefined;
}

export interface TombstoneRow {
  readonly id: string;
  readonly document: string;
}

export function tombstoneRows(db: ReadDb): TombstoneRow[] {
  return db.all('SELECT id, document FROM erasure ORDER BY at, id');
}

/** The documents of all tombstones that are here. */
export function tombstonesOf(db: ReadDb): string[] {
  return tombstoneRows(db).map(({ document }) => document);
}

function list(tx: WriteTx, { id, customers, marks }: Pick<Tombstone, 'id' | 'customers' | 'marks'>): void {
  for (const hash of customers)
    tx.run(
      'INSERT OR IGNORE INTO erased_customer (hash, erasure) VALUES (?, ?)',
      Buffer.from(hash, 'hex'),
      id,
    );
  for (const mark of marks)
    tx.run('INSERT OR IGNORE INTO erased_mark (mark, erasure) VALUES (?, ?)', Buffer.from(mark, 'hex'), id);
}

/** Files a tombstone: in its table, and in the change log. */
export function fileTombstone(tx: WriteTx, tombstone: Tombstone, document: string): void {
  const { id, at, person } = tombstone;
  tx.run('INSERT INTO erasure (id, at, person, document) VALUES (?, ?, ?, ?)', id, at, person, document);
  list(tx, tombstone);
  tx.record({ entity: 'erasure', entityId: id, field: '*', oldValue: null, value: document });
}

/** Takes a tombstone out of the tables again, and whom no other names. */
export function dropTombstone(tx: WriteTx, id: string): void {
  tx.run('DELETE FROM erased_customer WHERE erasure = ?', id);
  tx.run('DELETE FROM erased_mark WHERE erasure = ?', id);
  forgetGaps(tx, id);
  tx.run('DELETE FROM erasure WHERE id = ?', id);
  for (const document of tombstonesOf(tx)) {
    const body = parseTombstone(document)?.body;
    if (body !== undefined) list(tx, body);
  }
}

export interface BegunErasure {
  readonly id: string;
  readonly person: string;
  readonly document: string;
}

/** Erasures that were decided and are not done. */
export function begunErasures(db: ReadDb): BegunErasure[] {
  return db.all('SELECT id, person, document FROM erasure WHERE done_at IS NULL ORDER BY at, id');
}

export function noteGap(tx: WriteTx, erasure: string, log: GapLog, seq: number, number = -1): void {
  tx.run(
    // In the place of what somebody noted there as gone with another one.
    'INSERT OR REPLACE INTO erased_entry (log, seq, number, erasure) VALUES (?, ?, ?, ?)',
    log,
    seq,
    number,
    erasure,
  );
}

/** Takes away what is noted as gone with an erasure. */
export function forgetGaps(tx: WriteTx, erasure: string): void {
  tx.run('DELETE FROM erased_entry WHERE erasure = ?', erasure);
}

/** What an erasure took out of the logs: how much of each, and SHA-256 in hexadecimal over all of it. */
export function gapsOf(
  db: ReadDb,
  erasure: string,
): { readonly changes: number; readonly entries: number; readonly isNone: boolean; readonly gaps: string } {
  const found = db.all<{ log: GapLog; seq: number; number: number }>(
    'SELECT log, seq, number FROM erased_entry WHERE erasure = ? ORDER BY log, seq, number',
    erasure,
  );
  const text = found.map(({ log, seq, number }) => `${log} ${String(seq)} ${String(number)}\n`).join('');
  const count = (wanted: GapLog): number => found.filter(({ log }) => log === wanted).length;
  return {
    changes: count('change'),
    entries: count('journal'),
    isNone: found.length === 0,
    gaps: digest('sha256', text, 'hex'),
  };
}
