/**
 * The keys that people signed with over time, by the roster: a signature of before somebody's keys were made anew is checked with the key of then, and
 * nothing in the database says whose a key is; docs/file-format.md, section 5.
 */
import { base64 } from '@scure/base';
import type { RosterBody, RosterPerson } from './roster.ts';

export type PastKey = RosterPerson['pastKeys'][number];

/** More keys of one person than this are not kept; those that ended first go. */
const mostPastKeys = 50;
/** Of keys that were made apart, one holds and the other is past, and nobody knows when it signed last. */
const withoutEnd = Number.MAX_SAFE_INTEGER;

const byEnd = (one: PastKey, other: PastKey): number =>
  one.until - other.until || (one.signingKey < other.signingKey ? -1 : 1);

/** The past keys of somebody who gets new ones. What had no end has one from then on. */
export function withKeyEnded({ pastKeys, signingKey }: RosterPerson, now: number): PastKey[] {
  const before = pastKeys
    .filter((each) => each.signingKey !== signingKey)
    .map((each) => ({ ...each, until: Math.min(each.until, now) }));
  return [...before, { signingKey, until: now }].sort(byEnd).slice(-mostPastKeys);
}

/**
 * The past keys of one person whom several rosters name: all that any of them says, and the keys of those that do not hold.
 * Of one key, who set the keys last says until when; of several such, the latest.
 * @param current the key that holds
 */
export function pastKeysTogether(entries: readonly RosterPerson[], current: string): PastKey[] {
  const said = entries.flatMap(({ pastKeys, signingKey, setIn: { keys } }) => [
    ...pastKeys.map((each) => ({ ...each, keys })),
    { signingKey, until: withoutEnd, keys },
  ]);
  const found = new Map<string, (typeof said)[number]>();
  for (const each of said) {
    const before = found.get(each.signingKey);
    const isBetter =
      before === undefined ||
      each.keys > before.keys ||
      (each.keys === before.keys && each.until > before.until);
    if (each.signingKey !== current && isBetter) found.set(each.signingKey, each);
  }
  return [...found.values()]
    .map(({ signingKey, until }) => ({ signingKey, until }))
    .sort(byEnd)
    .slice(-mostPastKeys);
}

/**
 * The Ed25519 public keys, 32 bytes each, by which a signature of that person and time may be: the one that holds, and those that held then. Most
 * often there is one. Whether the person had an account then is not asked.
 * @param at milliseconds since 1970 @returns none for somebody who is not in the roster
 */
export function signingKeysOf(
  { people }: Pick<RosterBody, 'people'>,
  personId: string,
  at: number,
): Uint8Array[] {
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) return [];
  const held = person.pastKeys.filter(({ until }) => at <= until).map(({ signingKey }) => signingKey);
  return [person.signingKey, ...held].map((key) => base64.decode(key));
}

/** Whether the person signs with that key, or ever did. @param key in base64 */
export function everSignedWith({ signingKey, pastKeys }: RosterPerson, key: string): boolean {
  return signingKey === key || pastKeys.some((each) => each.signingKey === key);
}
