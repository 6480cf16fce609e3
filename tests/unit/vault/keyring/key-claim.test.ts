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
  const stands = (change: Partial<RosterPerson>) =>
    isSignerStanding({ signedBy: key }, { people: [{ ...owner, ...change }], roles: [] });

  it.each<[string, Partial<RosterPerson>]>([
    ['an account that ended', { status: 'removed' }],
    ['a suspended account', { status: 'suspended' }],
    ['a role that does not manage people', { role: 'manager' }],
    ['keys that were made anew', { signingKey: other, pastKeys: [{ signingKey: key, until: 5 }] }],
    ['nobody whom the roster knows', { signingKey: other }],
  ])('is not so for %s', (_what, change) => {
    expect(stands(change)).toBe(false);
  });

  it('is so for who manages people now', () => {
    expect(stands({})).toBe(true);
  });
});
