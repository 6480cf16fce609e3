import type { WriteTx } from '../store/store.ts';
import type { Stamp } from './stamp.ts';

/**
 * Whether a row `m` of `merged` counts, of the change `c` in the batch `b`: somebody else than the signer made a change only where
 * the line says that it was taken in. Dating anew and taking back note the signer's own.
 */
export const originCounts = "(m.person = c.person OR b.kind = 'merge')";

/** Notes where a row of the log comes from: as a whole under `*`, or one cell of a creation. */
export function writeMerged(tx: WriteTx, seq: number, cell: string, origin: Stamp): void {
  tx.run(
    'INSERT INTO merged (seq, cell, at, tick, device, person) VALUES (?, ?, ?, ?, ?, ?)',
    seq,
    cell,
    origin.at,
    origin.tick,
    origin.device,
    origin.person,
  );
}

/** Marks a row of the log that takes a change back which does not count: it is no change of the cell itself. */
export const takenBack = '-';

export function writeTakenBack(tx: WriteTx, seq: number, person: string, at: number): void {
  writeMerged(tx, seq, takenBack, { at, tick: 0, device: '', person });
}

/** Notes a change that led to a cell's value and is no row of this log. */
export function writeSeen(tx: WriteTx, customerId: string, cell: string, stamp: Stamp): void {
  tx.run(
    `INSERT INTO seen (entity_id, cell, device, at, tick, person, batch) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (entity_id, cell, device, batch) DO UPDATE
     SET at = excluded.at, tick = excluded.tick, person = excluded.person
     WHERE (excluded.at, excluded.tick) > (seen.at, seen.tick)`,
    customerId,
    cell,
    stamp.device,
    stamp.at,
    stamp.tick,
    stamp.person,
    tx.batchRow,
  );
}
