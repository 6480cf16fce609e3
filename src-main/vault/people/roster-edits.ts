/** The people of the next roster: what is set of one of them, and since when. */
import type { RosterPerson } from '../keyring/roster.ts';
import type { OpenSession } from '../session/session.ts';
import { nextSeq } from './roster-change.ts';

type Part = keyof RosterPerson['setIn'];

/** The roster's people with one of them changed, and what was set of that person by it. */
export function withPerson(
  session: OpenSession,
  id: string,
  change: Partial<RosterPerson>,
  ...parts: readonly Part[]
): RosterPerson[] {
  const set = Object.fromEntries(parts.map((part) => [part, nextSeq(session)]));
  return session.vault.access.roster.body.people.map((person) =>
    person.id === id ? { ...person, ...change, setIn: { ...person.setIn, ...set } } : person,
  );
}

/** Another status from now on, by the person at the vault. What was changed while somebody was suspended stays refused. */
export function standing(
  session: OpenSession,
  { status: before, since, pauses }: RosterPerson,
  status: RosterPerson['status'],
  now: number,
): Pick<RosterPerson, 'status' | 'since' | 'by' | 'pauses'> {
  return {
    status,
    since: now,
    by: session.vault.personId,
    pauses: before === 'suspended' ? [...pauses, { from: since, to: now }].slice(-50) : pauses,
  };
}
