/**
 * The rosters that the database knew last, beside those of the keyring: whoever has the vault key can put an older roster back into the keyring,
 * by which an account that ended is one again. What was signed later holds all the same; docs/file-format.md, section 5.
 */
import { parseRosters, rosterText, type Roster } from '../keyring/roster-seal.ts';
import type { SignedRoster } from '../keyring/roster.ts';
import { combine } from '../keyring/rosters.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb, WriteTx } from '../store/db.ts';

const key = 'rosters';

export function isKnown(db: ReadDb, roster: Pick<Roster, 'signed'>): boolean {
  return metaOf(db, key) === rosterText({ signed: roster.signed });
}

/** Notes which rosters the tables are up to. */
export function noteKnown(tx: WriteTx, { signed }: Pick<Roster, 'signed'>): void {
  putMeta(tx, key, rosterText({ signed }));
}

/**
 * What stands where the keyring's rosters are not those that the database knew.
 * @returns `null` where the keyring's stand: nothing else is known, or they are newer, by somebody who may by what was known
 */
export function standingInstead(
  db: ReadDb,
  { signed, body }: Pick<Roster, 'signed' | 'body'>,
  rootKey: Uint8Array,
): readonly SignedRoster[] | null {
  const text = metaOf(db, key);
  const known = text === undefined ? null : parseRosters(text);
  if (known === null) return null;
  const { rosters } = combine(known, signed, { vaultId: body.vaultId, rootKey });
  const has = (list: readonly SignedRoster[], { signature }: SignedRoster): boolean =>
    list.some((each) => each.signature === signature);
  return rosters.length === signed.length && rosters.every((each) => has(signed, each)) ? null : rosters;
}
