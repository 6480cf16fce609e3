/** Changing who may do what: a new signed roster, in the same atomic write as the grants and slots that go with it. */
import { base64 } from '@scure/base';
import { certificatesOfKey } from '../keyring/certificates.ts';
import { rosterOf, sealRoster, type Roster } from '../keyring/roster-seal.ts';
import {
  assignmentOf,
  certifyAdministrator,
  managesPeople,
  rightsSetIn,
  rulesOf,
  signRoster,
  type RosterBody,
} from '../keyring/roster.ts';
import { signingPublicKey } from '../crypto/identity.ts';
import { countersign } from '../erasure/countersign.ts';
import { judgeBy } from '../erasure/judge.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { signAnew } from '../policy/policies.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import type { LeftOut } from '../merge/refusals.ts';
import { syncPeople } from './sync.ts';
import { certificatesOf, vouchedFor } from './vouch-anew.ts';

export type PeopleSurroundings = Pick<
  EngineSurroundings,
  'onControl' | 'now' | 'tuneKdf' | 'resolveTicket' | 'deviceSecret'
>;

/**
 * Certificates for everybody whose role may manage people, each by somebody who still may; and those by which the signer
 * may sign, or nobody would accept the signature.
 */
function administratorsOf(session: OpenSession, body: Pick<RosterBody, 'people' | 'roles'>, seq: number) {
  const { keys, vaultId, access } = session.vault;
  const root = base64.encode(keys.rootKey);
  const own = base64.encode(signingPublicKey(keys.signingKey));
  const managers = body.people.filter((person) => person.signingKey !== root && managesPeople(body, person));
  const isManager = (key: string): boolean =>
    key === root || managers.some(({ signingKey }) => signingKey === key);
  const chain = certificatesOf(session, access.roster.body);
  const others = managers
    .filter(({ signingKey }) => signingKey !== own && !chain.some((claim) => claim.signingKey === signingKey))
    .map((person) => {
      const { id, signingKey } = person;
      const [known] = certificatesOfKey(access.roster.body, root, signingKey);
      const stands = known?.person === id && isManager(known.by) && known.setIn >= rightsSetIn(body, person);
      return stands
        ? known
        : certifyAdministrator(
            vaultId,
            { person: id, signingKey, setIn: seq, assignment: assignmentOf(body, person) },
            keys.signingKey,
          );
    });
  return [...chain, ...others];
}

/** Whoever signs with the highest number there is keeps nobody from signing after them: the next one has it, too. */
const seqAfter = ({ seq }: Pick<RosterBody, 'seq'>): number => Math.min(seq + 1, Number.MAX_SAFE_INTEGER);

/** The next roster, signed. `before` and `change` say together what stands from then on. */
function signNext(
  session: OpenSession,
  now: number,
  before: RosterBody,
  change: Partial<Pick<RosterBody, 'people' | 'roles' | 'builtInFactors'>>,
): Roster {
  const { vault } = session;
  const { signedBy: _signedBy, ...rest } = before;
  const next = { ...rest, ...change };
  const seq = seqAfter(before);
  const administrators = administratorsOf(session, next, seq);
  const signed = signRoster({ ...next, administrators, seq, at: now }, vault.keys.signingKey);
  return rosterOf([signed], vault.access.roster.keyClaim);
}

/**
 * Writes a roster. The keyring is written first, with everything that belongs together; the tables of people follow it, now
 * or, after a crash, at the next opening. Where it ends whoever vouched for the vault's keys, they are vouched for anew in it.
 * @param keyring slots and grants that change with it
 * @returns what was changed by somebody after their account had ended, and was taken back
 */
export async function writeRoster(
  session: OpenSession,
  surroundings: Pick<PeopleSurroundings, 'onControl'>,
  given: Roster,
  keyring: Partial<Pick<Keyring, 'slots' | 'people'>>,
): Promise<LeftOut> {
  const { vault } = session;
  const roster = vouchedFor(session, given);
  signAnew(vault, roster.body);
  countersign(vault, judgeBy(vault.store.db, vault.access.roster.body), roster.body);
  await saveSessionKeyring(session, surroundings, {
    ...keyring,
    roster: sealRoster(roster, vault.keys.vaultKey),
  });
  vault.access.roster = roster;
  const me = roster.body.people.find(({ id }) => id === vault.personId);
  if (me === undefined) throw new Error('a roster without the person at the vault');
  vault.access.rules = rulesOf(roster.body, me.role);
  session.personName = me.name;
  const takenBack = syncPeople(vault);
  return takenBack;
}

/** Makes one roster of what several said apart, after every one that stood here. */
export function signTogether(session: OpenSession, now: number, body: RosterBody): Roster {
  const seq = Math.max(body.seq, session.vault.access.roster.body.seq);
  return signNext(session, now, { ...body, seq }, {});
}

/** Signs and writes the next roster. @param keyring slots and grants that change with it */
export async function changeRoster(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  change: Partial<Pick<RosterBody, 'people' | 'roles' | 'builtInFactors'>>,
  keyring: Partial<Pick<Keyring, 'slots' | 'people'>>,
): Promise<void> {
  const roster = signNext(session, surroundings.now(), session.vault.access.roster.body, change);
  await writeRoster(session, surroundings, roster, keyring);
}

/** The `seq` that the next roster will have. */
export function nextSeq({ vault }: OpenSession): number {
  return seqAfter(vault.access.roster.body);
}
