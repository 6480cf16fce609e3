/** The contract's calls about people and roles. */
import type { peopleCalls } from '../../../src-preload/contract/people.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import type { Handlers, OutputOf } from '../../../src-preload/contract/index.ts';
import { VaultError } from '../errors.ts';
import { knownCard } from '../handover/cards.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import {
  invitePerson,
  personOf,
  removePerson,
  renamePerson,
  resetPerson,
  resumePerson,
  setRole,
  setShowsNames,
  suspendPerson,
  type Invited,
} from './accounts.ts';
import { showsNames } from './grants.ts';
import { assertHeir, handOver } from './hand-over.ts';
import { readInvitation, writeInvitation } from './invitation.ts';
import { deleteRole, listRoles, peopleByClass, saveRole, setFactors } from './roles.ts';

export type PeopleHandlers = Handlers<Omit<typeof peopleCalls, 'customers/assign'>>;
type Delivery = { readonly card: string; readonly save: Asked } | null;

function listTeam(session: OpenSession): OutputOf<'people/list'> {
  const { vault, keyring } = session;
  const { db } = vault.store;
  const slotsOf = (id: string) => keyring.slots.filter(({ person }) => person === id);
  const people = vault.access.roster.body.people.map((person) => {
    const slots = slotsOf(person.id);
    const entry = keyring.people.find((each) => each.person === person.id);
    const own = slots.find(({ kind }) => kind === 'passphrase');
    return {
      id: person.id,
      name: person.name,
      roleId: person.role,
      status: person.status,
      since: person.since,
      by: vault.access.roster.body.people.find(({ id }) => id === person.by)?.name ?? '',
      wayIn:
        slots.length === 0
          ? ('none' as const)
          : (entry?.grant ?? null) === null
            ? ('closed' as const)
            : ('open' as const),
      isInvited: own?.mustChange === true,
      hasRecoveryKey: slots.some(({ kind }) => kind === 'recovery'),
      factors: { keyFile: own?.needsKeyFile === true, device: own?.needsDevice === true },
      customers:
        db.value<number>(
          'SELECT count(*) FROM customer WHERE assignee = ? AND deleted_at IS NULL',
          person.id,
        ) ?? 0,
      views:
        db.value<number>(
          'SELECT count(*) FROM saved_view WHERE owner = ? AND deleted_at IS NULL',
          person.id,
        ) ?? 0,
      isMe: person.id === vault.personId,
    };
  });
  return { people, roles: listRoles(session), showsNames: showsNames(session) };
}

export function peopleHandlers(session: OpenSession, surroundings: EngineSurroundings): PeopleHandlers {
  const { vault } = session;
  const team = () => listTeam(session);
  const then = async (work: Promise<void>) => {
    await work;
    return team();
  };

  /** Before anything is made: whom an invitation is sealed to. @throws VaultError card/unknown, card/not-checked */
  const recipientOf = (delivery: Delivery): string | null => {
    if (delivery === null) return null;
    const { card, isChecked } = knownCard(vault, delivery.card);
    if (!isChecked) throw new VaultError('card/not-checked');
    return card.recipient;
  };
  const deliver = async (made: Invited, delivery: Delivery): Promise<OutputOf<'people/invite'>> => {
    const { personId, oneTimePassphrase } = made;
    const recipient = recipientOf(delivery);
    if (delivery === null || recipient === null) return { team: team(), personId, oneTimePassphrase };
    const { name } = personOf(session, personId);
    const content = { vaultName: session.name, name, oneTimePassphrase, at: surroundings.now() };
    await writeInvitation(surroundings.resolveTicket(delivery.save), recipient, content);
    return { team: team(), personId, oneTimePassphrase: null };
  };

  return {
    'people/list': team,
    'people/invite': async ({ name, roleId, delivery, language }) => {
      recipientOf(delivery);
      const made = await invitePerson(session, surroundings, { name, role: roleId, language });
      return deliver(made, delivery);
    },
    'people/open-invitation': ({ file }) =>
      readInvitation(surroundings.resolveTicket(file), vault.keys.ageIdentity),
    'people/rename': ({ id, name }) => then(renamePerson(session, surroundings, id, name)),
    'people/set-role': async ({ id, roleId }) => {
      const rotate = await setRole(session, surroundings, id, roleId);
      return { team: team(), rotate };
    },
    'people/suspend': ({ id }) => then(suspendPerson(session, surroundings, id)),
    'people/resume': ({ id }) => then(resumePerson(session, surroundings, id)),
    'people/reset': async ({ id, delivery, language }) => {
      recipientOf(delivery);
      return deliver(await resetPerson(session, surroundings, id, language), delivery);
    },
    'people/remove': async ({ id, heir }) => {
      if (heir !== null) assertHeir(session, id, heir);
      await removePerson(session, surroundings, id);
      const handedOver = heir === null ? null : await handOver(session, id, heir);
      return { team: team(), handedOver: handedOver ?? { customers: 0, views: 0, list: [] } };
    },
    'people/hand-over': ({ from, to }) => {
      assertHeir(session, from, to);
      return handOver(session, from, to);
    },
    'people/show-names': ({ show }) => then(setShowsNames(session, surroundings, show)),
    'roles/save': async ({ role }) => {
      const saved = await saveRole(session, surroundings, role);
      return { team: team(), ...saved };
    },
    'roles/set-factors': ({ roleId, factors }) => then(setFactors(session, surroundings, roleId, factors)),
    'roles/delete': ({ id }) => then(deleteRole(session, surroundings, id)),
    'people/by-class': () => peopleByClass(session),
  };
}
