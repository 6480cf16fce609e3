/** Roles of a vault's own, and who may read what. */
import { isSameName } from '../../../src-preload/contract/names.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { builtInRole, type CustomRole, type RoleRules } from '../../../src-preload/contract/roles.ts';
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { rulesOf, type RosterRole } from '../keyring/roster.ts';
import type { OpenSession } from '../session/session.ts';
import { losesClass } from './accounts.ts';
import { grantFor, keysForRole } from './grants.ts';
import { changeRoster, nextSeq, type PeopleSurroundings } from './roster-change.ts';

const mostRoles = 30;

/**
 * Makes a role, or changes one: everybody who has it gets the keys that it now holds.
 * @returns its id, and whether somebody loses a class by it
 * @throws VaultError roles/name-taken, roles/too-many, people/role-not-found, people/needs-more
 */
export async function saveRole(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  given: Omit<CustomRole, 'id'> & { readonly id?: string | undefined },
): Promise<{ roleId: string; rotate: boolean }> {
  const { people, roles } = session.vault.access.roster.body;
  const before = roles.find(({ id }) => id === given.id);
  if (given.id !== undefined && before === undefined) throw new VaultError('people/role-not-found');
  if (before === undefined && roles.length >= mostRoles)
    throw new VaultError('roles/too-many', { most: mostRoles });
  if (roles.some(({ id, name }) => id !== given.id && isSameName(name, given.name)))
    throw new VaultError('roles/name-taken');
  const role: RosterRole = { ...given, id: given.id ?? newId(), setIn: nextSeq(session) };
  // Nobody gives what they do not have themselves.
  keysForRole(session.vault.keys, role);
  const grants = new Map<string, Uint8Array>();
  for (const person of people)
    if (person.role === role.id && person.status === 'active')
      grants.set(person.id, await grantFor(session, person, role));
  await changeRoster(
    session,
    surroundings,
    { roles: before === undefined ? [...roles, role] : roles.map((each) => (each === before ? role : each)) },
    {
      people: session.keyring.people.map((entry) => ({
        ...entry,
        grant: grants.get(entry.person) ?? entry.grant,
      })),
    },
  );
  session.vault.store.journal('role-changed', { name: role.name });
  const isHeld = people.some((person) => person.role === role.id && person.status !== 'removed');
  return { roleId: role.id, rotate: isHeld && before !== undefined && losesClass(before, role) };
}

/** @throws VaultError people/role-not-found, roles/in-use */
export async function deleteRole(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
): Promise<void> {
  const { people, roles } = session.vault.access.roster.body;
  const role = roles.find((each) => each.id === id);
  if (role === undefined) throw new VaultError('people/role-not-found');
  if (people.some((person) => person.role === id && person.status !== 'removed'))
    throw new VaultError('roles/in-use');
  await changeRoster(
    session,
    surroundings,
    {
      roles: roles.filter((each) => each !== role),
      // Whose account has ended has no use for a role; the roster must not name one that is gone.
      people: people.map((person) =>
        person.role === id
          ? { ...person, role: 'member', setIn: { ...person.setIn, role: nextSeq(session) } }
          : person,
      ),
    },
    {},
  );
  session.vault.store.journal('role-changed', { name: role.name, deleted: true });
}

/** What everybody's slot with that role must want, from their next opening on. @throws VaultError people/role-not-found */
export async function setFactors(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  id: string,
  factors: RoleRules['factors'],
): Promise<void> {
  const { roles, builtInFactors = [] } = session.vault.access.roster.body;
  const builtIn = builtInRole.safeParse(id);
  const custom = roles.find((role) => role.id === id);
  if (builtIn.success) {
    const others = builtInFactors.filter(({ role }) => role !== id);
    // Also what is not demanded any more: it was set later than what a copy may still have.
    const own = { role: builtIn.data, ...factors, setIn: nextSeq(session) };
    await changeRoster(session, surroundings, { builtInFactors: [...others, own] }, {});
  } else if (custom === undefined) throw new VaultError('people/role-not-found');
  else {
    const setIn = nextSeq(session);
    const changed = roles.map((role) => (role === custom ? { ...role, factors, setIn } : role));
    await changeRoster(session, surroundings, { roles: changed }, {});
  }
  session.vault.store.journal('role-changed', { name: custom?.name ?? id, ...factors });
}

/** Built-in roles first. */
export function listRoles(session: OpenSession): OutputOf<'people/list'>['roles'] {
  const { body } = session.vault.access.roster;
  const { people, roles } = body;
  const count = (role: string): number =>
    people.filter((person) => person.role === role && person.status !== 'removed').length;
  const copied = <R extends RoleRules>(rules: R) => ({
    ...rules,
    permissions: [...rules.permissions],
  });
  return [
    ...builtInRole.options.map((id) => ({
      ...copied(rulesOf(body, id)),
      id,
      name: '',
      isBuiltIn: true,
      people: count(id),
    })),
    ...roles.map(({ setIn: _, ...role }) => ({ ...copied(role), isBuiltIn: false, people: count(role.id) })),
  ];
}

/** Who may read and write each class. Public values go with internal ones. */
export function peopleByClass(session: OpenSession): OutputOf<'people/by-class'> {
  const { body } = session.vault.access.roster;
  const active = body.people.filter(({ status }) => status === 'active');
  return {
    classes: fieldClass.options.map((each) => ({
      class: each,
      people: active.map(({ id, name, role }) => {
        const { classes } = rulesOf(body, role);
        return { id, name, access: classes[each === 'public' ? 'internal' : each] };
      }),
    })),
  };
}
