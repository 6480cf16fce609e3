/**
 * The change log: every write of every record, in the order in which it happened, chained by hashes (chain.ts).
 * The context is `coffer/v1/change`; the members of an entry are, in this order:
 *
 *     seq, the batch's id (text), the batch's kind, at, tick, device, person, entity, entity_id, field, old_value, value
 *
 * `old_value` and `value` are the JSON texts exactly as stored, or NULL.
 */
import type { Change } from './change.ts';
import type { ReadDb, SqlValue, SqlWriter } from './db.ts';
import { insertRows } from './insert-rows.ts';
import { chainHash, emptyHead, type Head } from './chain.ts';
import { compareTimes, nextTime, type LogicalTime } from './hlc.ts';

export const changeContext = 'coffer/v1/change';

/** A change as the table has it, without its place in time and chain. */
export interface LoggedChange {
  readonly seq: number;
  readonly entity: string;
  readonly entity_id: string;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
}

export interface BatchName {
  readonly id: string;
  readonly kind: string;
}

interface ChangeRow extends LoggedChange {
  readonly at: number;
  readonly tick: number;
  readonly device: string;
  readonly person: string;
}

function changeHash(previous: Uint8Array, batch: BatchName, row: ChangeRow): Uint8Array {
  return chainHash(changeContext, previous, [
    row.seq,
    batch.id,
    batch.kind,
    row.at,
    row.tick,
    row.device,
    row.person,
    row.entity,
    row.entity_id,
    row.field,
    row.old_value,
    row.value,
  ]);
}

/** The end of the log as it stands, and the latest time known: what the next entry follows. */
export interface LogEnd {
  readonly head: Head;
  readonly time: LogicalTime;
}

export function readLogEnd(db: ReadDb): LogEnd {
  const last = db.get<{ seq: number; hash: Uint8Array; at: number; tick: number }>(
    'SELECT seq, hash, at, tick FROM change ORDER BY seq DESC LIMIT 1',
  );
  const received = db.get<LogicalTime>('SELECT at, tick FROM clock') ?? { at: 0, tick: 0 };
  if (last === undefined) return { head: emptyHead, time: received };
  const own = { at: last.at, tick: last.tick };
  return {
    head: { seq: last.seq, hash: last.hash },
    time: compareTimes(own, received) > 0 ? own : received,
  };
}

/** Writes entries, one after the other. @returns the new end of the log */
export function appendChanges(
  db: SqlWriter,
  end: LogEnd,
  batch: BatchName & { readonly row: number },
  author: { readonly device: string; readonly person: string; readonly wallMs: number },
  changes: readonly Change[],
): LogEnd {
  const { device, person, wallMs } = author;
  let { time, head } = end;
  const rows = changes.map(({ entity, entityId, field, oldValue, value }): SqlValue[] => {
    time = nextTime(time, wallMs);
    const { at, tick } = time;
    const seq = head.seq + 1;
    const row = {
      seq,
      at,
      tick,
      device,
      person,
      entity,
      entity_id: entityId,
      field,
      old_value: oldValue,
      value,
    };
    head = { seq, hash: changeHash(head.hash, batch, row) };
    return [seq, batch.row, at, tick, device, person, entity, entityId, field, oldValue, value, head.hash];
  });
  insertRows(
    db,
    'change (seq, batch, at, tick, device, person, entity, entity_id, field, old_value, value, hash)',
    rows,
  );
  return { head, time };
}

/** Entries that are read in one go. */
const pageSize = 1000;

/**
 * Walks the whole log, and yields after each page. @returns how many entries there are, and the first `seq` at which the
 * chain does not hold
 */
export function* verifyChanges(
  db: ReadDb,
): Generator<void, { entries: number; brokenAt: number | null }, void> {
  let previous = emptyHead;
  let entries = 0;
  for (;;) {
    const page = db.all<ChangeRow & { batch_id: string; batch_kind: string; hash: Uint8Array }>(
      `SELECT c.seq, c.at, c.tick, c.device, c.person, c.entity, c.entity_id, c.field, c.old_value, c.value, c.hash,
              b.id AS batch_id, b.kind AS batch_kind
       FROM change c LEFT JOIN batch b ON b.row = c.batch WHERE c.seq > ? ORDER BY c.seq LIMIT ?`,
      previous.seq,
      pageSize,
    );
    for (const row of page) {
      const expected = changeHash(previous.hash, { id: row.batch_id, kind: row.batch_kind }, row);
      if (row.seq !== previous.seq + 1 || Buffer.compare(expected, row.hash) !== 0)
        return { entries, brokenAt: row.seq };
      previous = { seq: row.seq, hash: expected };
      entries += 1;
    }
    if (page.length < pageSize) return { entries, brokenAt: null };
    yield;
  }
}
