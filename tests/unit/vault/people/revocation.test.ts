/** Suspending and removing reach other copies of the vault with the next bundle, and a late change does not count. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { signRoster } from '../../../../src-main/vault/keyring/roster.ts';
import { bytes, goodPassphrase, makeBench, makeVault } from '../session/vault-fixture.ts';
import { everybody, introduce, parts } from '../handover/kit.ts';
import { OwnProgram } from './own-program.ts';
import { hour, makeTemplate, Office, type Copy, type Template } from './copies.ts';

let template: Template;
let office: Office;
let program: OwnProgram;
beforeAll(async () => {
  template = await makeTemplate();
}, 300_000);
afterAll(() => {
  template.remove();
});
beforeEach(() => {
  office = new Office(template);
  program = new OwnProgram(office, template);
});
afterEach(() => {
  program.close();
  office.close();
});

const note = async (copy: Copy, value: string): Promise<void> => {
  const edits = [{ field: 'notes' as const, value }];
  await office.at(copy).call('customers/edit', { id: template.customer, edits });
};
const notes = async (copy: Copy): Promise<string> =>
  (await office.at(copy).call('customers/get', { id: template.customer })).notes;
const nothing = { values: 0, customers: 0, people: [] };

describe('an account that ended in one copy', () => {
  it('ends in another by the next bundle, whoever takes it in, and both sides say so', async () => {
    const { ids } = template;
    expect(await office.enter('One', 'Mia')).toBeNull();
    await office.enter('Main', '李雷');
    office.pass(hour);
    await office.at('Main').call('people/remove', { id: ids.Mia, heir: null });
    const file = await office.send('Main', [ids.Ann]);
    await office.enter('One', 'Ann');
    const { people } = await office.look('One', file);
    expect(people).toEqual({
      state: 'newer',
      changes: [expect.objectContaining({ name: 'Mia', what: 'ended', by: '李雷', isMe: false })],
    });
    // Looking changes nothing.
    expect((await office.person('One', ids.Mia)).status).toBe('active');
    const taken = await office.takeIn('One', file);
    expect(taken).toMatchObject({ people, isOver: false, leftOut: nothing, takenBack: nothing });
    expect(await office.person('One', ids.Mia)).toMatchObject({
      status: 'removed',
      by: '李雷',
      wayIn: 'none',
    });
    expect(await office.enter('One', 'Mia')).toBe('vault/unknown-person');
    expect(await office.enter('One', 'Bob')).toBeNull();
    expect(await office.findings('One')).toEqual([]);
    const { entries } = await office.at('One').call('journal/list', { count: 50 });
    expect(entries.map(({ action }) => action)).toContain('people-heard');
    // A second time it is nothing new.
    await office.enter('One', 'Ann');
    const again = await office.look('One', file);
    expect(again.people).toEqual({ state: 'known', changes: [] });
  });

  it('stays ended when an older bundle comes later, and what it says of people is called old', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.at('Main').call('people/rename', { id: ids.Mia, name: 'Mia Lin' });
    const before = await office.send('Main', [ids.Bob]);
    office.pass(hour);
    await office.at('Main').call('people/suspend', { id: ids.Mia });
    const later = await office.send('Main', [ids.Bob]);
    await office.enter('One', 'Bob');
    await office.takeIn('One', later);
    expect((await office.look('One', before)).people).toEqual({ state: 'older', changes: [] });
    await office.takeIn('One', before);
    expect(await office.person('One', ids.Mia)).toMatchObject({ name: 'Mia Lin', status: 'suspended' });
    expect(await office.enter('One', 'Mia', 'Mia Lin')).toBe('vault/suspended');
  });

  it('that had signed more there than anybody elsewhere leaves nothing that looks put back', async () => {
    const { ids } = template;
    await office.enter('One', 'Bob');
    for (const name of ['Mia Lin', 'Mia', 'Mia Lin', 'Mia'])
      await office.at('One').call('people/rename', { id: ids.Mia, name });
    await office.enter('Main', '李雷');
    await office.at('Main').call('people/set-role', { id: ids.Bob, roleId: 'member' });
    const file = await office.send('Main', [ids.李雷]);
    await office.enter('One', '李雷');
    await office.takeIn('One', file);
    for (const name of ['Bob', 'Mia', 'Ann', '李雷'] as const)
      expect(await office.enter('One', name)).toBeNull();
    expect(await office.findings('One')).toEqual([]);
  });

  it('takes a smaller role along, whose keys are gone at once', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.at('Main').call('people/set-role', { id: ids.Ann, roleId: 'auditor' });
    const file = await office.send('Main', [ids.Bob]);
    await office.enter('One', 'Bob');
    expect((await office.takeIn('One', file)).people.changes).toMatchObject([{ name: 'Ann', what: 'role' }]);
    expect(await office.enter('One', 'Ann')).toBeNull();
    const { session } = await office.at('One').call('vault/state');
    expect(session?.role).toMatchObject({ id: 'auditor' });
    expect(await office.at('One').code('people/suspend', { id: ids.Mia })).toBe('access/not-allowed');
    expect(await program.keysOf('One', 'Ann')).toEqual({ confidential: false, restricted: false });
  });

  it('that was changed apart by two administrators ends in every copy, in whatever order they hear', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.enter('One', 'Bob');
    office.pass(hour);
    await office.at('Main').call('people/suspend', { id: ids.Mia });
    office.pass(hour);
    await office.at('One').call('people/set-role', { id: ids.Mia, roleId: 'manager' });
    await office.at('One').call('people/rename', { id: ids.Ann, name: 'Anna' });
    const [fromMain, fromOne] = [await office.send('Main', [ids.Bob]), await office.send('One', [ids.李雷])];
    const both = [await office.send('Main', [ids.Ann]), await office.send('One', [ids.Ann])];
    await office.takeIn('Main', fromOne);
    await office.takeIn('One', fromMain);
    await office.enter('Two', 'Ann');
    for (const file of both.reverse()) await office.takeIn('Two', file);
    for (const copy of ['Main', 'One', 'Two'] as const) {
      expect(await office.person(copy, ids.Mia)).toMatchObject({ status: 'suspended', roleId: 'manager' });
      expect((await office.person(copy, ids.Ann)).name).toBe('Anna');
    }
    expect(await office.enter('Two', 'Mia')).toBe('vault/suspended');
    // Ann cannot sign: hers is still two, and the vault opens with both.
    expect(await office.enter('Two', '李雷')).toBeNull();
    await office.at('Two').call('people/resume', { id: ids.Mia });
    expect(await office.enter('Two', 'Mia')).toBeNull();
  });

  it('ends also where the keys of one copy were exchanged meanwhile', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.at('Main').call('rotation/start', { jobId: newId(), reason: 'routine' });
    await office.enter('Main', '李雷');
    office.pass(hour);
    await office.at('Main').call('people/remove', { id: ids.Mia, heir: null });
    const file = await office.send('Main', [ids.Ann]);
    await office.enter('One', 'Ann');
    expect((await office.takeIn('One', file)).people.state).toBe('newer');
    expect(await office.enter('One', 'Mia')).toBe('vault/unknown-person');
    // And the other way round.
    expect(await office.enter('One', 'Bob')).toBeNull();
    await office.at('One').call('people/suspend', { id: ids.Ann });
    const back = await office.send('One', [ids.李雷]);
    await office.takeIn('Main', back);
    expect(await office.enter('Main', 'Ann')).toBe('vault/suspended');
  });

  it('ends with the word of that person for keys that they exchanged before the copy heard of it', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.enter('One', 'Bob');
    office.pass(hour);
    await office.at('Main').call('people/remove', { id: ids.Bob, heir: null });
    // Another number than Bob's own roster will have: of one number, the one put aside would be missed.
    await office.at('Main').call('people/rename', { id: ids.Mia, name: 'Mia Wu' });
    const file = await office.send('Main', [ids.Ann]);
    await office.at('One').call('rotation/start', { jobId: newId(), reason: 'routine' });
    // One number above the roster by which Bob is removed.
    await office.enter('One', 'Bob');
    await office.at('One').call('people/rename', { id: ids.Mia, name: 'Mia Lin' });
    await office.at('One').call('rotation/start', { jobId: newId(), reason: 'routine' });
    // Who saw that word before goes on, whoever did not has to wait for somebody who may vouch.
    for (const name of ['李雷', 'Ann'] as const) expect(await office.enter('One', name)).toBeNull();
    await office.takeIn('One', file);
    const one = office.at('One');
    await one.engine.prepareLock();
    const looking = { vault: one.ticket(office.place('One')), person: { name: '李雷' }, readOnly: true };
    await one.call('vault/unlock', { ...looking, passphrase: bytes(goodPassphrase) });
    // Besides what Bob signed after his account had ended.
    const unvouched = { code: 'verify/key-claim', count: 1 };
    expect(await office.findings('One')).toContainEqual(unvouched);
    // The name that Bob gave her went with him.
    expect(await office.enter('One', 'Ann')).toBeNull();
    expect(await office.enter('One', 'Mia', 'Mia Wu')).toBe('vault/keyring-edited');
    expect(await office.enter('One', '李雷')).toBeNull();
    expect(await office.findings('One')).not.toContainEqual(unvouched);
    expect(await office.enter('One', 'Mia', 'Mia Wu')).toBeNull();
  });

  it('of the person at the vault: it locks with its reason and does not open again', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    office.pass(hour);
    await office.at('Main').call('people/remove', { id: ids.Ann, heir: null });
    // Such a bundle is not written by the app: what is for Ann says nothing of people any more.
    const plain = await office.send('Main', [ids.Ann]);
    const file = await program.sealedBy('Main', '李雷', 'Ann', (rosters) => rosters);
    await office.enter('One', 'Ann');
    expect((await office.look('One', plain)).people.state).toBe('none');
    expect((await office.look('One', file)).people.changes).toMatchObject([{ what: 'ended', isMe: true }]);
    const taken = await office.takeIn('One', file);
    expect(taken).toMatchObject({ isOver: true, batchId: null });
    expect(office.at('One').controls.at(-1)).toEqual({ type: 'request-lock', reason: 'account-ended' });
    expect(await office.enter('One', 'Ann')).toBe('vault/unknown-person');
    expect(await office.enter('One', 'Bob')).toBeNull();
    expect((await office.person('One', ids.Ann)).status).toBe('removed');
    expect(await office.findings('One')).toEqual([]);
  });
});

describe('what somebody changed after their account had ended', () => {
  it('is refused in a bundle of their own, and taken in when it was made before', async () => {
    const { ids } = template;
    await office.enter('One', 'Ann');
    await note('One', 'while Ann was here');
    const early = await office.send('One', [ids.李雷]);
    office.pass(hour);
    await office.enter('Main', '李雷');
    await office.at('Main').call('people/remove', { id: ids.Ann, heir: null });
    office.pass(hour);
    await note('One', 'after Ann had gone');
    const late = await office.send('One', [ids.李雷]);
    // Backdated: the clock of the computer is put back before the bundle is made.
    office.at('One').clock -= 3 * hour;
    const backdated = await office.send('One', [ids.李雷]);
    for (const file of [late, backdated]) {
      const { senderEnded } = await office.look('Main', file);
      expect(senderEnded).toMatchObject({ status: 'removed', by: '李雷' });
      expect(await office.refusal('Main', file)).toBe('bundle/sender-ended');
      expect(await notes('Main')).toBe('as it was');
    }
    expect((await office.look('Main', early)).senderEnded).toBeNull();
    await office.takeIn('Main', early);
    expect(await notes('Main')).toBe('while Ann was here');
  });

  it('is left out of a colleague’s bundle, counted and shown, and everything else comes in', async () => {
    const { ids, customer } = template;
    await office.enter('Main', '李雷');
    office.pass(hour);
    await office.at('Main').call('people/remove', { id: ids.Ann, heir: null });
    office.pass(hour);
    await office.enter('One', 'Ann');
    await note('One', 'after Ann had gone');
    await office.at('One').call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'Too late' }],
    });
    await office.enter('One', 'Bob');
    await office.at('One').call('customers/edit', {
      id: customer,
      edits: [{ field: 'jobTitle', value: 'by Bob' }],
    });
    const file = await office.send('One', [ids.李雷]);
    const expected = { values: 1, customers: 1, people: ['Ann'] };
    expect((await office.look('Main', file)).leftOut).toEqual(expected);
    expect((await office.takeIn('Main', file)).leftOut).toEqual(expected);
    const { entries } = await office.at('Main').call('journal/list', { count: 5 });
    expect(entries.find(({ action }) => action === 'bundle-taken-in')?.details).toMatchObject({
      leftOut: 2,
      by: 'Ann',
    });
    const taken = await office.at('Main').call('customers/get', { id: customer });
    expect(taken).toMatchObject({ notes: 'as it was', jobTitle: 'by Bob' });
    expect((await office.at('Main').call('customers/count')).active).toBe(1);
    // The copy in which it was made takes it back as soon as it hears, and can have it back as Bob's.
    const back = await office.send('Main', [ids.Bob]);
    expect((await office.takeIn('One', back)).takenBack).toEqual(expected);
    expect(await notes('One')).toBe('as it was');
    expect((await office.at('One').call('customers/count')).active).toBe(1);
    for (const copy of ['Main', 'One'] as const) expect(await office.findings(copy)).toEqual([]);
    const { entries: ones } = await office.at('One').call('journal/list', { count: 9 });
    expect(ones.map(({ action }) => action)).toContain('changes-taken-back');
    // Whoever undoes that answers for the value: it is theirs from then on, and goes out like any other.
    office.pass(hour);
    await office.at('One').call('undo/undo', { jobId: newId() });
    expect(await notes('One')).toBe('after Ann had gone');
    await office.takeIn('Main', await office.send('One', [ids.李雷]));
    expect(await notes('Main')).toBe('after Ann had gone');
  });

  it('stays refused when a suspended account is opened again', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    office.pass(hour);
    await office.at('Main').call('people/suspend', { id: ids.Ann });
    office.pass(hour);
    await office.enter('One', 'Ann');
    await note('One', 'while suspended');
    const during = await office.send('One', [ids.李雷]);
    office.pass(hour);
    await office.at('Main').call('people/resume', { id: ids.Ann });
    expect(await office.refusal('Main', during)).toBe('bundle/sender-ended');
    office.pass(hour);
    await office.at('One').call('customers/edit', {
      id: template.customer,
      edits: [{ field: 'jobTitle', value: 'back again' }],
    });
    const after = await office.send('One', [ids.李雷]);
    expect((await office.takeIn('Main', after)).leftOut).toMatchObject({ values: 1 });
    expect(await notes('Main')).toBe('as it was');
  });
});

describe('a field kit', () => {
  it('hears who has left with the next bundle for it, refuses them, and carries the word on', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    const place = office.file('Kit.coffer');
    const main = office.at('Main');
    await main.call('kits/make', {
      jobId: newId(),
      content: { selection: everybody, parts, fieldIds: [] },
      personName: 'Field worker',
      label: '',
      passphrase: bytes(goodPassphrase),
      place: main.ticket(place),
    });
    const worker = (await main.call('cards/list')).cards.find(({ name }) => name === 'Field worker');
    office.pass(hour);
    await main.call('people/remove', { id: ids.Ann, heir: null });
    office.pass(hour);
    await office.enter('One', 'Ann');
    await note('One', 'after Ann had gone');
    const late = await office.send('One', [ids.Bob]);
    await office.enter('One', 'Bob');
    await office.takeIn('One', late);
    const file = await office.send('Main', [worker?.personId ?? '']);
    const kit = makeBench();
    try {
      kit.clock = main.clock;
      await kit.call('vault/unlock', { vault: kit.ticket(place), passphrase: bytes(goodPassphrase) });
      const open = (path: string) => kit.call('bundle/open', { jobId: newId(), file: kit.ticket(path) });
      const heard = await open(file);
      expect(heard.people.changes).toMatchObject([{ name: 'Ann', what: 'ended' }]);
      await kit.call('bundle/take-in', { jobId: heard.jobId });
      expect((await open(file)).people.state).toBe('known');
      // Those who work in the vault have no account in the kit.
      expect((await kit.call('people/list')).people).toHaveLength(1);
      expect((await kit.call('vault/verify')).findings).toEqual([]);
      await kit.call('customers/edit', {
        id: template.customer,
        edits: [{ field: 'jobTitle', value: 'from the field' }],
      });
      const back = office.file('back.coffer-bundle');
      await kit.call('kits/send-back', { jobId: newId(), note: '', save: kit.ticket(back) });
      // The other copy is one that has not heard; the bundle is for the one who made the kit.
      await office.enter('One', '李雷');
      const { jobId, people } = await office.look('One', back);
      expect(people.changes).toMatchObject([{ name: 'Ann', what: 'ended' }]);
      const taken = await office.at('One').call('bundle/take-in', { jobId, acceptSender: true });
      expect(taken.takenBack).toMatchObject({ values: 1, people: ['Ann'] });
      expect(await notes('One')).toBe('as it was');
      expect(await office.enter('One', 'Ann')).toBe('vault/unknown-person');
    } finally {
      kit.remove();
    }
  });
});

describe('somebody whose keys were made anew in one copy', () => {
  it('is known by the new ones in the others, and the old ones open nothing there any more', async () => {
    const { ids } = template;
    await office.enter('One', 'Ann');
    const byOldKeys = await office.send('One', [ids.李雷]);
    await office.enter('Main', '李雷');
    const { oneTimePassphrase } = await office.at('Main').call('people/reset', {
      id: ids.Ann,
      delivery: null,
      language: 'en',
    });
    expect((await office.look('Main', byOldKeys)).sender.standing).toBe('changed');
    const main = office.at('Main');
    await main.engine.prepareLock();
    await main.call('vault/unlock', {
      vault: main.ticket(office.place('Main')),
      person: { id: ids.Ann },
      passphrase: bytes(oneTimePassphrase ?? ''),
      newPassphrase: bytes('copper window meadow ladder'),
    });
    const file = await office.send('Main', [ids.Bob]);
    await office.enter('One', 'Bob');
    const { sender, people } = await office.look('One', file);
    expect(sender.standing).toBe('checked');
    expect(people.changes).toMatchObject([{ name: 'Ann', what: 'keys' }]);
    await office.takeIn('One', file);
    expect((await office.person('One', ids.Ann)).wayIn).toBe('none');
    expect(await office.at('One').code('people/resume', { id: ids.Ann })).toBe('people/no-way-in');
    expect(await office.enter('One', 'Ann')).toBe('vault/unknown-person');
  });
});

describe('what a bundle says of people', () => {
  it('goes to nobody who has no account, and with no passphrase', async () => {
    const { ids } = template;
    const outsider = makeBench();
    try {
      await makeVault(outsider);
      await office.enter('Main', '李雷');
      const stranger = await introduce(outsider, office.at('Main'));
      const texts: (string | null)[] = [];
      for (const [to, more] of [
        [[stranger], {}],
        [[ids.Ann, stranger], {}],
        [[ids.Ann], { passphrase: 'four good words' }],
      ] as const) {
        const file = await office.send('Main', to, more);
        const bench = to.includes(stranger) ? outsider : office.at('One');
        if (bench !== outsider) await office.enter('One', 'Ann');
        const { people } = await bench.call('bundle/open', { jobId: newId(), file: bench.ticket(file) });
        texts.push(people.state);
      }
      expect(texts).toEqual(['none', 'none', 'none']);
    } finally {
      outsider.remove();
    }
  });

  it('of somebody who may not manage people is not taken over, whatever it claims, and its customers are', async () => {
    const { ids } = template;
    await office.enter('One', 'Ann');
    await note('One', 'by Ann');
    const file = await program.sealedBy('One', 'Ann', 'Bob', ([roster], key) => {
      if (roster === undefined) throw new Error('a roster');
      const { signedBy: _, ...body } = roster.body;
      const people = body.people.map((person) =>
        person.id === ids.Ann ? { ...person, role: 'owner' as const } : person,
      );
      return [signRoster({ ...body, seq: body.seq + 9, people }, key)];
    });
    await office.enter('Main', 'Bob');
    expect((await office.look('Main', file)).people).toEqual({ state: 'refused', changes: [] });
    await office.takeIn('Main', file);
    expect((await office.person('Main', ids.Ann)).roleId).toBe('manager');
  });

  it('gives nobody keys: who is let in or rises elsewhere has to be let in here, too', async () => {
    const { ids } = template;
    await office.enter('Main', '李雷');
    await office.at('Main').call('people/suspend', { id: ids.Mia });
    await office.enter('One', 'Bob');
    await office.takeIn('One', await office.send('Main', [ids.Bob]));
    office.pass(hour);
    await office.at('Main').call('people/resume', { id: ids.Mia });
    await office.at('Main').call('people/set-role', { id: ids.Mia, roleId: 'manager' });
    const { personId } = await office.at('Main').call('people/invite', {
      name: 'Zoë',
      roleId: 'member',
      delivery: null,
      language: 'en',
    });
    await office.takeIn('One', await office.send('Main', [ids.Bob]));
    expect(await office.person('One', ids.Mia)).toMatchObject({ status: 'active', wayIn: 'closed' });
    expect(await office.person('One', personId)).toMatchObject({ status: 'active', wayIn: 'none' });
    expect(await office.enter('One', 'Mia')).toBe('vault/suspended');
    await office.enter('One', 'Bob');
    await office.at('One').call('people/resume', { id: ids.Mia });
    expect(await office.enter('One', 'Mia')).toBeNull();
  });
});
