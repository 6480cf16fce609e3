/** Whose word for the vault's keys counts, by the rosters that stand. */
import { describe, expect, it } from 'vitest';
import { isSignerStanding } from '../../../../src-main/vault/keyring/key-claim.ts';
import type { RosterPerson } from '../../../../src-main/vault/keyring/roster.ts';

describe('whether a signer stands', () => {
  const key = 'A'.repeat(43) + '=';
  const other = `${'A'.repeat(42)}E=`;
  const setIn = { name: 1, role: 2, status: 2, keys: 2 };
  const owner: RosterPerson = {
    id: 'x',
    name: 'Ann',
    role: 'owner',
    status: 'active',
    signingKey: key,
    recipient: '',
    pastKeys: [],
    since: 0,
    by: 'x',
    setIn,
    pauses: [],
  };
  const stands = (roster: number, change: Partial<RosterPerson>) =>
    isSignerStanding({ signedBy: key, roster }, { people: [{ ...owner, ...change }], roles: [] });

  it.each<[string, Partial<RosterPerson>]>([
    ['an account that ended', { status: 'removed', setIn: { ...setIn, status: 7 } }],
    ['a suspended account', { status: 'suspended', setIn: { ...setIn, status: 7 } }],
    ['a role that does not manage people', { role: 'manager', setIn: { ...setIn, role: 7 } }],
    [
      'keys that were made anew',
      { signingKey: other, pastKeys: [{ signingKey: key, until: 5 }], setIn: { ...setIn, keys: 7 } },
    ],
  ])('is said by the roster that set it: %s', (_what, change) => {
    expect([stands(6, change), stands(7, change), stands(8, change)]).toEqual([true, false, false]);
  });

  it('is so for who manages people, and for nobody whom the roster does not know', () => {
    expect(stands(1, {})).toBe(true);
    expect(stands(1, { signingKey: other })).toBe(false);
  });
});
