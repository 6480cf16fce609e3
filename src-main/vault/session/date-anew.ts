/**
 * Changes that were made while the clock was ahead, dated anew. Elsewhere they wait until their time has come, and every later
 * change follows them. So the vault goes on as a new line of history with the right time, and what was made here and is dated ahead
 * is that line's, in its order.
 */
import { newId } from '../crypto/id.ts';
import type { LogicalTime, ReadDb, Store, WriteTx } from '../store/store.ts';
import { originId } from './origin.ts';
import { saveSessionKeyring } from './save-keyring.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';
import { noteNewLine } from './new-line.ts';

/** From so far ahead on, others do not take changes in (docs/file-format.md, M-4). */
const aheadMs = 24 * 60 * 60 * 1000;

/** How far the time of changes is ahead of the clock, in hours; 0 where others take them in. */
export function hoursAhead(store: Store, now: number): number {
  const ahead = store.time.at - now;
  return ahead <= aheadMs ? 0 : Math.ceil(ahead / (60 * 60 * 1000));
}

/** The later of now and of what came from elsewhere: changes here follow both. */
function startOf(db: ReadDb, now: number): LogicalTime {
  const from = db.get<LogicalTime>(
    `SELECT at, tick FROM (SELECT at, tick FROM merged UNION ALL SELECT at, tick FROM seen)
     WHERE at >= ? ORDER BY at DESC, tick DESC LIMIT 1`,
    now,
  );
  return from ?? { at: now, tick: 0 };
}

/** A clock may be set in steps: what was dated anew while it still was ahead is dated once more. */
function forgetDatesAhead(tx: WriteTx, now: number): void {
  tx.run(
    `DELETE FROM merged WHERE at > ? AND cell = '*'
     AND seq IN (SELECT c.seq FROM change c JOIN batch b ON b.row = c.batch WHERE c.at > ? AND b.kind <> 'merge')`,
    now,
    now,
  );
}

/**
 * Dates anew what others would not take in yet. Does nothing where the clock is not behind the changes.
 * @returns how many changes @throws VaultError vault/disk-full, vault/read-only, vault/io-failed, vault/busy
 */
export async function dateAnew(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl' | 'deviceId'>,
): Promise<number> {
  const { store } = session.vault;
  const now = session.vault.now();
  const hours = hoursAhead(store, now);
  if (hours === 0) return 0;
  const copyId = newId();
  const before = session.keyring.copyId;
  // First, so that no change of the right time is ever one of the line whose times were ahead.
  await saveSessionKeyring(session, surroundings, { copyId });
  const device = originId(surroundings.deviceId, copyId);
  const changes = store.write({ kind: 'bulk', label: 'vault/date-anew' }, (tx) => {
    forgetDatesAhead(tx, now);
    const start = startOf(tx, now);
    const { changes: dated } = tx.run(
      `INSERT INTO merged (seq, cell, at, tick, device, person)
       SELECT seq, '*', ?, ? + row_number() OVER (ORDER BY seq), ?, person FROM change
       WHERE at > ? AND entity = 'customer' AND seq NOT IN (SELECT seq FROM merged)`,
      start.at,
      start.tick,
      device,
      now,
    );
    store.goOnAs(device, { at: start.at, tick: start.tick + dated });
    return dated;
  });
  noteNewLine(store, { vaultId: session.vault.vaultId, copyId: before }, { copyId });
  session.notices = session.notices.filter(({ code }) => code !== 'dated-ahead');
  store.journal('dated-anew', { changes, hours });
  return changes;
}
