/** Putting back what was signed of people, where an older roster lies in the keyring: in one write, with the slots and grants that go with it. */
import { VaultError } from '../errors.ts';
import { rosterOf, sealRoster } from '../keyring/roster-seal.ts';
import type { SignedRoster } from '../keyring/roster.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { keyringAfter } from './adopt.ts';
import { writeRoster } from './roster-change.ts';

/**
 * Nobody is given keys by it: who was let in by the older roster loses slot and grant, as when a bundle says so.
 * @param rosters that stand instead of the keyring's
 * @throws VaultError vault/suspended where the person at the vault has no account by them; vault/disk-full and the like
 */
export async function putBackRosters(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  rosters: readonly SignedRoster[],
): Promise<void> {
  const { vault } = session;
  const roster = rosterOf(rosters, vault.access.roster.keyClaim);
  const after = await keyringAfter(session, roster.body);
  const isIn = after.people.some(({ person, grant }) => person === vault.personId && grant !== null);
  if (!isIn) {
    await saveSessionKeyring(session, surroundings, {
      ...after,
      roster: sealRoster(roster, vault.keys.vaultKey),
    });
    throw new VaultError('vault/suspended');
  }
  const before = vault.access.roster.body.seq;
  vault.store.journal('roster-put-back', { before, now: roster.body.seq });
  await writeRoster(session, surroundings, roster, after);
  session.notices = [...session.notices, { code: 'roster-put-back', count: 1 }];
}
