/** Who was erased in one vault, and lines about them from another. */
import { expect, test } from 'vitest';
import { eraseCustomers, heedTombstones } from '../../../../src-main/vault/erasure/erase.ts';
import { tombstonesOf } from '../../../../src-main/vault/erasure/ledger.ts';
import { parseTombstone } from '../../../../src-main/vault/erasure/tombstone.ts';
import { differingErasures } from '../../../../src-main/vault/erasure/verify.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import type { TestVault } from '../customers/test-vault.ts';
import { bin, create, edit, hand, ours, pack, rowOf, take, theirs, useTwoVaults } from '../merge/kit.ts';

useTwoVaults();

const erase = (vault: TestVault, id: string): void => {
  eraseCustomers(vault, [{ id, row: rowOf(vault, id) }]);
};
const ids = (vault: TestVault): string[] =>
  vault.store.db.all<{ id: string }>('SELECT id FROM customer ORDER BY id').map(({ id }) => id);
const heed = (from: TestVault, to: TestVault): number =>
  heedTombstones(to, tombstonesOf(from.store.db), (document) => parseTombstone(document)?.body ?? null);

test('[X-7] a line brings nobody back, however late its stamps are', async () => {
  const gone = create(theirs, { field: 'name', value: 'Gone Person' });
  const kept = create(theirs, { field: 'name', value: 'Kept Person' });
  await hand(theirs, ours);
  const before = pack(theirs);
  erase(ours, gone);
  theirs.passTime(60_000);
  edit(theirs, gone, { field: 'notes', value: 'written later' });
  bin(theirs, gone);
  bin(theirs, gone, false);
  edit(theirs, kept, { field: 'notes', value: 'written later' });
  expect(await hand(theirs, ours)).toMatchObject({ added: 0, changed: 1, erased: 1 });
  expect(await take(ours, before)).toMatchObject({ added: 0, erased: 1 });
  expect(ids(ours)).toEqual([kept]);
  expect(atOnce(differingErasures(ours.store.db, ours.access.roster.body))).toBe(0);
});

test('[X-7] tombstones and lines lead to the same customers in any order, and again', async () => {
  const made = ['One', 'Two', 'Three', 'Four'].map((name) => create(theirs, { field: 'name', value: name }));
  const [one = '', two = '', three = '', four = ''] = made;
  await hand(theirs, ours);
  erase(ours, one);
  erase(theirs, two);
  edit(ours, two, { field: 'notes', value: 'not knowing' });
  edit(theirs, one, { field: 'notes', value: 'not knowing' });
  // Both, apart.
  erase(ours, three);
  erase(theirs, three);
  // Lines first on one side, tombstones first on the other.
  await hand(ours, theirs);
  expect(heed(ours, theirs)).toBe(1);
  expect(heed(theirs, ours)).toBe(1);
  await hand(theirs, ours);
  expect(heed(ours, theirs) + heed(theirs, ours)).toBe(0);
  expect([ids(ours), ids(theirs)]).toEqual([[four], [four]]);
  for (const vault of [ours, theirs]) {
    expect(vault.store.db.value<number>('SELECT count(*) FROM erased_customer')).toBe(3);
    expect(vault.store.db.value<number>('SELECT count(*) FROM erasure')).toBe(4);
  }
});
