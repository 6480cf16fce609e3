/** Changing who may do what: a new signed roster, in the same atomic write as the grants and slots that go with it. */
import { base64 } from '@scure/base';
import { certifyAdministrator, rulesOf, sealRoster, signRoster, type RosterBody } from '../keyring/roster.ts';
import { signingPublicKey } from '../crypto/identity.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { syncPeople } from './sync.ts';

export type PeopleSurroundings = Pick<
  EngineSurroundings,
  'onControl' | 'now' | 'tuneKdf' | 'resolveTicket' | 'deviceSecret'
>;

/** Certificates for everybody whose role may manage people; those of others are dropped. */
function administratorsOf(
  session: OpenSession,
  body: Pick<RosterBody, 'people' | 'roles' | 'builtInFactors' | 'administrators'>,
) {
  const { keys, vaultId } = session.vault;
  const root = base64.encode(keys.rootKey);
  return body.people
    .filter(
      ({ role, status, signingKey }) =>
        status === 'active' && signingKey !== root && rulesOf(body, role).permissions.includes('people'),
    )
    .map(
      ({ id, signingKey }) =>
        body.administrators.find((claim) => claim.signingKey === signingKey) ??
        certifyAdministrator(vaultId, { person: id, signingKey }, keys.signingKey),
    );
}

/** A signer who is neither the founder nor named in the new roster must stay named, or nobody would accept the signature. */
function withSigner(session: OpenSession, administrators: RosterBody['administrators']) {
  const { keys, access } = session.vault;
  const own = base64.encode(signingPublicKey(keys.signingKey));
  if (own === base64.encode(keys.rootKey) || administrators.some((claim) => claim.signingKey === own))
    return administrators;
  const kept = access.roster.body.administrators.find((claim) => claim.signingKey === own);
  return kept === undefined ? administrators : [...administrators, kept];
}

/**
 * Signs and writes the next roster. The keyring is written first, with everything that belongs together; the tables of
 * people follow it, now or, after a crash, at the next opening.
 * @param keyring slots and grants that change with it
 */
export async function changeRoster(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  change: Partial<Pick<RosterBody, 'people' | 'roles' | 'builtInFactors'>>,
  keyring: Partial<Pick<Keyring, 'slots' | 'people'>>,
): Promise<void> {
  const { vault } = session;
  const { signedBy: _signedBy, ...before } = vault.access.roster.body;
  const next = { ...before, ...change };
  const roster = signRoster(
    {
      ...next,
      administrators: withSigner(session, administratorsOf(session, next)),
      seq: before.seq + 1,
      at: surroundings.now(),
    },
    vault.keys.signingKey,
  );
  await saveSessionKeyring(session, surroundings, {
    ...keyring,
    roster: sealRoster(roster, vault.keys.vaultKey),
  });
  const me = roster.body.people.find(({ id }) => id === vault.personId);
  if (me === undefined) throw new Error('a roster without its signer');
  vault.access.roster = roster;
  vault.access.rules = rulesOf(roster.body, me.role);
  session.personName = me.name;
  syncPeople(vault);
  vault.emit('changed/people', {});
}
