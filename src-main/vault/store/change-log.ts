/**
 * The change log: every write of every record, in the order in which it happened; docs/file-format.md, section 7. Its lines
 * are the leaves of a tree (log-tree.ts).
 */
import { changeBody, changeLines, commitmentTo, disclosure, newSalt } from '../log/line.ts';
import { emptyFrontier, leafHash, type Frontier, type Hash } from '../log/merkle.ts';
import { clearPlaces } from './ahead-of-logs.ts';
import type { Change } from './change.ts';
import type { ReadDb, SqlValue, SqlWriter } from './db.ts';
import { insertRows } from './insert-rows.ts';
import { compareTimes, nextTime, type LogicalTime } from './hlc.ts';
import { appendLeaves, readFrontier } from './log-tree.ts';
import { logPage, verifyLog, type EntryChecks, type LogFindings } from './verify-log.ts';

/** A change as the table has it, without its place in time and tree. */
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

export interface ChangeRow extends LoggedChange {
  readonly at: number;
  readonly tick: number;
  readonly device: string;
  readonly person: string;
  readonly salt: Uint8Array | null;
  readonly commitment: Uint8Array | null;
  readonly hash: Hash;
  readonly batch_id: string;
  readonly batch_kind: string;
  readonly batch_person: string;
  readonly batch_at: number;
}

/** The end of the log as it stands, and the latest time known: what the next entry follows. */
export interface LogEnd {
  readonly frontier: Frontier;
  readonly time: LogicalTime;
}

export function readLogEnd(db: ReadDb): LogEnd {
  const last = db.get<{ seq: number; at: number; tick: number }>(
    'SELECT seq, at, tick FROM change ORDER BY seq DESC LIMIT 1',
  );
  const clock = db.get<LogicalTime & { after_seq: number }>('SELECT at, tick, after_seq FROM clock');
  const received = { at: clock?.at ?? 0, tick: clock?.tick ?? 0 };
  if (last === undefined) return { frontier: emptyFrontier, time: received };
  const counts = last.seq > (clock?.after_seq ?? 0);
  const own = counts ? { at: last.at, tick: last.tick } : received;
  return {
    frontier: readFrontier(db, 'change'),
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
  const lineOf = changeLines(batch, author);
  let { time } = end;
  let seq = end.frontier.size;
  const leaves: Hash[] = [];
  const rows = changes.map((change): SqlValue[] => {
    const { entity, entityId, field, oldValue, value } = change;
    time = nextTime(time, wallMs);
    seq += 1;
    const salt = newSalt();
    const hash = leafHash(lineOf(time, entity, commitmentTo(disclosure(salt, changeBody(change)))));
    leaves.push(hash);
    const { at, tick } = time;
    return [seq, batch.row, at, tick, device, person, entity, entityId, field, oldValue, value, salt, hash];
  });
  clearPlaces(db, 'change', end.frontier.size, rows.length);
  insertRows(
    db,
    'change (seq, batch, at, tick, device, person, entity, entity_id, field, old_value, value, salt, hash)',
    rows,
  );
  return { frontier: appendLeaves(db, 'change', end.frontier, leaves), time };
}

/** Up to `count` entries after that `seq`. */
export function changeRows(db: ReadDb, after: number, count: number): ChangeRow[] {
  return db.all(
    `SELECT c.seq, c.at, c.tick, c.device, c.person, c.entity, c.entity_id, c.field, c.old_value, c.value, c.salt, c.commitment, c.hash,
            b.id AS batch_id, b.kind AS batch_kind, b.person AS batch_person, b.at AS batch_at
     FROM change c LEFT JOIN batch b ON b.row = c.batch WHERE c.seq > ? ORDER BY c.seq LIMIT ?`,
    after,
    count,
  );
}

export function bodyOfChange({
  field,
  entity_id: entityId,
  old_value: oldValue,
  value,
}: LoggedChange): string {
  return changeBody({ field, entityId, oldValue, value });
}

export function lineOfChange(row: ChangeRow, commitment: string): string {
  return changeLines({ id: row.batch_id, kind: row.batch_kind }, row)(row, row.entity, commitment);
}

/** A batch is of who made its changes, and began before them. */
const isOfBatch = (row: ChangeRow): boolean => row.batch_person === row.person && row.batch_at <= row.at;

export const changeChecks: EntryChecks<ChangeRow> = {
  commitmentOf: (row, salt) => (isOfBatch(row) ? commitmentTo(disclosure(salt, bodyOfChange(row))) : null),
  isErased: (row) => row.old_value === null && row.value === null && row.entity_id === '' && row.field === '',
  lineOf: lineOfChange,
};

/** Walks the whole log, and yields after each page. */
export function verifyChanges(db: ReadDb): Generator<void, LogFindings, void> {
  return verifyLog<ChangeRow>(db, 'change', {
    ...changeChecks,
    pageAfter: (seq) => changeRows(db, seq, logPage),
  });
}
