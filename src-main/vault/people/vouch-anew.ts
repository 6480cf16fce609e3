/** Vouching anew for the vault's keys, where the word on which they rest is of somebody who may not give it any more. */
import { base64 } from '@scure/base';
import { signingPublicKey } from '../crypto/identity.ts';
import { chainTo } from '../keyring/certificates.ts';
import { isClaimSigned, isSignerStanding, signClaimAnew } from '../keyring/key-claim.ts';
import { rosterOf, sealRoster, type Roster } from '../keyring/roster-seal.ts';
import { managesPeople, type Administrator, type RosterBody } from '../keyring/roster.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';

/** The certificates by which the person at the vault may sign, up to the root key; none for the root key's holder. */
export function certificatesOf({ vault: { keys } }: OpenSession, body: RosterBody): Administrator[] {
  return chainTo(body, base64.encode(keys.rootKey), base64.encode(signingPublicKey(keys.signingKey)));
}

/**
 * The roster with a word for the keys that counts by it: where its signer manages people no more, that of the person at the vault, who goes by the
 * same keys. Whoever may not vouch leaves it as it is; then it counts for those alone who saw it before.
 */
export function vouchedFor(session: OpenSession, roster: Roster): Roster {
  const { keys, personId, vaultId } = session.vault;
  const { body, signed, keyClaim } = roster;
  if (isSignerStanding(keyClaim, body)) return roster;
  const me = body.people.find(({ id }) => id === personId);
  if (me === undefined || !managesPeople(body, me)) return roster;
  const claim = signClaimAnew(vaultId, keyClaim, {
    administrators: certificatesOf(session, body),
    roster: body.seq,
    key: keys.signingKey,
  });
  return isClaimSigned(claim, vaultId, keys.rootKey) ? rosterOf(signed, claim) : roster;
}

/**
 * Two copies that hear of each other late leave such a word: keys were exchanged in one by somebody whose account ended in the other. So does a bundle
 * that somebody without the right takes in. Who may vouch does so at the next opening.
 */
export async function vouchAnewIfDue(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
): Promise<void> {
  const { access, keys } = session.vault;
  const roster = vouchedFor(session, access.roster);
  if (roster === access.roster) return;
  access.roster = roster;
  await saveSessionKeyring(session, surroundings, { roster: sealRoster(roster, keys.vaultKey) });
}
