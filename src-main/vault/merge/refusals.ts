/**
 * Changes that do not count: made by somebody whose account had ended or was suspended by then. What a roster says of it
 * holds for every change, whoever brings it (docs/file-format.md, M-12).
 */
import type { LeftOut } from '../../../src-preload/contract/handover.ts';
import type { OpenVault } from '../context.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import { knownPeople } from './heard-people.ts';
import type { Stamp } from './stamp.ts';

export type { LeftOut } from '../../../src-preload/contract/handover.ts';

export const nothingLeftOut: LeftOut = { values: 0, customers: 0, people: [] };

/** Times in which what a person changed does not count: after `from`, up to `to`. */
export interface Window {
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

export interface Refusals {
  readonly windows: readonly Window[];
  refuses(stamp: Pick<Stamp, 'person' | 'at'>): boolean;
  nameOf(person: string): string;
}

function windowsOf({ id, status, since, pauses }: RosterPerson): Window[] {
  const over = pauses.map(({ from, to }) => ({ person: id, from, to }));
  const open = status === 'active' ? [] : [{ person: id, from: since, to: Number.MAX_SAFE_INTEGER }];
  return [...over, ...open];
}

/** What is refused by what is known of people. */
export function refusalsIn(people: readonly RosterPerson[]): Refusals {
  const windows = people.flatMap(windowsOf);
  const byPerson = Map.groupBy(windows, ({ person }) => person);
  return {
    windows,
    refuses: ({ person, at }) => byPerson.get(person)?.some(({ from, to }) => at > from && at <= to) === true,
    nameOf: (person) => people.find(({ id }) => id === person)?.name ?? '',
  };
}

/** What is refused in a vault: by its own roster, and in a field kit by the one of the vault that it was made from. */
export function refusalsOf(vault: Pick<OpenVault, 'access' | 'store'>): Refusals {
  return refusalsIn(knownPeople(vault.store.db, vault.access.roster.body));
}
