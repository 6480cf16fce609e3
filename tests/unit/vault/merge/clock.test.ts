import { expect, test } from 'vitest';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { create, edit, hand, name, notes, ours, pack, take, theirs, useTwoVaults } from './kit.ts';

const hour = 3_600_000;

useTwoVaults();

test('a clock that is ahead shuts nothing else out, and what it dated comes when its time has', async () => {
  const known = create(ours, name('A'), notes('before'));
  await hand(ours, theirs);
  edit(theirs, known, name('B'));
  theirs.passTime(72 * hour);
  edit(theirs, known, notes('dated ahead'));
  const added = create(theirs, name('New'));
  const parcel = pack(theirs);
  expect(await take(ours, parcel)).toMatchObject({
    added: 0,
    changed: 1,
    waiting: { values: 1, customers: 1, hours: 73 },
  });
  expect(getCustomer(ours, known)).toMatchObject({ name: 'B', notes: 'before' });
  // The clock here goes on as if it had not come.
  edit(ours, known, { field: 'jobTitle', value: 'x' });
  expect(ours.store.time.at).toBeLessThan(ours.now() + hour);

  ours.passTime(60 * hour);
  expect(await take(ours, parcel)).toMatchObject({
    added: 1,
    changed: 1,
    waiting: { values: 0, customers: 0 },
  });
  expect(getCustomer(ours, known)).toMatchObject({ notes: 'dated ahead' });
  expect(getCustomer(ours, added).name).toBe('New');
});
