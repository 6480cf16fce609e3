/** Whether a bundle's sender still had an account when it was made. */
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import type { BundleSummary } from '../../../src-preload/contract/handover.ts';
import { parseRosters } from '../keyring/roster-seal.ts';
import { everSignedWith } from '../keyring/signing-keys.ts';
import { refusalsAfter, type Weighed } from '../people/heard.ts';

interface Sent {
  readonly manifest: Manifest;
  /** The text of the bundle's `roster.json`. */
  readonly roster: string | null;
  /** The latest time of any change in it. */
  readonly latestChangeAt: number;
}

/** Whom of the people known the sender is: by id, or by a key that the person signs or signed with. */
function personOf({ sender }: Manifest, { people }: Weighed) {
  return people.find((person) => person.id === sender.personId || everSignedWith(person, sender.signingKey));
}

/**
 * A bundle made after its sender's account had ended, or while it was suspended. It says itself when it was made, and may
 * lie; so it counts as made no earlier than the latest thing in it.
 * @returns `null` for one that may be taken in
 */
export function endedSender(
  { manifest, roster, latestChangeAt }: Sent,
  weighed: Weighed,
): BundleSummary['senderEnded'] {
  const person = personOf(manifest, weighed);
  if (person === undefined) return null;
  const { status, since, by, id } = person;
  const rosterAt =
    roster === null ? 0 : Math.max(0, ...(parseRosters(roster) ?? []).map(({ body }) => body.at));
  const latestAt = Math.max(manifest.createdAt, manifest.posture.at, latestChangeAt, rosterAt);
  const isLate =
    (status !== 'active' && latestAt > since) ||
    refusalsAfter(weighed).refuses({ person: id, at: manifest.createdAt });
  if (!isLate) return null;
  return { status, since, by: weighed.people.find((each) => each.id === by)?.name ?? '' };
}
