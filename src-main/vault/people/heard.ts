/** What a bundle says of people, weighed before anything of it counts: is it newer than what is known, and who says so. */
import type { PeopleChange, PeopleNews } from '../../../src-preload/contract/people.ts';
import type { OpenVault } from '../context.ts';
import type { RosterBody, RosterPerson, SignedRoster } from '../keyring/roster.ts';
import { parseRosters } from '../keyring/roster-seal.ts';
import { combine, joined } from '../keyring/rosters.ts';
import { heardFrom, withHeard, type Heard } from '../merge/heard-people.ts';
import { refusalsIn, type Refusals } from '../merge/refusals.ts';

export interface Weighed {
  readonly news: PeopleNews;
  /** Rosters of this vault that stand from now on; `null` where nothing changes. */
  readonly rosters: readonly SignedRoster[] | null;
  /** In a field kit: what it heard of the vault that it was made from; `null` where nothing changes. */
  readonly heard: Heard | null;
  /** The people as they are from now on, those of a kit's vault among them. */
  readonly people: readonly RosterPerson[];
}

/** What is refused once the bundle's people are known. */
export function refusalsAfter({ people }: Weighed): Refusals {
  return refusalsIn(people);
}

function changesOf(before: RosterBody, after: RosterBody, ownId: string): PeopleChange[] {
  const nameOf = (id: string): string => after.people.find((person) => person.id === id)?.name ?? '';
  const changes: PeopleChange[] = [];
  for (const person of after.people) {
    const { id, name, since, by, status } = person;
    const was = before.people.find((each) => each.id === id);
    const note = (what: PeopleChange['what'], from = ''): void => {
      const isStatus = what === 'ended' || what === 'suspended' || what === 'resumed';
      changes.push({
        name,
        what,
        from,
        at: isStatus ? since : null,
        by: isStatus ? nameOf(by) : '',
        isMe: id === ownId,
      });
    };
    if (was === undefined) {
      if (status !== 'removed') note('new');
      continue;
    }
    if (was.status !== status)
      note(status === 'removed' ? 'ended' : status === 'suspended' ? 'suspended' : 'resumed');
    if (status === 'removed') continue;
    if (was.role !== person.role) note('role');
    if (was.name !== name) note('name', was.name);
    if (was.signingKey !== person.signingKey) note('keys');
  }
  return changes;
}

/**
 * @param text of the bundle's `roster.json`, or `null` where it has none
 */
export function weighPeople(vault: OpenVault, text: string | null): Weighed {
  const { access, vaultId, keys } = vault;
  const own = access.roster.body;
  const heard = heardFrom(vault.store.db, own);
  const heardNow = heard === null ? null : joined(heard.rosters);
  const as = (state: PeopleNews['state'], changes: PeopleChange[] = []): Weighed => ({
    news: { state, changes },
    rosters: null,
    heard: null,
    people: withHeard(own, heardNow),
  });
  if (text === null) return as('none');
  const incoming = parseRosters(text);
  if (incoming === null) return as('refused');
  const isOwn = incoming.some(({ body }) => body.vaultId === vaultId);
  const ofOwn = { vaultId, rootKey: keys.rootKey, rosters: access.roster.signed };
  const known = isOwn ? ofOwn : heard;
  if (known === null) return as('refused');
  const { rosters, refused } = combine(known.rosters, incoming, known);
  if (rosters === known.rosters) {
    if (refused > 0) return as('refused');
    const isHeld = incoming.every(({ signature }) =>
      known.rosters.some((each) => each.signature === signature),
    );
    return as(isHeld ? 'known' : 'older');
  }
  const after = joined(rosters);
  const changes = changesOf(joined(known.rosters), after, vault.personId);
  return {
    news: { state: 'newer', changes },
    rosters: isOwn ? rosters : null,
    heard: isOwn || heard === null ? null : { ...heard, rosters },
    people: isOwn ? withHeard(after, heardNow) : withHeard(own, after),
  };
}
