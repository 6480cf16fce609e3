/** What several signed rosters say together, and which of them count. */
import { base64 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import {
  ageRecipient,
  newAgeIdentity,
  newSigningKey,
  signingPublicKey,
} from '../../../../src-main/vault/crypto/identity.ts';
import {
  certifyAdministrator,
  rulesOf,
  signRoster,
  type Administrator,
  type RosterBody,
  type RosterPerson,
  type SignedRoster,
} from '../../../../src-main/vault/keyring/roster.ts';
import { parseRosters, rosterText } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { combine, joined } from '../../../../src-main/vault/keyring/rosters.ts';

const vaultId = newId();
const key = (each: ReturnType<typeof newSigningKey>): string => base64.encode(signingPublicKey(each));

function somebody(name: string, role: RosterPerson['role']) {
  const signingKey = newSigningKey();
  const person: RosterPerson = {
    id: newId(),
    name,
    role,
    status: 'active',
    signingKey: key(signingKey),
    recipient: ageRecipient(newAgeIdentity()),
    since: 10,
    by: newId(),
    setIn: { name: 1, role: 1, status: 1, keys: 1 },
    pauses: [],
    pastKeys: [],
  };
  return { signingKey, person };
}
const founder = somebody('Founder', 'owner');
const bob = somebody('Bob', 'owner');
const carl = somebody('Carl', 'owner');
const ann = somebody('Ann', 'manager');
const mia = somebody('Mia', 'member');
const rootKey = signingPublicKey(founder.signingKey);
const expected = { vaultId, rootKey };

type Who = typeof founder;
const certificate = (
  of: Who,
  by: Who,
  setIn = 1,
  assignment: Administrator['assignment'] = { role: 'owner', setIn, rulesSetIn: 0 },
) =>
  certifyAdministrator(
    vaultId,
    { person: of.person.id, signingKey: of.person.signingKey, setIn, assignment },
    by.signingKey,
  );
const first: Omit<RosterBody, 'signedBy'> = {
  version: 1,
  vaultId,
  seq: 1,
  at: 10,
  administrators: [certificate(bob, founder), certificate(carl, founder)],
  people: [founder, bob, carl, ann, mia].map(({ person }) => person),
  roles: [],
};
const base = signRoster(first, founder.signingKey);

type Change = (body: Omit<RosterBody, 'signedBy'>) => Omit<RosterBody, 'signedBy'>;
const set =
  (who: Who, part: keyof RosterPerson['setIn'], change: Partial<RosterPerson>): Change =>
  (body) => ({
    ...body,
    people: body.people.map((person) =>
      person.id === who.person.id
        ? { ...person, ...change, setIn: { ...person.setIn, [part]: body.seq } }
        : person,
    ),
  });
const ended = (who: Who, since: number) => set(who, 'status', { status: 'removed', since });
const suspended = (who: Who, since: number) => set(who, 'status', { status: 'suspended', since });

/** The next roster after `before`, by `who`. */
function after(before: SignedRoster, who: Who, ...changes: readonly Change[]): SignedRoster {
  const { signedBy: _, ...body } = before.body;
  const next = { ...body, seq: body.seq + 1, at: body.at + 1 };
  return signRoster(
    changes.reduce((each, change) => change(each), next),
    who.signingKey,
  );
}
const of = (rosters: readonly SignedRoster[], who: Who) =>
  joined(rosters).people.find(({ id }) => id === who.person.id);
const take = (held: readonly SignedRoster[], ...incoming: readonly SignedRoster[]) =>
  combine(held, incoming, expected);

describe('rosters of one vault', () => {
  it('a newer one takes the place of the one before, an older one changes nothing', () => {
    const next = after(base, founder, ended(mia, 20));
    const { rosters, refused } = take([base], next);
    expect(rosters).toEqual([next]);
    expect(refused).toBe(0);
    const again = take(rosters, base);
    expect(again.rosters).toBe(rosters);
    expect(again.refused).toBe(0);
  });

  it('keep the keys of before, in whatever order they come', () => {
    const keys = [newSigningKey(), newSigningKey()].map(key).sort() as [string, string];
    const madeAnew = (signingKey: string, until: number) =>
      set(mia, 'keys', { signingKey, pastKeys: [{ signingKey: mia.person.signingKey, until }] });
    const one = after(base, founder, madeAnew(keys[0], 20));
    const other = after(base, bob, madeAnew(keys[1], 30));
    for (const order of [
      [one, other],
      [other, one],
    ] as const) {
      let held: readonly SignedRoster[] = [base];
      for (const each of order) ({ rosters: held } = take(held, each));
      expect(of(held, mia)).toMatchObject({
        signingKey: keys[0],
        pastKeys: [
          { signingKey: mia.person.signingKey, until: 30 },
          { signingKey: keys[1], until: Number.MAX_SAFE_INTEGER },
        ],
      });
    }
  });

  it('made apart are both heard, and ending an account outlives any other change', () => {
    const one = after(base, founder, ended(mia, 20));
    const other = after(
      after(base, bob, set(mia, 'role', { role: 'manager' })),
      bob,
      set(mia, 'name', { name: 'Mia Lin' }),
      suspended(ann, 30),
    );
    for (const order of [
      [one, other],
      [other, one],
    ] as const) {
      let held: readonly SignedRoster[] = [base];
      for (const each of order) ({ rosters: held } = take(held, each));
      expect(held).toHaveLength(2);
      expect(of(held, mia)).toMatchObject({ status: 'removed', since: 20, name: 'Mia Lin', role: 'manager' });
      expect(of(held, ann)).toMatchObject({ status: 'suspended', since: 30 });
    }
  });

  it('letting somebody in again counts where it was said later, and the pause stays', () => {
    const one = after(base, founder, suspended(mia, 20));
    const two = after(
      one,
      founder,
      set(mia, 'status', { status: 'active', since: 40, pauses: [{ from: 20, to: 40 }] }),
    );
    const apart = after(base, bob, suspended(mia, 25));
    const { rosters } = take([base], apart, two);
    expect(of(rosters, mia)).toMatchObject({
      status: 'active',
      pauses: [{ from: 20, to: 40 }],
    });
  });

  it('demand what each demands of a role, and what was set later stands', () => {
    const demand =
      (keyFile: boolean, device: boolean): Change =>
      (body) => ({ ...body, builtInFactors: [{ role: 'member', keyFile, device, setIn: body.seq }] });
    const one = after(base, founder, demand(true, false));
    const other = after(base, bob, demand(false, true));
    const factors = (rosters: readonly SignedRoster[]) => rulesOf(joined(rosters), 'member').factors;
    for (const [here, there] of [
      [one, other],
      [other, one],
    ] as const)
      expect(factors(take([here], there).rosters)).toEqual({ keyFile: true, device: true });
    const none = after(other, bob, demand(false, false));
    expect(factors(take(take([base], one).rosters, none).rosters)).toEqual({ keyFile: false, device: false });
    expect(factors([base])).toEqual({ keyFile: false, device: false });
  });

  it('says the same in any order, and so does any part of it heard again', () => {
    const people = [ann, mia, carl];
    /** As the app does it: each time is later than the one before, and nobody comes back who was removed. */
    const stand =
      (who: Who, status: RosterPerson['status'], ms: number): Change =>
      (body) => {
        const now = body.people.find(({ id }) => id === who.person.id);
        if (now === undefined || now.status === 'removed' || now.status === status) return body;
        const since = body.seq * 100 + ms;
        const pauses =
          now.status === 'suspended' ? [...now.pauses, { from: now.since, to: since }] : now.pauses;
        return set(who, 'status', { status, since, pauses })(body);
      };
    const change = fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .tuple(
            fc.constantFrom(...people),
            fc.constantFrom('active' as const, 'suspended' as const, 'removed' as const),
            fc.nat(99),
          )
          .map(([who, status, ms]) => stand(who, status, ms)),
      },
      fc
        .tuple(fc.constantFrom(...people), fc.constantFrom('manager' as const, 'auditor' as const))
        .map(([who, role]) => set(who, 'role', { role })),
      fc
        .tuple(fc.constantFrom(...people), fc.constantFrom('x', 'y'))
        .map(([who, name]) => set(who, 'name', { name })),
    );
    const line = fc.array(change, { minLength: 1, maxLength: 3 });
    let forks = 0;
    fc.assert(
      fc.property(line, line, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (mine, theirs, order) => {
        const rosters = [founder, bob].flatMap((who, at) => {
          let last = base;
          return [mine, theirs][at]?.map((each) => (last = after(last, who, each))) ?? [];
        });
        const shuffled = rosters
          .map((roster, at) => ({ roster, key: order[at] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ roster }) => roster);
        let straight: readonly SignedRoster[] = [base];
        for (const each of rosters) ({ rosters: straight } = take(straight, each));
        let other: readonly SignedRoster[] = [base];
        for (const each of shuffled) ({ rosters: other } = take(other, each));
        const facts = (held: readonly SignedRoster[]) =>
          [...joined(held).people].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(facts(other)).toEqual(facts(straight));
        expect(take(other, ...rosters).rosters).toBe(other);
        for (const who of people)
          if (rosters.some((roster) => of([roster], who)?.status === 'removed'))
            expect(of(straight, who)?.status).toBe('removed');
        forks += Number(straight.length > 1);
      }),
      { numRuns: 60, seed: 20261125 },
    );
    expect(forks).toBeGreaterThan(20);
  });
});

