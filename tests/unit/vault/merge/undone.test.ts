import { expect, test } from 'vitest';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { beginSession, redoLast, undoLast } from '../../../../src-main/vault/customers/session-undo.ts';
import { undoMerge } from '../../../../src-main/vault/merge/batches.ts';
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

test('a merge that was taken back changes nothing elsewhere', async () => {
  const id = create(ours, name('A'), notes('first'));
  await hand(ours, theirs);
  edit(theirs, id, notes('theirs'));
  const { batchId } = await hand(theirs, ours);
  await undoMerge(ours, batchId);
  expect(getCustomer(ours, id).notes).toBe('first');
  expect(await hand(ours, theirs)).toMatchObject({ changed: 0, conflicts: 0 });
  expect(getCustomer(theirs, id).notes).toBe('theirs');
});

test('taking in again what was taken back is taking it in', async () => {
  const known = create(ours, name('A'), notes('first'));
  await hand(ours, theirs);
  edit(theirs, known, notes('theirs'));
  const added = create(theirs, name('New'));
  const parcel = pack(theirs);
  const { batchId, ...first } = await take(ours, parcel);
  const taken = [known, added].map((id) => stateOf(ours, id));
  await undoMerge(ours, batchId);
  const { batchId: _, ...again } = await take(ours, parcel);
  expect({ added: again.added, changed: again.changed }).toEqual({
    added: first.added,
    changed: first.changed,
  });
  expect(getCustomer(ours, known).notes).toBe('theirs');
  expect([known, added].map((id) => stateOf(ours, id))).toEqual(taken);
});

test('undone by a key press, done again, and undone: each time it is as if it had been taken in, or not', async () => {
  const id = create(ours, name('A'), notes('first'));
  await hand(ours, theirs);
  const before = stateOf(ours, id);
  edit(theirs, id, notes('theirs'));
  beginSession(ours);
  await hand(theirs, ours);
  const taken = stateOf(ours, id);
  for (let round = 0; round < 2; round++) {
    await undoLast(ours);
    expect(stateOf(ours, id)).toEqual(before);
    await redoLast(ours);
    expect(stateOf(ours, id)).toEqual(taken);
  }
});

test('what was changed between the merge and its undoing stays, and others hear of it', async () => {
  const id = create(ours, name('A'), notes('first'));
  await hand(ours, theirs);
  edit(theirs, id, notes('theirs'), name('B'));
  const { batchId } = await hand(theirs, ours);
  edit(ours, id, notes('later'));
  expect(await undoMerge(ours, batchId)).toMatchObject({ kept: 1 });
  expect(getCustomer(ours, id)).toMatchObject({ name: 'A', notes: 'later' });
  expect(await hand(ours, theirs)).toMatchObject({ changed: 1, conflicts: 0 });
  expect(getCustomer(theirs, id)).toMatchObject({ name: 'B', notes: 'later' });
});

test('what a third vault said before is taken in where the merge that knew of it was taken back', async () => {
  const id = create(theirs, name('A'), notes('first'));
  await hand(theirs, ours);
  const parcel = pack(theirs);
  edit(theirs, id, notes('second'));
  const older = pack(theirs);
  edit(theirs, id, notes('third'));
  const { batchId } = await hand(theirs, ours);
  await undoMerge(ours, batchId);
  expect(await take(ours, parcel)).toMatchObject({ changed: 0 });
  await take(ours, older);
  expect(getCustomer(ours, id).notes).toBe('second');
});

test('a customer that they put into the bin is out of it again, here and nowhere else', async () => {
  const id = create(ours, name('A'));
  await hand(ours, theirs);
  bin(theirs, id);
  const { batchId } = await hand(theirs, ours);
  await undoMerge(ours, batchId);
  await hand(ours, theirs);
  const deleted = (vault: typeof ours) =>
    vault.store.db.value('SELECT deleted_at FROM customer WHERE id = ?', id);
  expect(deleted(ours)).toBeNull();
  expect(deleted(theirs)).not.toBeNull();
  expect(conflicts(ours)).toEqual([]);
});

test('what an earlier merge had seen is still seen when a later one is taken back', async () => {
  const id = create(ours, name('A'));
  await hand(ours, theirs);
  for (const vault of [ours, theirs]) edit(vault, id, notes('same'));
  await hand(theirs, ours);
  const before = stateOf(ours, id);
  edit(theirs, id, notes('x'));
  edit(theirs, id, notes('same'));
  const { batchId } = await hand(theirs, ours);
  await undoMerge(ours, batchId);
  expect(stateOf(ours, id)).toEqual(before);
});

test('who came back with a merge and was changed since stays when that merge is taken back', async () => {
  const id = create(theirs, name('A'));
  const first = await hand(theirs, ours);
  await undoMerge(ours, first.batchId);
  const again = await hand(theirs, ours);
  edit(ours, id, notes('ours'));
  expect(await undoMerge(ours, again.batchId)).toMatchObject({ kept: 1 });
  expect(getCustomer(ours, id)).toMatchObject({ name: 'A', notes: 'ours' });
});

test('who came back with a merge and was not changed since is gone again with it, whatever else came along', async () => {
  const id = create(theirs, name('A'));
  const first = await hand(theirs, ours);
  await undoMerge(ours, first.batchId);
  edit(theirs, id, notes('theirs'));
  const again = await hand(theirs, ours);
  await undoMerge(ours, again.batchId);
  expect(ours.store.db.value('SELECT gone FROM customer WHERE id = ?', id)).toBe(1);
});
