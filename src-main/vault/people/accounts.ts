/** Accounts: made, renamed, suspended, opened again, reset, ended. Each is one new roster with its slots and grants. */
import { base64 } from '@scure/base';
import type { RoleRules } from '../../../src-preload/contract/roles.ts';
import { builtInRoles } from '../../../src-preload/contract/roles.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { destroyKeyBundle, newKeyBundle, publicKeys } from '../keyring/key-bundle.ts';
import type { entryOf } from '../keyring/keyring.ts';
import { nameTag } from '../keyring/person-name.ts';
import { rulesOf, type RosterBody, type RosterPerson } from '../keyring/roster.ts';
import { withKeyEnded } from '../keyring/signing-keys.ts';
import type { OpenSession } from '../session/session.ts';
import { grantFor, keyringEntry, oneTimeSlot, showsNames } from './grants.ts';
import { changeRoster, nextSeq, type PeopleSurroundings } from './roster-change.ts';
import { standing, withPerson } from './roster-edits.ts';

export const mostPeople = 100;

const bodyOf = (session: OpenSession): RosterBody => session.vault.access.roster.body;

/** @throws VaultError people/not-found, also for somebody whose account has ended */
export function personOf(session: OpenSession, id: string): RosterPerson {
  const person = bodyOf(session).people.find((each) => each.id === id && each.status !== 'removed');
  if (person === undefined) throw new VaultError('people/not-found');
  return person;
}

/** @throws VaultError people/role-not-found */
export function roleRules(session: OpenSession, role: string): RoleRules {
  const body = bodyOf(session);
  if (!(role in builtInRoles) && !body.roles.some(({ id }) => id === role))
    throw new VaultError('people/role-not-found');
  return rulesOf(body, role);
}

const isOwner = ({ role, status }: RosterPerson): boolean => role === 'owner' && status === 'active';

/** Owners are changed, and made, by owners alone. @throws VaultError people/needs-more */
export function assertMayChange(
  session: OpenSession,
  person: Pick<RosterPerson, 'role'> | null,
  nextRole: string | null,
) {
  const me = personOf(session, session.vault.personId);
  if (me.role !== 'owner' && (person?.role === 'owner' || nextRole === 'owner'))
    throw new VaultError('people/needs-more', { what: 'owner' });
}

/** @throws VaultError people/last-owner when the vault would be without one, or somebody locks themselves out */
function assertOthersRemain(session: OpenSession, person: RosterPerson): void {
  const owners = bodyOf(session).people.filter(isOwner);
  if (person.id === session.vault.personId || (isOwner(person) && owners.length === 1))
    throw new VaultError('people/last-owner', { self: person.id === session.vault.personId });
}

function assertFreeName(session: OpenSession, name: string, except: string | null): void {
  const tag = base64.encode(nameTag(session.vault.vaultId, name));
  const taken = session.keyring.people.some(
    (entry) => entry.person !== except && base64.encode(entry.nameTag) === tag,
  );
  if (taken) throw new VaultError('people/name-taken');
}

/** The keyring's people with one entry changed. */
function withEntry(session: OpenSession, id: string, change: Partial<ReturnType<typeof entryOf>>) {
  return session.keyring.people.map((entry) => (entry.person === id ? { ...entry, ...change } : entry));
}

export interface Invited {
  readonly personId: string;
  readonly oneTimePassphrase: string;
}

/**
 * Makes an account. Whoever invites makes the person's keys and forgets them at once; the person's own passphrase
 * seals them from the first opening on.
 * @throws VaultError people/name-taken, people/role-not-found, people/too-many, people/needs-more
 */
export async function invitePerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  { name, role, language }: { name: string; role: string; language: 'en' | 'zh-CN' },
): Promise<Invited> {
  const rules = roleRules(session, role);
  assertMayChange(session, null, role);
  assertFreeName(session, name, null);
  if (session.keyring.people.length >= mostPeople)
    throw new VaultError('people/too-many', { most: mostPeople });
  const bundle = newKeyBundle(newId(), session.vault.keys.rootKey);
  try {
    const { slot, oneTimePassphrase } = await oneTimeSlot(session, surroundings, bundle, language);
    const entry = await keyringEntry(session, bundle, name, rules);
    const seq = nextSeq(session);
    const person: RosterPerson = {
      id: bundle.personId,
      name,
      role,
      status: 'active',
      ...publicKeys(bundle),
      since: surroundings.now(),
      by: session.vault.personId,
      setIn: { name: seq, role: seq, status: seq, keys: seq },
      pauses: [],
      pastKeys: [],
    };
    await changeRoster(
      session,
      surroundings,
      { people: [...bodyOf(session).people, person] },
      { slots: [...session.keyring.slots, slot], people: [...session.keyring.people, entry] },
    );
    session.vault.store.journal('person-invited', { name, role });
    return { personId: bundle.personId, oneTimePassphrase };
  } finally {
    destroyKeyBundle(bundle);
  }
}

/** @throws VaultError people/not-found, people/name-taken */
export async function renamePerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
  name: string,
): Promise<void> {
  const person = personOf(session, id);
  assertMayChange(session, person, null);
  assertFreeName(session, name, id);
  if (person.name === name) return;
  const tag = nameTag(session.vault.vaultId, name);
  await changeRoster(
    session,
    surroundings,
    { people: withPerson(session, id, { name }, 'name') },
    { people: withEntry(session, id, { name: showsNames(session) ? name : null, nameTag: tag }) },
  );
  session.vault.store.journal('person-changed', { name, personChange: 'name', nameBefore: person.name });
}

