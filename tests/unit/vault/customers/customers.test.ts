import { describe, expect, test } from 'vitest';
import { customer as customerSchema, type FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { wholeToken } from '../../../../src-main/vault/fields/blind-index.ts';
import {
  calls,
  create,
  edit,
  field,
  get,
  indexed,
  phone,
  reopen,
  rowOf,
  tag,
  useFreshVault,
  value,
  vault,
  withCode,
} from './kit.ts';

useFreshVault();

describe('creating and editing', () => {
  test('a customer comes back whole, in the form of the contract', async () => {
    const amount = field('Amount', 'money');
    const vip = tag('VIP');
    const contactId = newId();
    const id = await create(
      { field: 'name', value: '张三' },
      { field: 'organisation', value: 'Acme' },
      {
        field: 'contact',
        key: contactId,
        value: { name: 'Ann', jobTitle: 'CEO', department: '', note: '', position: 1 },
      },
      phone('+1 212 555 0100', { contactId, position: 2 }),
      phone('138 0013 8000'),
      { field: 'tag', key: vip, value: true },
      value(amount, { amount: '12.50', currency: 'EUR' }),
    );
    const found = customerSchema.parse(await get(id));
    expect(found).toMatchObject({
      kind: 'person',
      name: '张三',
      organisation: 'Acme',
      tagIds: [vip],
      deletedAt: null,
    });
    expect(found.points.map((point) => [point.value, point.contactId])).toEqual([
      ['138 0013 8000', null],
      ['+1 212 555 0100', contactId],
    ]);
    expect(found.contacts).toEqual([
      { id: contactId, name: 'Ann', jobTitle: 'CEO', department: '', note: '', position: 1 },
    ]);
    expect(found.values).toEqual({ [amount]: { value: { amount: '12.50', currency: 'EUR' } } });
    expect(vault.store.db.all('SELECT lookup FROM point ORDER BY position')).toEqual([
      { lookup: '8613800138000' },
      { lookup: '12125550100' },
    ]);
    expect(vault.events).toContainEqual({ event: 'changed/customers', payload: { ids: [id], all: false } });
  });

  test.each([
    ['markup', '<img src=x onerror=alert(1)><script>1</script>'],
    ['direction marks', '\u202eabc\u2066'],
    ['a hundred thousand characters', '长'.repeat(100_000)],
    ['quotes and backslashes', `"'\\\n\r\t\u2028`],
    ['emoji', '👩‍👩‍👧'],
  ])('text is kept as it is: %s', async (_what, text) => {
    const note = field('Note', 'long-text');
    const secret = field('Secret', 'secret');
    const link = phone(text, { type: 'link' });
    const id = await create({ field: 'name', value: 'A' }, link, value(note, text), value(secret, text));
    await edit(id, { field: 'notes', value: text });
    reopen();
    const found = await get(id);
    expect([found.notes, found.points[0]?.value]).toEqual([text, text]);
    expect(found.values[note]).toEqual({ value: text });
    expect(await calls['customers/reveal']({ id, fieldId: secret, to: 'show' })).toEqual({ value: text });
  });

  test('half a surrogate pair, which no file can hold, becomes a replacement character', async () => {
    const id = await create({ field: 'name', value: 'a\ud800b' });
    expect((await get(id)).name).toBe('a\ufffdb');
  });

  test('an edit that changes nothing leaves no trace', async () => {
    const secret = field('Pin', 'secret');
    const id = await create({ field: 'name', value: 'A' }, value(secret, '1234'));
    const seq = vault.store.logSize;
    await edit(id, { field: 'name', value: 'A' }, value(secret, '1234'), { field: 'notes', value: '' });
    expect(vault.store.logSize).toBe(seq);
  });

  test('a name is not taken away; nothing of such an edit stays', async () => {
    const id = await create({ field: 'name', value: 'A' });
    expect(() => edit(id, { field: 'notes', value: 'kept?' }, { field: 'name', value: ' ' })).toThrow(
      withCode('customers/name-needed'),
    );
    expect(await get(id)).toMatchObject({ name: 'A', notes: '' });
    expect(await edit(id, { field: 'organisation', value: 'B' }, { field: 'name', value: '' })).toMatchObject(
      { name: '' },
    );
  });

  test.each<[FieldType, FieldValue, string]>([
    ['number', 'ten', 'not-a-number'],
    ['number', '1,23,456', 'not-a-number'],
    ['number', '110101199003071234', 'too-many-digits'],
    ['money', 'ten', 'not-a-number'],
    ['money', '99999999999999999999', 'too-many-digits'],
    ['date', '2025-02-30', 'not-a-date'],
    ['date', '25-02-03', 'not-a-date'],
    ['date', '--02-30', 'not-a-date'],
    ['date', '02-14', 'not-a-date'],
    ['yes-no', 'yes', 'wrong-type'],
    ['money', 12, 'wrong-type'],
    ['text', true, 'wrong-type'],
    ['choice', ['00000000000000000000000000'], 'no-such-option'],
    ['choices', ['00000000000000000000000000'], 'no-such-option'],
    ['email', 'not an address', 'not-an-email'],
    ['phone', 'none', 'not-a-phone-number'],
  ])('a %s field does not take %j', async (type, given, reason) => {
    const key = field('Thing', type, 'internal', ['One']);
    const id = await create({ field: 'name', value: 'A' });
    expect(() => edit(id, value(key, given))).toThrow(
      withCode('customers/bad-value', { reason, field: 'value', key, name: 'Thing' }),
    );
  });

  test('unknown tags, fields and customers are named', async () => {
    const id = await create({ field: 'name', value: 'A' });
    const key = newId();
    expect(() => edit(id, { field: 'tag', key, value: true })).toThrow(
      withCode('customers/bad-value', { reason: 'no-such-tag', key }),
    );
    expect(() => edit(id, value(key, 'x'))).toThrow(
      withCode('customers/bad-value', { reason: 'no-such-field', key }),
    );
    expect(() => get(key)).toThrow(withCode('customers/not-found'));
    expect(() => edit(key, { field: 'name', value: 'x' })).toThrow(withCode('customers/not-found'));
  });

  test('a contact that is removed takes its own numbers along, and undo brings both back', async () => {
    const contactId = newId();
    const id = await create(
      { field: 'name', value: 'Acme' },
      {
        field: 'contact',
        key: contactId,
        value: { name: 'Ann', jobTitle: '', department: '', note: '', position: 1 },
      },
      phone('13800138000', { contactId }),
      phone('13900139000'),
    );
    const before = await get(id);
    expect((await edit(id, { field: 'contact', key: contactId, value: null })).points).toHaveLength(1);
    await calls['undo/undo'](undefined);
    expect(await get(id)).toEqual({ ...before, updatedAt: expect.any(Number) });
  });
});

describe('search entries', () => {
  test('follow every edit, and never hold what is sealed', async () => {
    const plain = field('City', 'text');
    const choice = field('Level', 'choice', 'public', ['Gold']);
    const sealed = field('Card', 'id-number', 'confidential');
    const secret = field('Pin', 'secret');
    const [gold] = vault.store.db.all<{ options: string }>("SELECT options FROM field WHERE name = 'Level'");
    const option = (JSON.parse(gold?.options ?? '[]') as { id: string }[])[0]?.id ?? '';
    const id = await create({ field: 'name', value: 'Ann' }, value(sealed, '110101X'), value(secret, 'hush'));
    await edit(id, value(plain, 'Shanghai'), value(choice, [option]), { field: 'notes', value: 'tall' });
    const text = indexed(id);
    for (const word of ['ann', 'shanghai', 'gold', 'tall']) expect(text).toContain(word);
    for (const word of ['110101', 'hush']) expect(text).not.toContain(word);
    await edit(id, value(plain, null));
    expect(indexed(id)).not.toContain('shanghai');
  });

  test('a sealed value is found by its token and by those of its words, until it changes', async () => {
    const sealed = field('Card', 'text', 'restricted');
    const id = await create({ field: 'name', value: 'Ann' }, value(sealed, 'Blue 42'));
    const holders = (text: string): unknown[] =>
      vault.store.db.all(
        'SELECT customer FROM blind_index WHERE token = ?',
        wholeToken(vault, text, 'restricted'),
      );
    for (const text of ['Blue 42', 'blue42', 'BLUE', '42'])
      expect(holders(text)).toEqual([{ customer: rowOf(id) }]);
    await edit(id, value(sealed, 'Red'));
    expect(holders('Blue 42')).toEqual([]);
    expect(holders('red')).toHaveLength(1);
  });
});

describe('classified values', () => {
  test('restricted ones are masked, revealing one is noted, and the log holds no plain text', async () => {
    const pin = field('Pin', 'secret');
    const card = field('Card', 'id-number', 'confidential');
    const id = await create(
      { field: 'name', value: 'A' },
      value(pin, 'planted-pin'),
      value(card, 'planted-card'),
    );
    expect((await get(id)).values).toEqual({ [pin]: { masked: true }, [card]: { value: 'planted-card' } });
    expect(await calls['customers/reveal']({ id, fieldId: pin, to: 'show' })).toEqual({
      value: 'planted-pin',
    });
    expect(await calls['customers/reveal']({ id, fieldId: pin, to: 'copy' })).toEqual({
      value: 'planted-pin',
    });
    const entries = vault.store.db.all<{ action: string; details: string; of: string }>(
      `SELECT action, details, c.id AS "of" FROM journal
       JOIN subject s ON s.entry = seq JOIN customer c ON c.row = s.customer ORDER BY seq`,
    );
    // Copied is copied, and not shown.
    expect(entries.map(({ action, of }) => [action, of])).toEqual([
      ['revealed', id],
      ['copied', id],
    ]);
    for (const { details } of entries)
      expect(JSON.parse(details)).toMatchObject({ field: 'Pin', class: 'restricted' });
    await edit(id, value(pin, 'planted-other'));
    const everything = JSON.stringify([
      vault.store.db.all('SELECT old_value, value FROM change'),
      vault.store.db.all('SELECT text FROM field_value'),
      vault.store.db.all('SELECT text FROM search_text'),
    ]);
    expect(everything).not.toContain('planted');
    expect(() => calls['customers/reveal']({ id, fieldId: newId(), to: 'show' })).toThrow(
      withCode('customers/no-value'),
    );
  });

  test('an envelope that is put back from an earlier write, or from another customer, is refused', async () => {
    const pin = field('Pin', 'secret');
    const [id, other] = [await create(value(pin, '1')), await create(value(pin, '1'))];
    const stored = (): { sealed: Uint8Array; version: number } | undefined =>
      vault.store.db.get('SELECT sealed, version FROM field_value WHERE customer = ?', rowOf(id));
    const old = stored();
    await edit(id, value(pin, '2'));
    const current = stored();
    expect(current?.version).toBe(2);
    const put = (sealed: Uint8Array | undefined): void => {
      vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
        tx.run('UPDATE field_value SET sealed = ? WHERE customer = ?', sealed ?? null, rowOf(id)),
      );
    };
    put(old?.sealed);
    expect(() => calls['customers/reveal']({ id, fieldId: pin, to: 'show' })).toThrow(
      withCode('vault/damaged'),
    );
    put(vault.store.db.value<Uint8Array>('SELECT sealed FROM field_value WHERE customer = ?', rowOf(other)));
    expect(() => calls['customers/reveal']({ id, fieldId: pin, to: 'show' })).toThrow(
      withCode('vault/damaged'),
    );
    put(current?.sealed);
  });
});
