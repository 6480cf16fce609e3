/** Vouching anew for the vault's keys, where the word on which they rest is of somebody who may not give it any more. */
import { isSignerStanding, signKeyClaim } from '../keyring/key-claim.ts';
import { rosterOf, sealRoster } from '../keyring/roster-seal.ts';
import { managesPeople } from '../keyring/roster.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { certificatesOf } from './roster-change.ts';

/**
 * Two copies that hear of each other late leave such a word: keys were exchanged in one by somebody whose account ended in the other. Who holds every
 * key and may vouch does so at the next opening; until then it counts for those alone who saw it before.
 */
export async function vouchAnewIfDue(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
): Promise<void> {
  const { vault } = session;
  const { keys, access, personId, vaultId } = vault;
  const { body, signed, keyClaim } = access.roster;
  if (isSignerStanding(keyClaim, body)) return;
  const me = body.people.find(({ id }) => id === personId);
  const { confidential, restricted } = keys.compartments;
  if (me === undefined || !managesPeople(body, me) || confidential === null || restricted === null) return;
  const whole = { vaultKey: keys.vaultKey, compartments: { confidential, restricted } };
  const claim = signKeyClaim(vaultId, whole, {
    administrators: certificatesOf(session),
    roster: body.seq,
    key: keys.signingKey,
  });
  const roster = rosterOf(signed, claim);
  access.roster = roster;
  await saveSessionKeyring(session, surroundings, { roster: sealRoster(roster, keys.vaultKey) });
}
