/** Where somebody who was erased still is, as far as that is known here: nobody can reach it from this vault. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { customerCalls } from '../../../src-preload/contract/customers.ts';
import { ledgerEntry } from '../../../src-preload/contract/handover.ts';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { OpenSession } from '../session/session.ts';
import { findBackups } from '../upkeep/backup-files.ts';

type Remains = Output<(typeof customerCalls)['customers/erase']>['remains'];

async function namesOfBackups(session: OpenSession): Promise<string[] | null> {
  try {
    return (await findBackups(session)).map(({ id }) => id);
  } catch (error) {
    // What was erased is erased, whatever becomes of a folder: that it cannot be read is said.
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

/** Backups that lie where this vault keeps its own, all of which are from before; and with whom hand-overs of the customer were exchanged. */
export async function remainsOf(session: OpenSession, erasureId: string): Promise<Remains> {
  const { db } = session.vault.store;
  const rows = db.all<{ people: string }>(
    `SELECT people FROM ledger WHERE id IN (SELECT value FROM erasure, json_each(CASE WHEN json_valid(erasure.handed) THEN erasure.handed ELSE '[]' END) WHERE erasure.id = ?) ORDER BY at, row`,
    erasureId,
  );
  const people = rows.flatMap((row) => jsonBy(ledgerEntry.shape.people, row.people) ?? []);
  return {
    backups: await namesOfBackups(session),
    handOvers: rows.length,
    people: [...new Set(people.map(({ name }) => name).filter((name) => name !== ''))],
  };
}