/** Classes that one set of rules may read and another not. */
export function losesClass(before: RoleRules, after: RoleRules): boolean {
  return (['confidential', 'restricted'] as const).some(
    (each) => before.classes[each] !== 'none' && after.classes[each] === 'none',
  );
}

/**
 * Another role: other keys, from the person's next opening on.
 * @returns whether the person held a key that the new role does not, which only an exchange of keys takes away for good
 * @throws VaultError people/not-found, people/role-not-found, people/last-owner, people/needs-more
 */
export async function setRole(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
  role: string,
): Promise<boolean> {
  const person = personOf(session, id);
  const rules = roleRules(session, role);
  assertMayChange(session, person, role);
  if (person.role === role) return false;
  if (person.role === 'owner') assertOthersRemain(session, person);
  const grant = person.status === 'active' ? await grantFor(session, person, rules) : null;
  const before = roleRules(session, person.role);
  await changeRoster(
    session,
    surroundings,
    { people: withPerson(session, id, { role }, 'role') },
    { people: withEntry(session, id, { grant }) },
  );
  session.vault.store.journal('person-changed', { name: person.name, personChange: 'role', role });
  return losesClass(before, rules);
}

/** @throws VaultError people/not-found, people/last-owner, people/needs-more */
export async function suspendPerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
): Promise<void> {
  const person = personOf(session, id);
  assertMayChange(session, person, null);
  assertOthersRemain(session, person);
  if (person.status === 'suspended') return;
  await changeRoster(
    session,
    surroundings,
    { people: withPerson(session, id, standing(session, person, 'suspended', surroundings.now()), 'status') },
    { people: withEntry(session, id, { grant: null }) },
  );
  session.vault.store.journal('person-changed', { name: person.name, personChange: 'suspended' });
}

/** The person opens the vault as before, with the passphrase as it was. @throws VaultError people/not-found, people/needs-more */
export async function resumePerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
): Promise<void> {
  const person = personOf(session, id);
  assertMayChange(session, person, null);
  // Somebody who was opened to again in another copy has no grant in this one: nobody is given keys by a file.
  const hasGrant = session.keyring.people.some((entry) => entry.person === id && entry.grant !== null);
  if (person.status === 'active' && hasGrant) return;
  if (!session.keyring.slots.some((slot) => slot.person === id))
    throw new VaultError('people/no-way-in', { name: person.name });
  const grant = await grantFor(session, person, roleRules(session, person.role));
  await changeRoster(
    session,
    surroundings,
    person.status === 'active'
      ? {}
      : {
          people: withPerson(session, id, standing(session, person, 'active', surroundings.now()), 'status'),
        },
    { people: withEntry(session, id, { grant }) },
  );
  session.vault.store.journal('person-changed', { name: person.name, personChange: 'resumed' });
}

/**
 * New keys and a one-time passphrase for somebody who lost the way in. The old slots, the recovery key's among them,
 * open nothing any more.
 * @throws VaultError people/not-found, people/last-owner for oneself, people/needs-more
 */
export async function resetPerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
  language: 'en' | 'zh-CN',
): Promise<Invited> {
  const person = personOf(session, id);
  assertMayChange(session, person, null);
  if (id === session.vault.personId) throw new VaultError('people/last-owner', { self: true });
  const rules = roleRules(session, person.role);
  const bundle = newKeyBundle(id, session.vault.keys.rootKey);
  try {
    const { slot, oneTimePassphrase } = await oneTimeSlot(session, surroundings, bundle, language);
    const entry = await keyringEntry(session, bundle, person.name, rules);
    await changeRoster(
      session,
      surroundings,
      {
        people: withPerson(
          session,
          id,
          {
            ...publicKeys(bundle),
            pastKeys: withKeyEnded(person, surroundings.now()),
            ...(person.status === 'active' ? {} : standing(session, person, 'active', surroundings.now())),
          },
          'keys',
          ...(person.status === 'active' ? [] : (['status'] as const)),
        ),
      },
      {
        slots: [...session.keyring.slots.filter((each) => each.person !== id), slot],
        people: [...session.keyring.people.filter((each) => each.person !== id), entry],
      },
    );
    session.vault.store.journal('person-changed', { name: person.name, personChange: 'reset' });
    return { personId: id, oneTimePassphrase };
  } finally {
    destroyKeyBundle(bundle);
  }
}

/** Ends an account: no slot and no grant is left. The roster keeps the name and says that it ended. */
export async function removePerson(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
): Promise<void> {
  const person = personOf(session, id);
  assertMayChange(session, person, null);
  assertOthersRemain(session, person);
  await changeRoster(
    session,
    surroundings,
    { people: withPerson(session, id, standing(session, person, 'removed', surroundings.now()), 'status') },
    {
      slots: session.keyring.slots.filter((slot) => slot.person !== id),
      people: session.keyring.people.filter((entry) => entry.person !== id),
    },
  );
  session.vault.store.journal('person-removed', { name: person.name });
}

/** Names on the unlock screen, or none. */
export async function setShowsNames(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  show: boolean,
): Promise<void> {
  if (showsNames(session) === show) return;
  const { people } = bodyOf(session);
  const nameOf = (id: string): string | null => people.find((person) => person.id === id)?.name ?? null;
  await changeRoster(
    session,
    surroundings,
    {},
    {
      people: session.keyring.people.map((entry) => ({
        ...entry,
        name: show ? nameOf(entry.person) : null,
      })),
    },
  );
  session.vault.store.journal('person-changed', { personChange: show ? 'names-shown' : 'names-hidden' });
}
