/** Whose key a signature is by, over the time of an account whose keys were made anew, and in copies that did so apart. */
import { base64 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newSigningKey, signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import type { RosterPerson } from '../../../../src-main/vault/keyring/roster.ts';
import {
  everSignedWith,
  pastKeysTogether,
  signingKeysOf,
  withKeyEnded,
} from '../../../../src-main/vault/keyring/signing-keys.ts';

const newKey = (): string => base64.encode(signingPublicKey(newSigningKey()));
const [first, second, third] = [newKey(), newKey(), newKey()].sort() as [string, string, string];
const noEnd = Number.MAX_SAFE_INTEGER;

const mia: RosterPerson = {
  id: newId(),
  name: 'Mia',
  role: 'member',
  status: 'active',
  signingKey: first,
  recipient: '',
  since: 1,
  by: newId(),
  setIn: { name: 1, role: 1, status: 1, keys: 1 },
  pauses: [],
  pastKeys: [],
};
/** Mia with new keys. */
const reset = (person: RosterPerson, key: string, at: number, seq: number): RosterPerson => ({
  ...person,
  signingKey: key,
  pastKeys: withKeyEnded(person, at),
  setIn: { ...person.setIn, keys: seq },
});
const keysAt = (person: RosterPerson, at: number): string[] =>
  signingKeysOf({ people: [person] }, person.id, at).map((key) => base64.encode(key));

describe('keys of a person over time', () => {
  it('are those that held then: an earlier key signs nothing after its end', () => {
    const now = reset(reset(mia, second, 100, 2), third, 200, 3);
    expect(keysAt(now, 100)).toEqual([third, first, second]);
    expect(keysAt(now, 101)).toEqual([third, second]);
    expect(keysAt(now, 201)).toEqual([third]);
    expect(signingKeysOf({ people: [now] }, newId(), 1)).toEqual([]);
    for (const key of [first, second, third]) expect(everSignedWith(now, key)).toBe(true);
    expect(everSignedWith(now, newKey())).toBe(false);
  });

  it('that were made apart both count, until somebody makes new ones', () => {
    const [here, there] = [reset(mia, second, 100, 2), reset(mia, third, 150, 2)];
    const together = pastKeysTogether([mia, here, there], second);
    expect(together).toEqual([
      { signingKey: first, until: 150 },
      { signingKey: third, until: noEnd },
    ]);
    const next = reset({ ...here, pastKeys: together }, newKey(), 300, 3);
    expect(keysAt(next, 300)).toContain(third);
    expect(keysAt(next, 301)).toEqual([next.signingKey]);
    // Who has not heard of it holds the key without an end still; what was set last counts.
    expect(pastKeysTogether([next, { ...here, pastKeys: together }], next.signingKey)).toEqual(next.pastKeys);
  });

  it('are the same in whatever order rosters are heard', () => {
    const here = reset(mia, second, 100, 2);
    const entries = [mia, here, reset(mia, third, 150, 2), reset(here, newKey(), 180, 3)];
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 2 }), (some) => {
        const current = some[0]?.signingKey ?? '';
        expect(pastKeysTogether(some, current)).toEqual(pastKeysTogether([...some].reverse(), current));
      }),
    );
  });
});
