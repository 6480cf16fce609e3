/**
 * Taking over what a bundle says of people: accounts that ended or were suspended lose their keys in this copy, at once.
 * Nobody is given keys by it.
 */
import type { SealedClass } from '../fields/compartment.ts';
import type { KeyringPerson, Slot } from '../keyring/keyring.ts';
import { sealGrant } from '../keyring/grant.ts';
import { nameTag } from '../keyring/person-name.ts';
import { managesPeople, rulesOf, type RosterBody, type RosterPerson } from '../keyring/roster.ts';
import { rosterOf, sealRoster } from '../keyring/roster-seal.ts';
import { heardKey, heardSetting } from '../merge/heard-people.ts';
import { nothingLeftOut, type LeftOut } from '../merge/refusals.ts';
import { takeBackLate } from '../merge/take-back.ts';
import { saveSessionKeyring } from '../session/save-keyring.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { changeSettings } from '../upkeep/settings.ts';
import { losesClass } from './accounts.ts';
import { showsNames } from './grants.ts';
import type { Weighed } from './heard.ts';
import { signTogether, writeRoster } from './roster-change.ts';

/** A grant of what the person held before and may hold still, as far as it can be given on here. */
async function smallerGrant(
  { vault }: OpenSession,
  person: RosterPerson,
  before: RosterBody,
  after: RosterBody,
  roleBefore: string,
): Promise<Uint8Array> {
  const [had, has] = [rulesOf(before, roleBefore).classes, rulesOf(after, person.role).classes];
  const { vaultKey, compartments } = vault.keys;
  const kept = (each: SealedClass): boolean => had[each] !== 'none' && has[each] !== 'none';
  return sealGrant(
    person.recipient,
    { vaultId: vault.vaultId, personId: person.id },
    {
      vaultKey,
      compartments: {
        confidential: kept('confidential') ? compartments.confidential : null,
        restricted: kept('restricted') ? compartments.restricted : null,
      },
    },
  );
}

/** Slots and grants as they must be from now on. Never more than before. */
export async function keyringAfter(
  session: OpenSession,
  after: RosterBody,
): Promise<{ people: KeyringPerson[]; slots: Slot[] }> {
  const { keyring, vault } = session;
  const before = vault.access.roster.body;
  const people: KeyringPerson[] = [];
  for (const entry of keyring.people) {
    const was = before.people.find(({ id }) => id === entry.person);
    const now = after.people.find(({ id }) => id === entry.person);
    // Whose keys were made anew elsewhere has no way in here by the old ones any more.
    if (now === undefined || now.status === 'removed' || now.recipient !== was?.recipient) continue;
    const loses = losesClass(rulesOf(before, was.role), rulesOf(after, now.role));
    const isOpen = now.status === 'active' && entry.grant !== null;
    const grant = !isOpen
      ? null
      : loses
        ? await smallerGrant(session, now, before, after, was.role)
        : entry.grant;
    people.push({
      ...entry,
      name: showsNames(session) ? now.name : null,
      nameTag: nameTag(vault.vaultId, now.name),
      grant,
    });
  }
  const isKept = (id: string): boolean => people.some(({ person }) => person === id);
  return { people, slots: keyring.slots.filter(({ person }) => isKept(person)) };
}

export interface Adopted {
  /** What was in this copy already and does not count. */
  readonly takenBack: LeftOut;
  /** The person at the vault has no account any more: it is to be locked. */
  readonly isOver: boolean;
}

/**
 * Writes what was weighed: the keyring in one atomic write, then the tables. After a crash in between, the next opening
 * does the rest.
 * @param sender named in the journal
 * @throws VaultError vault/busy, vault/disk-full and the like, with nothing changed
 */
export async function adoptPeople(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl' | 'now'>,
  { rosters, heard, news }: Weighed,
  sender: string,
): Promise<Adopted> {
  const { vault } = session;
  const { store } = vault;
  const named = (what: string): string =>
    news.changes
      .filter((change) => change.what === what)
      .map(({ name }) => name)
      .join(', ');
  const note = (): void => {
    store.journal('people-heard', {
      sender,
      ended: named('ended'),
      suspended: named('suspended'),
      others: news.changes.filter(({ what }) => what !== 'ended' && what !== 'suspended').length,
    });
  };
  if (heard !== null) {
    changeSettings(store, { [heardKey]: heardSetting(heard) });
    note();
    return { takenBack: takeBackLate(vault), isOver: false };
  }
  if (rosters === null) return { takenBack: nothingLeftOut, isOver: false };
  const combined = rosterOf(rosters, vault.access.roster.keyClaim);
  const after = await keyringAfter(session, combined.body);
  const me = combined.body.people.find(({ id }) => id === vault.personId);
  if (me === undefined || !after.people.some(({ person, grant }) => person === me.id && grant !== null)) {
    note();
    await saveSessionKeyring(session, surroundings, {
      ...after,
      roster: sealRoster(combined, vault.keys.vaultKey),
    });
    return { takenBack: nothingLeftOut, isOver: true };
  }
  // Numbers that fell, since who signed the last ones may not any more, would look as if an older roster had been put back.
  const isBehind = combined.body.seq <= vault.access.roster.body.seq;
  const isSigned = (rosters.length > 1 || isBehind) && managesPeople(combined.body, me);
  const roster = isSigned ? signTogether(session, surroundings.now(), combined.body) : combined;
  const takenBack = await writeRoster(session, surroundings, roster, after);
  note();
  return { takenBack, isOver: false };
}
