/**
 * What several signed rosters say together. Usually there is one; two administrators who changed people apart leave two,
 * until somebody who may sign makes one of them. Docs/file-format.md, section 5.
 */
import { canonicalText } from '../crypto/canonical.ts';
import {
  canonicalOf,
  certifiedKeys,
  isAssignmentStanding,
  isSignedByAdministrator,
  managesPeople,
  rightsSetIn,
  rulesOf,
  type RosterBody,
  type RosterPerson,
  type RosterRole,
  type SignedRoster,
} from './roster.ts';
import { pastKeysTogether } from './signing-keys.ts';

/** More that were made apart than this are not kept. */
export const mostRosters = 4;

type Order<T> = (one: T, other: T) => number;
const byText: Order<string> = (one, other) => (one < other ? -1 : Number(one > other));
const textOf = (value: unknown): string => canonicalText(canonicalOf(value));

/** The first of a list by an order. */
function firstBy<T>(items: readonly [T, ...T[]], order: Order<T>): T {
  return items.reduce((best, each) => (order(each, best) < 0 ? each : best));
}

const newestFirst: Order<SignedRoster> = (one, other) =>
  other.body.seq - one.body.seq || byText(one.signature, other.signature);

type Standing = Pick<RosterPerson, 'status' | 'since' | 'by' | 'pauses'>;
/** Stretches of time, those that touch made one. */
function union(pauses: readonly RosterPerson['pauses'][number][]): RosterPerson['pauses'] {
  const whole: { from: number; to: number }[] = [];
  for (const { from, to } of [...pauses].sort((one, other) => one.from - other.from)) {
    const last = whole.at(-1);
    if (last === undefined || from > last.to) whole.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return whole.slice(-50);
}

const severity = { removed: 0, suspended: 1, active: 2 } as const;

/** Ended is for good, whatever else was changed apart; otherwise what was set last holds, and the stricter of two at once. */
function standingOf(entries: readonly [RosterPerson, ...RosterPerson[]]): Standing & { setIn: number } {
  const chosen = firstBy(entries, (one, other) => {
    const isEnded = Number(other.status === 'removed') - Number(one.status === 'removed');
    if (isEnded !== 0) return isEnded;
    const latest = one.status === 'removed' ? 0 : other.setIn.status - one.setIn.status;
    return (
      latest ||
      severity[one.status] - severity[other.status] ||
      one.since - other.since ||
      byText(one.by, other.by)
    );
  });
  // What another roster held against the person before then was a pause.
  const lost = entries
    .filter((each) => each.status !== 'active' && each.since < chosen.since)
    .map((each) => ({ from: each.since, to: chosen.since }));
  const { status, since, by } = chosen;
  return {
    status,
    since,
    by,
    setIn: Math.max(...entries.map((each) => each.setIn.status)),
    pauses: union([...entries.flatMap((each) => each.pauses), ...lost]),
  };
}

function personOf(
  entries: readonly [RosterPerson, ...RosterPerson[]],
  roles: readonly RosterRole[],
): RosterPerson {
  const { setIn: status, ...standing } = standingOf(entries);
  const named = firstBy(
    entries,
    (one, other) => other.setIn.name - one.setIn.name || byText(one.name, other.name),
  );
  const keyed = firstBy(
    entries,
    (one, other) => other.setIn.keys - one.setIn.keys || byText(one.signingKey, other.signingKey),
  );
  const may = (role: string): number => {
    const { classes, permissions } = rulesOf({ roles }, role);
    const held = [classes.confidential, classes.restricted].filter((access) => access !== 'none').length;
    return held * 100 + permissions.length;
  };
  const ranked = firstBy(
    entries,
    (one, other) =>
      other.setIn.role - one.setIn.role || may(one.role) - may(other.role) || byText(one.role, other.role),
  );
  return {
    id: named.id,
    name: named.name,
    role: ranked.role,
    signingKey: keyed.signingKey,
    recipient: keyed.recipient,
    pastKeys: pastKeysTogether(entries, keyed.signingKey),
    ...standing,
    setIn: { name: named.setIn.name, role: ranked.setIn.role, status, keys: keyed.setIn.keys },
  };
}

/** The roles of the newest roster, and of others those that somebody has; each as it was set last. */
function rolesOf(rosters: readonly [SignedRoster, ...SignedRoster[]]): RosterRole[] {
  const wanted = new Set([
    ...rosters[0].body.roles.map(({ id }) => id),
    ...rosters.flatMap(({ body }) => body.people.map(({ role }) => role)),
  ]);
  const found = new Map<string, RosterRole>();
  for (const role of rosters.flatMap(({ body }) => body.roles)) {
    const before = found.get(role.id);
    const isLater =
      before === undefined ||
      role.setIn > before.setIn ||
      (role.setIn === before.setIn && textOf(role) < textOf(before));
    if (wanted.has(role.id) && isLater) found.set(role.id, role);
  }
  return [...found.values()];
}

type BuiltInFactors = NonNullable<RosterBody['builtInFactors']>;

/** What is demanded of built-in roles, as it was set last; of what was set apart at once, all of it. */
function factorsOf(rosters: readonly SignedRoster[]): BuiltInFactors {
  const found = new Map<string, BuiltInFactors[number]>();
  for (const each of rosters.flatMap(({ body }) => body.builtInFactors ?? [])) {
    const before = found.get(each.role);
    if (before === undefined || each.setIn > before.setIn) found.set(each.role, each);
    else if (each.setIn === before.setIn)
      found.set(each.role, {
        ...each,
        keyFile: each.keyFile || before.keyFile,
        device: each.device || before.device,
      });
  }
  return [...found.values()].sort((one, other) => byText(one.role, other.role));
}

/** What rosters say together: the same in whatever order they are given. Not signed by anybody, unless there is one only. */
export function joined(given: readonly SignedRoster[]): RosterBody {
  const [newest, ...others] = [...given].sort(newestFirst);
  if (newest === undefined) throw new Error('no roster');
  if (others.length === 0) return newest.body;
  const rosters = [newest, ...others] as const;
  const everyRole = rolesOf([newest, ...others]);
  const entries = new Map<string, [RosterPerson, ...RosterPerson[]]>();
  for (const { body } of rosters)
    for (const person of body.people) {
      const before = entries.get(person.id);
      if (before === undefined) entries.set(person.id, [person]);
      else before.push(person);
    }
  const people = [...entries.values()].map((each) => personOf(each, everyRole));
  const isHad = (id: string): boolean => people.some(({ role }) => role === id);
  const factors = factorsOf(rosters);
  // Of one key all there are: whoever signed one of the rosters may have put a false one in front of the right one.
  const claims = new Map(
    rosters.flatMap(({ body }) => body.administrators).map((claim) => [claim.signature, claim]),
  );
  return {
    ...newest.body,
    at: Math.max(...rosters.map(({ body }) => body.at)),
    administrators: [...claims.values()],
    people,
    roles: everyRole.filter(({ id }) => isHad(id) || newest.body.roles.some((role) => role.id === id)),
    ...(factors.length > 0 ? { builtInFactors: factors } : {}),
  };
}

/**
 * Whether a roster's signer may still manage people by what is known here. An account that has ended, is suspended, has
 * another role or one that means something else by now signs nothing any more, whatever its certificates say: those cannot
 * be taken back, so each counts only where it is later than what is known of the person, and rests on a role that stands by it.
 */
function maySign(known: RosterBody, { body }: SignedRoster): boolean {
  const anchors = known.people
    .filter((person) => managesPeople(known, person))
    .map((each) => each.signingKey);
  const trusted = certifiedKeys(body, anchors, (claim) => {
    const person = known.people.find(({ id }) => id === claim.person);
    return (
      person === undefined ||
      (person.status === 'active' &&
        claim.setIn > rightsSetIn(known, person) &&
        isAssignmentStanding(known, person, claim))
    );
  });
  return trusted.has(body.signedBy);
}

export interface Combined {
  /** What stands now; the rosters given as `held` where nothing was new. */
  readonly rosters: readonly SignedRoster[];
  /** How many were not signed by somebody who may, or are of another vault. */
  readonly refused: number;
}

/** Without those that say nothing which the others do not say. */
function withoutOlder(rosters: readonly SignedRoster[]): SignedRoster[] {
  let kept = [...rosters].sort((one, other) => newestFirst(other, one));
  for (const roster of kept) {
    const rest = kept.filter((each) => each !== roster);
    if (rest.length > 0 && sameStanding(joined(rest), joined(kept))) kept = rest;
  }
  return kept.sort(newestFirst);
}

function sameStanding(one: RosterBody, other: RosterBody): boolean {
  const facts = ({ people, roles, builtInFactors = [] }: RosterBody): string =>
    textOf({
      people: [...people].sort((a, b) => byText(a.id, b.id)),
      roles: [...roles].sort((a, b) => byText(a.id, b.id)),
      builtInFactors: [...builtInFactors].sort((a, b) => byText(a.role, b.role)),
    });
  return facts(one) === facts(other);
}

/**
 * Adds rosters that came in to those that are known. Nothing counts that the root key does not vouch for, or whose signer
 * by now may not manage people; what such a signer said before, and the others did not know of, is dropped with it.
 */
export function combine(
  held: readonly SignedRoster[],
  incoming: readonly SignedRoster[],
  expected: { readonly vaultId: string; readonly rootKey: Uint8Array },
): Combined {
  let rosters = [...held];
  let refused = 0;
  for (const roster of [...incoming].sort((one, other) => newestFirst(other, one))) {
    if (rosters.some(({ signature }) => signature === roster.signature)) continue;
    const isRight =
      roster.body.vaultId === expected.vaultId &&
      isSignedByAdministrator(roster, expected.rootKey) &&
      maySign(joined(rosters), roster);
    if (!isRight) {
      refused += 1;
      continue;
    }
    const standing = rosters.filter((each) => maySign(joined([roster]), each));
    const next = withoutOlder([...standing, roster]);
    if (next.length > mostRosters) refused += 1;
    else rosters = next;
  }
  const isSame = sameStanding(joined(rosters), joined(held));
  return { rosters: isSame ? held : rosters, refused };
}
