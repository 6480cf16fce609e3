/** Whether the rosters of a vault are at least those that this device, or whoever signed its log last, went by. */
import { VaultError } from '../errors.ts';
import type { SeenRoster } from '../context.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { RosterBody } from '../keyring/roster.ts';
import type { Roster } from '../keyring/roster-seal.ts';
import { originOf } from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';
import { lastCheckpoints } from '../upkeep/last-checkpoints.ts';

/** What this device should remember of the rosters. */
export function seenRoster({ body: { seq }, signed }: Pick<Roster, 'body' | 'signed'>): SeenRoster {
  return { seq, signature: signed[0]?.signature ?? '' };
}

/** The highest number of a roster by which anybody signed last in this copy. */
function signedBy(
  db: ReadDb,
  { vaultId, copyId }: Pick<Keyring, 'vaultId' | 'copyId'>,
  roster: Pick<RosterBody, 'people'>,
): number {
  const origin = originOf(vaultId, copyId);
  const last = lastCheckpoints(db, roster.people, (checkpoint) => checkpoint.origin === origin);
  // Who signs goes by the newest roster there is. A number that somebody made up makes a roster look older, never newer.
  return Math.max(0, ...last.map(({ said }) => said.policy['roster'] ?? 0));
}

/** @throws VaultError vault/suspended where the person has no account, or a suspended one, by the roster */
export function assertHasAccount({ body }: Pick<Roster, 'body'>, personId: string): void {
  if (body.people.find(({ id }) => id === personId)?.status !== 'active')
    throw new VaultError('vault/suspended');
}

/**
 * @param allSeen what this device and the person saw last
 * @returns the failure, which the person may decide to pass over, or `null`
 */
export function findOlderRoster(
  db: ReadDb,
  keyring: Pick<Keyring, 'vaultId' | 'copyId'>,
  roster: Pick<Roster, 'body' | 'signed'>,
  allSeen: readonly (SeenRoster | null)[],
): VaultError | null {
  const { seq } = roster.body;
  const older = (against: string): VaultError => new VaultError('vault/older-roster', { against, at: seq });
  for (const seen of allSeen) {
    if (seen === null) continue;
    // Of one number, but another: it was put in its place.
    const isThere = roster.signed.some(({ signature }) => signature === seen.signature);
    if (seq < seen.seq || (seq === seen.seq && !isThere)) return older('seen');
  }
  return seq < signedBy(db, keyring, roster.body) ? older('checkpoint') : null;
}
