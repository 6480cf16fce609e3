/** Which certificates an administrator shows, where another with a program of their own put false ones beside the right one. */
import { base64 } from '@scure/base';
import { expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import {
  ageRecipient,
  newAgeIdentity,
  newSigningKey,
  signingPublicKey,
} from '../../../../src-main/vault/crypto/identity.ts';
import { chainTo } from '../../../../src-main/vault/keyring/certificates.ts';
import {
  assignmentOf,
  certifyAdministrator,
  signRoster,
  type Administrator,
  type RosterPerson,
} from '../../../../src-main/vault/keyring/roster.ts';
import { joined } from '../../../../src-main/vault/keyring/rosters.ts';

const vaultId = newId();

function somebody(name: string) {
  const key = newSigningKey();
  const person: RosterPerson = {
    id: newId(),
    name,
    role: 'owner',
    status: 'active',
    signingKey: base64.encode(signingPublicKey(key)),
    recipient: ageRecipient(newAgeIdentity()),
    since: 10,
    by: newId(),
    setIn: { name: 1, role: 1, status: 1, keys: 1 },
    pauses: [],
    pastKeys: [],
  };
  return { key, person, signingKey: person.signingKey };
}
type Who = ReturnType<typeof somebody>;
const [founder, ann, bob, eve] = ['Founder', 'Ann', 'Bob', 'Eve'].map(somebody) as [Who, Who, Who, Who];

const certified = (of: Who, by: Who, setIn = 1): Administrator =>
  certifyAdministrator(
    vaultId,
    {
      person: of.person.id,
      signingKey: of.signingKey,
      setIn,
      assignment: assignmentOf({ roles: [] }, of.person),
    },
    by.key,
  );
/** Says that the founder gave it. */
const forged = (of: Who, setIn: number): Administrator => ({
  ...certified(of, eve, setIn),
  by: founder.signingKey,
});

function roster(administrators: Administrator[], signer: Who, seq = 1, ended: readonly Who[] = []) {
  const people = [founder, ann, bob, eve].map((each) =>
    ended.includes(each) ? { ...each.person, status: 'removed' as const } : each.person,
  );
  const body = { version: 1, vaultId, seq, at: seq, administrators, people, roles: [] } as const;
  return signRoster({ ...body, administrators, people, roles: [] }, signer.key);
}
const right = { founder: certified(ann, founder, 2), eve: certified(eve, founder) };

it.each<[string, Administrator[], Administrator[]]>([
  ['a false one in front', [forged(ann, 1), forged(ann, 99), right.founder], [right.founder]],
  ['an earlier one in front', [certified(ann, founder, 1), right.founder], [right.founder]],
  ['one of a stranger in front', [certified(ann, bob, 99), right.founder], [right.founder]],
  [
    'two that give each other a right',
    [certified(ann, bob, 99), certified(bob, ann, 99), right.founder],
    [right.founder],
  ],
  ['false ones alone', [forged(ann, 1), certified(ann, bob)], []],
  [
    'one that was given by an administrator',
    [certified(ann, eve, 3), right.eve],
    [certified(ann, eve, 3), right.eve],
  ],
])('of %s, the chain is of those that are right', (_which, administrators, chain) => {
  expect(chainTo(roster(administrators, founder).body, founder.signingKey, ann.signingKey)).toEqual(chain);
});

it('what somebody gave whose account ended stands behind what others gave, however high its number', () => {
  const late = certified(ann, eve, 9999);
  const { body } = roster([late, right.eve, right.founder], founder, 5, [eve]);
  expect(chainTo(body, founder.signingKey, ann.signingKey)).toEqual([right.founder]);
  const alone = roster([late, right.eve], founder, 5, [eve]).body;
  expect(chainTo(alone, founder.signingKey, ann.signingKey)).toEqual([late, right.eve]);
});

it('rosters that were made apart keep the right one beside any number of false ones', () => {
  const many = Array.from({ length: 40 }, (_, n) => forged(ann, n + 3));
  const mine = roster([right.eve, right.founder], founder, 2);
  const hers = roster([right.eve, ...many], eve, 3);
  expect(chainTo(joined([mine, hers]), founder.signingKey, ann.signingKey)).toEqual([right.founder]);
});