describe('a roster that must not count', () => {
  const customRole = {
    id: newId(),
    name: 'Helper',
    classes: { internal: 'write', confidential: 'write', restricted: 'none' },
    customers: 'own',
    factors: { keyFile: false, device: false },
  } as const;
  const gain = set(mia, 'role', { role: 'owner' });
  const helper =
    (permissions: readonly 'people'[]): Change =>
    (body) => ({ ...body, roles: [{ ...customRole, permissions: [...permissions], setIn: body.seq }] });
  const withCertificate =
    (by: Who, setIn: number): Change =>
    (body) => ({ ...body, administrators: [...body.administrators, certificate(mia, by, setIn)] });

  it.each<[string, () => { held: SignedRoster; roster: SignedRoster }]>([
    ['is signed by a member', () => ({ held: base, roster: after(base, mia, gain) })],
    [
      'is signed by somebody who certifies themselves',
      () => ({ held: base, roster: after(base, mia, gain, withCertificate(mia, 5)) }),
    ],
    [
      'is signed by one whom somebody without the right certified',
      () => ({ held: base, roster: after(base, mia, gain, withCertificate(ann, 5)) }),
    ],
    [
      'is of another vault',
      () => ({
        held: base,
        roster: after(base, founder, gain, (body) => ({ ...body, vaultId: newId() })),
      }),
    ],
    [
      'was changed after it was signed',
      () => {
        const roster = after(base, founder);
        return { held: base, roster: { ...roster, body: { ...roster.body, people: first.people.slice(1) } } };
      },
    ],
    [
      'is signed by an administrator whose account ended',
      () => ({ held: after(base, founder, ended(bob, 20)), roster: after(base, bob, gain) }),
    ],
    [
      'is signed by such a one with numbers as high as can be',
      () => {
        const held = after(base, founder, ended(bob, 20));
        const back = set(bob, 'status', { status: 'active', since: 30 });
        return {
          held,
          roster: after({ ...held, body: { ...held.body, seq: 10_000 } }, bob, gain, back),
        };
      },
    ],
    [
      'is signed by an administrator who has another role by now',
      () => ({
        held: after(base, founder, set(bob, 'role', { role: 'member' })),
        roster: after(base, bob, gain),
      }),
    ],
    [
      'is signed by somebody whose role managed people for a while',
      () => {
        const certified: Change = (body) => withCertificate(founder, body.seq)(body);
        const given = after(base, founder, helper([]), set(mia, 'role', { role: customRole.id }));
        const raised = after(given, founder, helper(['people']), certified);
        const taken = after(raised, founder, helper([]));
        return {
          held: taken,
          roster: after(
            { ...taken, body: { ...taken.body, administrators: raised.body.administrators } },
            mia,
            gain,
          ),
        };
      },
    ],
    [
      'is signed by somebody demoted here, whose role somebody else let manage people who had not heard of it',
      () => {
        const given = after(base, founder, helper([]), set(mia, 'role', { role: customRole.id }));
        const demoted = after(given, founder, set(mia, 'role', { role: 'member' }));
        const renamed = after(given, bob, set(ann, 'name', { name: 'Anna' }));
        const raised = after(renamed, bob, helper(['people']), (body) => ({
          ...body,
          administrators: [
            ...body.administrators,
            certificate(mia, bob, body.seq, {
              role: customRole.id,
              setIn: given.body.seq,
              rulesSetIn: body.seq,
            }),
          ],
        }));
        return { held: demoted, roster: after(raised, mia, gain) };
      },
    ],
    [
      'is signed by somebody who was given a role there that means less here by then',
      () => {
        const given = after(base, founder, helper(['people']));
        const lowered = after(given, founder, helper([]));
        const renamed = after(given, bob, set(ann, 'name', { name: 'Anna' }));
        const assigned = after(renamed, bob, set(mia, 'role', { role: customRole.id }), (body) => ({
          ...body,
          administrators: [
            ...body.administrators,
            certificate(mia, bob, body.seq, {
              role: customRole.id,
              setIn: body.seq,
              rulesSetIn: given.body.seq,
            }),
          ],
        }));
        return { held: lowered, roster: after(assigned, mia, gain) };
      },
    ],
    [
      'is signed by one whom an administrator certified whose account ended',
      () => ({
        held: after(base, founder, ended(bob, 20)),
        roster: after(base, mia, gain, withCertificate(bob, 50)),
      }),
    ],
    [
      'is signed with the founder’s key, whose account ended',
      () => ({ held: after(base, bob, ended(founder, 20)), roster: after(base, founder, gain) }),
    ],
  ])('because it %s', (_, make) => {
    const { held, roster } = make();
    const { rosters, refused } = take([held], roster);
    expect(refused).toBe(1);
    expect(rosters).toEqual([held]);
    expect(of(rosters, mia)?.role).not.toBe('owner');
  });

  it('because any byte of it was changed, also where its sender sealed it so', () => {
    const text = rosterText({ signed: [after(base, founder, gain, ended(ann, 20))] });
    const bytes = Buffer.from(text);
    const before = JSON.stringify(joined([base]));
    for (let at = 0; at < bytes.length; at++) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (at % 7));
      const incoming = parseRosters(spoilt.toString());
      const held = incoming === null ? [base] : take([base], ...incoming).rosters;
      expect(JSON.stringify(joined(held))).toBe(before);
    }
    expect(parseRosters(text)).toHaveLength(1);
    expect(parseRosters(`${text}\n`)).toHaveLength(1);
    for (const other of [` ${text}`, `${text}\n\n`, text.replace('"at":11', '"at":1.1e1'), '[]', 'null', ''])
      expect(parseRosters(other)).toBeNull();
    const half = text.replace('"name":"Ann"', String.raw`"name":"\ud800"`);
    expect(half).not.toBe(text);
    expect(parseRosters(half)).toBeNull();
  }, 120_000);

  it('does count by somebody who was made an administrator where that is not known yet', () => {
    const promoted = after(base, founder, set(ann, 'role', { role: 'owner' }), (body) => ({
      ...body,
      administrators: [...body.administrators, certificate(ann, founder, body.seq)],
    }));
    const next = after(promoted, ann, ended(mia, 20));
    const { rosters, refused } = take([base], next);
    expect(refused).toBe(0);
    expect(of(rosters, mia)?.status).toBe('removed');
  });

  it('goes again when its signer turns out to have had no account any more, whichever was heard first', () => {
    const removal = after(base, founder, ended(bob, 20));
    const late = after(base, bob, gain);
    for (const order of [
      [removal, late],
      [late, removal],
    ] as const) {
      let held: readonly SignedRoster[] = [base];
      for (const each of order) ({ rosters: held } = take(held, each));
      expect(of(held, mia)?.role).toBe('member');
      expect(of(held, bob)?.status).toBe('removed');
    }
  });
});
