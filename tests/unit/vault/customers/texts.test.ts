/** What a text may hold, and how long it may be, however it comes. */
import { expect, test } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { create, edit, field, get, useFreshVault, value, withCode } from './kit.ts';

useFreshVault();

const long = (length: number): string => 'x'.repeat(length);
const contact = (name: string): Edit => ({
  field: 'contact',
  key: newId(),
  value: { name, jobTitle: '', department: '', note: '', position: 1 },
});
const point = (label: string): Edit => ({
  field: 'point',
  key: newId(),
  value: { type: 'phone', label, value: '1', address: null, contactId: null, position: 1 },
});

test('lines hold no control characters and nothing that turns text round', async () => {
  const id = await create({ field: 'name', value: 'a\u0000b\u202ec\nd' });
  await edit(
    id,
    { field: 'organisation', value: '\u200bFirm\u0007\tx' },
    { field: 'notes', value: 'a\u0000\r\nb' },
  );
  await edit(id, contact('Bo\u2067\u0001'), point('work\u200b\n'));
  const note = field('Note', 'text');
  await edit(id, value(note, 'x\u0000y'));
  const customer = await get(id);
  expect(customer).toMatchObject({ name: 'abc d', organisation: 'Firm x', notes: 'a\r\nb' });
  expect(customer.contacts[0]?.name).toBe('Bo');
  expect(customer.points[0]?.label).toBe('work ');
  expect(customer.values[note]).toEqual({ value: 'xy' });
});

test.each<[string, Edit, number]>([
  ['a name', { field: 'name', value: long(1500) }, 1000],
  ['a company', { field: 'organisation', value: long(501) }, 1],
  ['a job title', { field: 'jobTitle', value: long(501) }, 1],
  ['notes', { field: 'notes', value: long(250_000) }, 50_000],
  ['a contact', contact(long(600)), 100],
  ['a label', point(long(103)), 3],
])('%s that is too long is refused with the number of characters', async (_, change, over) => {
  const id = await create({ field: 'name', value: 'A' });
  expect(() => edit(id, change)).toThrow(withCode('customers/bad-value', { reason: 'too-long', over }));
  expect(await get(id)).toMatchObject({ name: 'A', notes: '' });
});
