import { expect, test } from 'vitest';
import { customerHistory } from '../../../../src-main/vault/customers/history.ts';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { beginSession, undoLast } from '../../../../src-main/vault/customers/session-undo.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { mergeHandlers } from '../../../../src-main/vault/merge/handlers.ts';
import { openTestVault } from '../customers/test-vault.ts';
import {
  bin,
  conflicts,
  create,
  edit,
  hand,
  name,
  notes,
  ours,
  pack,
  stateOf,
  take,
  theirs,
  useTwoVaults,
} from './kit.ts';

useTwoVaults();

/** A customer whose name both sides changed, theirs later. */
async function disputed(): Promise<string> {
  const id = create(ours, name('A'));
  await hand(ours, theirs);
  edit(ours, id, name('Mine'));
  theirs.passTime(60_000);
  edit(theirs, id, name('Theirs'));
  await hand(theirs, ours);
  return id;
}
const decide = (side: 'mine' | 'theirs') => {
  const [first] = conflicts(ours);
  return mergeHandlers(ours)['merge/decide']({ seq: first?.seq ?? 0, side });
};

test('a decision is an ordinary change, and settles the matter in the other vault too', async () => {
  const id = await disputed();
  expect(await hand(ours, theirs)).toMatchObject({ conflicts: 0 });
  expect(await decide('mine')).toEqual({ left: 0 });
  expect(getCustomer(ours, id).name).toBe('Mine');
  expect(customerHistory(ours, id, null, 1).entries).toMatchObject([
    { from: 'Theirs', to: 'Mine', source: 'edit' },
  ]);
  await hand(ours, theirs);
  expect(getCustomer(theirs, id).name).toBe('Mine');
  expect(stateOf(theirs, id)).toEqual(stateOf(ours, id));
  await expect(async () => decide('mine')).rejects.toMatchObject({ code: 'merge/no-such-conflict' });
});

test('deciding for what stands settles it, and is heard of elsewhere', async () => {
  const id = create(ours, name('A'));
  await hand(ours, theirs);
  edit(ours, id, name('Mine'));
  edit(theirs, id, name('Theirs'));
  const [one, other] = [pack(ours), pack(theirs)];
  await take(ours, other);
  await take(theirs, one);
  expect(conflicts(ours)).toHaveLength(1);
  expect(conflicts(theirs)).toHaveLength(1);
  const standing = getCustomer(ours, id).name;
  await decide(conflicts(ours)[0]?.standing ?? 'mine');
  expect(getCustomer(ours, id).name).toBe(standing);
  expect(conflicts(ours)).toEqual([]);
  await hand(ours, theirs);
  expect(conflicts(theirs)).toEqual([]);
  expect(stateOf(theirs, id)).toEqual(stateOf(ours, id));
});

test('an ordinary edit settles it; undoing that opens it again', async () => {
  const id = await disputed();
  beginSession(ours);
  edit(ours, id, name('Something else'));
  expect(conflicts(ours)).toEqual([]);
  await undoLast(ours);
  expect(conflicts(ours)).toHaveLength(1);
  expect(getCustomer(ours, id).name).toBe('Theirs');
});

test('a deletion is decided like a value', async () => {
  const id = create(ours, name('A'));
  await hand(ours, theirs);
  bin(theirs, id);
  edit(ours, id, notes('mine'));
  await hand(theirs, ours);
  expect(getCustomer(ours, id).deletedAt).not.toBeNull();
  await decide('mine');
  expect(getCustomer(ours, id).deletedAt).toBeNull();
  await hand(ours, theirs);
  expect(getCustomer(theirs, id)).toMatchObject({ deletedAt: null, notes: 'mine' });
  expect(conflicts(theirs)).toEqual([]);
});

test('rules settle all of them: what stands, mine, theirs, or one sender’s', async () => {
  const calls = mergeHandlers(ours);
  const scope = { batchId: null, customerId: null };
  const ids = [0, 1, 2, 3].map((number) => create(ours, name(`A${number}`)));
  await hand(ours, theirs);
  for (const id of ids) edit(theirs, id, name('Theirs'));
  ours.passTime(60_000);
  for (const id of ids) edit(ours, id, name('Mine'));
  const senderId = newId();
  await take(ours, pack(theirs), { sender: 'Zhao Min', senderId });
  const total = async () => (await calls['merge/conflicts']({ ...scope, before: null, count: 2 })).total;
  expect(await total()).toBe(4);
  const names = () => ids.map((id) => getCustomer(ours, id).name);
  const [a = '', b = '', c = ''] = ids;
  await calls['merge/decide-all']({ ...scope, customerId: a, rule: { by: 'theirs' } });
  expect(await total()).toBe(3);
  await calls['merge/decide-all']({ ...scope, customerId: b, rule: { by: 'mine' } });
  await calls['merge/decide-all']({ ...scope, customerId: c, rule: { by: 'newest' } });
  expect(await calls['merge/decide-all']({ ...scope, rule: { by: 'sender', personId: newId() } })).toEqual({
    decided: 0,
    left: 1,
  });
  expect(names()).toEqual(['Theirs', 'Mine', 'Mine', 'Mine']);
  expect(await calls['merge/decide-all']({ ...scope, rule: { by: 'sender', personId: senderId } })).toEqual({
    decided: 1,
    left: 0,
  });
  expect(names()).toEqual(['Theirs', 'Mine', 'Mine', 'Theirs']);
});

test('conflicts with two others about one value stay until that value is settled', async () => {
  const third = openTestVault('aegis', { deviceId: 'third' });
  try {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    await hand(ours, third);
    edit(ours, id, name('Mine'));
    edit(theirs, id, name('Theirs'));
    edit(third, id, name('Third'));
    await hand(theirs, ours);
    await hand(third, ours);
    expect(conflicts(ours).map((conflict) => conflict.theirs.text)).toEqual(['Third', 'Theirs']);
    await decide('theirs');
    expect(getCustomer(ours, id).name).toBe('Third');
    expect(conflicts(ours)).toEqual([]);
  } finally {
    third.remove();
  }
});

test('merges are listed with what they brought, and undone by name', async () => {
  const calls = mergeHandlers(ours);
  const id = await disputed();
  const { batches } = await calls['merge/batches'](undefined);
  expect(batches).toMatchObject([
    { sender: 'Zhao Min', changed: 1, conflicts: 1, openConflicts: 1, undone: false },
  ]);
  const batchId = batches[0]?.id ?? '';
  await calls['merge/undo']({ batchId });
  expect(getCustomer(ours, id).name).toBe('Mine');
  expect((await calls['merge/batches'](undefined)).batches).toMatchObject([
    { undone: true, openConflicts: 0 },
  ]);
  await expect(calls['merge/undo']({ batchId })).rejects.toMatchObject({ code: 'merge/already-undone' });
  await expect(calls['merge/undo']({ batchId: newId() })).rejects.toMatchObject({
    code: 'merge/no-such-batch',
  });
});

test('whoever settles it by an ordinary edit is told that there is one less', async () => {
  const id = await disputed();
  expect(conflicts(ours)).toHaveLength(1);
  ours.events.length = 0;
  edit(ours, id, name('Settled'));
  expect(conflicts(ours)).toEqual([]);
  expect(ours.events).toContainEqual({ event: 'changed/conflicts', payload: {} });
});

test('where nothing ever was in dispute, an edit has nobody count', () => {
  const id = create(ours, name('A'));
  ours.events.length = 0;
  edit(ours, id, name('B'));
  expect(ours.events.map(({ event }) => event)).toEqual(['changed/customers', 'changed/undo']);
});
