import { describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { customerHistory } from '../../../../src-main/vault/customers/history.ts';
import { getCustomer } from '../../../../src-main/vault/customers/queries.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { recordLines, rowsChangedSince } from '../../../../src-main/vault/merge/record-lines.ts';
import {
  bin,
  conflicts,
  create,
  edit,
  everyPart,
  hand,
  name,
  notes,
  ours,
  pack,
  reopenOurs,
  rowOf,
  stateOf,
  take,
  theirs,
  useTwoVaults,
} from './kit.ts';

useTwoVaults();

const phone = newId();
const withPhone = (value: string | null, contactId: string | null = null) => ({
  field: 'point' as const,
  key: phone,
  value:
    value === null
      ? null
      : { type: 'phone' as const, label: '', value, address: null, contactId, position: 1 },
});

describe('taking in', () => {
  test('adds customers that are not here, found by search, with author and time as they were', async () => {
    const id = create(theirs, name('韩梅梅'), notes('met in Xiamen'), withPhone('13900001111'));
    edit(theirs, id, notes('met in Hangzhou'));
    const outcome = await hand(theirs, ours);
    expect(outcome).toMatchObject({ added: 1, changed: 0, unchanged: 0, conflicts: 0 });
    expect(getCustomer(ours, id)).toMatchObject({ name: '韩梅梅', notes: 'met in Hangzhou' });
    expect(stateOf(ours, id)).toEqual(stateOf(theirs, id));
    expect([...selectRows(ours, listQuery.parse({ text: 'hanmeimei' }))]).toEqual([rowOf(ours, id)]);
    const [entry] = customerHistory(ours, id, null, 5).entries;
    expect(entry).toMatchObject({ source: 'merge', person: 'Li Wei', author: 'Zhao Min' });
    const { entries } = customerHistory(theirs, id, null, 50);
    expect(entry?.at).toBe(entries.at(-1)?.at);
    const ofNotes = customerHistory(ours, id, null, 50).entries.find(({ field }) => field === 'notes');
    expect(ofNotes?.at).toBe(entries.find(({ field }) => field === 'notes')?.at);
    expect(ofNotes?.at).toBeGreaterThan(entry?.at ?? 0);
  });

  test('a number that was changed there outlives its contact, which was removed here', async () => {
    const contactId = newId();
    const contact = { name: 'C', jobTitle: '', department: '', note: '', position: 1 };
    const id = create(
      ours,
      name('A'),
      { field: 'contact', key: contactId, value: contact },
      withPhone('13900001111', contactId),
    );
    await hand(ours, theirs);
    edit(ours, id, { field: 'contact', key: contactId, value: null });
    theirs.passTime(60_000);
    edit(theirs, id, withPhone('13900002222', contactId));
    expect(await hand(theirs, ours)).toMatchObject({ conflicts: 1 });
    expect(getCustomer(ours, id)).toMatchObject({
      contacts: [],
      points: [{ value: '13900002222', contactId: null }],
    });
  });

  test('takes what was changed there, and again changes nothing', async () => {
    const id = create(ours, name('A'), withPhone('13900001111'));
    await hand(ours, theirs);
    edit(theirs, id, name('B'), withPhone('13900002222'), { field: 'organisation', value: 'Acme' });
    edit(ours, id, notes('ours'));
    const parcel = pack(theirs);
    expect(await take(ours, parcel)).toMatchObject({ added: 0, changed: 1, conflicts: 0 });
    expect(getCustomer(ours, id)).toMatchObject({ name: 'B', organisation: 'Acme', notes: 'ours' });
    const before = ours.store.logSize;
    expect(await take(ours, parcel)).toMatchObject({ changed: 0, unchanged: 1, conflicts: 0 });
    expect(ours.store.logSize).toBe(before);
    expect(conflicts(ours)).toEqual([]);
    const [last] = customerHistory(ours, id, null, 1).entries;
    expect(last).toMatchObject({ source: 'merge', person: 'Li Wei', author: 'Zhao Min' });
  });

  test('a value removed there goes here, and an emptied one is emptied', async () => {
    const id = create(ours, name('A'), notes('x'), withPhone('13900001111'));
    await hand(ours, theirs);
    edit(theirs, id, notes(''), withPhone(null));
    await hand(theirs, ours);
    expect(getCustomer(ours, id)).toMatchObject({ notes: '', points: [] });
    expect(stateOf(ours, id)).toEqual(stateOf(theirs, id));
  });

  test('changes made later here come after a clock that is ahead', async () => {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    theirs.passTime(20 * 3_600_000);
    edit(theirs, id, name('B'));
    await hand(theirs, ours);
    edit(ours, id, name('C'));
    await hand(ours, theirs);
    expect(getCustomer(theirs, id).name).toBe('C');
    expect(conflicts(theirs)).toEqual([]);
  });

  test('a later time that was only seen outlives a restart', async () => {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    theirs.passTime(20 * 3_600_000);
    edit(theirs, id, name('B'));
    edit(ours, id, name('B'));
    await hand(theirs, ours);
    reopenOurs();
    edit(ours, id, name('C'));
    await hand(ours, theirs);
    expect(getCustomer(theirs, id).name).toBe('C');
    expect(conflicts(theirs)).toEqual([]);
  });

  test('only what changed since an entry of the log goes along, with the name', async () => {
    const one = create(ours, name('A'), notes('n'));
    const two = create(ours, name('B'));
    await hand(ours, theirs);
    const since = theirs.store.logSize;
    edit(theirs, one, { field: 'jobTitle', value: 'CEO' });
    const three = create(theirs, name('C'));
    const rows = rowsChangedSince(theirs.store.db, since);
    expect(rows).toEqual([rowOf(theirs, one), rowOf(theirs, three)]);
    const { lines, counts } = pack(theirs, { since });
    expect(counts.customers).toBe(2);
    expect(lines.map((line) => Object.keys((JSON.parse(line) as { cells: object }).cells).sort())).toEqual([
      ['created', 'jobTitle', 'kind', 'name'],
      ['created', 'kind', 'name'],
    ]);
    expect(two).not.toBe(three);
  });

  test('parts that are not chosen stay out', async () => {
    const contactId = newId();
    const contact = { name: 'C', jobTitle: '', department: '', note: '', position: 1 };
    const id = create(
      theirs,
      name('A'),
      notes('secret'),
      { field: 'contact', key: contactId, value: contact },
      withPhone('13900001111', contactId),
    );
    const cellsWith = (parts: typeof everyPart): string[] =>
      pack(theirs, { parts }).lines.flatMap((line) =>
        Object.keys((JSON.parse(line) as { cells: object }).cells),
      );
    expect(cellsWith(new Set(['phones']))).not.toContain(`point:${phone}`);
    expect(cellsWith(new Set(['phones', 'contacts']))).toContain(`point:${phone}`);
    expect(cellsWith(new Set())).toEqual(['created', 'kind', 'name']);
    expect(pack(theirs, { parts: new Set() }).lines.join()).not.toContain('secret');
    edit(theirs, id, withPhone(null));
    expect(cellsWith(new Set(['emails', 'contacts']))).not.toContain(`point:${phone}`);
  });

  test('lines are as the vault was when they began', () => {
    const ids = [create(theirs, name('A')), create(theirs, name('B'))];
    const records = recordLines(theirs, {
      rows: ids.map((id) => rowOf(theirs, id)),
      parts: everyPart,
      fieldIds: new Set(),
      since: null,
    });
    const lines = records.lines();
    const first = lines.next();
    edit(theirs, ids[1] ?? '', name('Changed meanwhile'));
    expect(`${String(first.value)}${[...lines].join('')}`).not.toContain('meanwhile');
    expect(records.counts().customers).toBe(2);
  });

  test('the same person made apart is added and counted', async () => {
    create(ours, name('Han Meimei'), withPhone('13900001111'));
    create(theirs, name('Han Meimei'), withPhone('13900001111'));
    create(theirs, name('Somebody Else'));
    expect(await hand(theirs, ours)).toMatchObject({ added: 2, possibleDuplicates: 1 });
  });
});

describe('conflicts', () => {
  test('a value changed on both sides keeps the later one, and both in history', async () => {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    edit(theirs, id, name('Theirs'));
    ours.passTime(60_000);
    edit(ours, id, name('Mine'));
    expect(await hand(theirs, ours)).toMatchObject({ changed: 1, conflicts: 1 });
    expect(getCustomer(ours, id).name).toBe('Mine');
    expect(conflicts(ours)).toMatchObject([
      {
        customerId: id,
        kind: 'value',
        field: 'name',
        standing: 'mine',
        mine: { text: 'Mine', person: 'Li Wei' },
        theirs: { text: 'Theirs', person: 'Zhao Min' },
      },
    ]);
    const texts = customerHistory(ours, id, null, 50).entries.map(({ to }) => to);
    expect(texts).toContain('Theirs');
    expect(await hand(ours, theirs)).toMatchObject({ conflicts: 0 });
    expect(getCustomer(theirs, id).name).toBe('Mine');
    expect(stateOf(theirs, id)).toEqual(stateOf(ours, id));
  });

  test('when theirs is later it stands', async () => {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    edit(ours, id, name('Mine'));
    theirs.passTime(60_000);
    edit(theirs, id, name('Theirs'));
    await hand(theirs, ours);
    expect(conflicts(ours)).toMatchObject([{ standing: 'theirs' }]);
    expect(getCustomer(ours, id).name).toBe('Theirs');
  });

  test('equal values are no conflict', async () => {
    const id = create(ours, name('A'));
    await hand(ours, theirs);
    edit(ours, id, name('Same'));
    edit(theirs, id, name('Same'));
    expect(await hand(theirs, ours)).toMatchObject({ changed: 0, unchanged: 1, conflicts: 0 });
    await hand(ours, theirs);
    expect(stateOf(theirs, id)).toEqual(stateOf(ours, id));
  });

  test('deleted there and changed here is in dispute; so is the other way round', async () => {
    const one = create(ours, name('One'));
    const two = create(ours, name('Two'));
    const three = create(ours, name('Three'));
    await hand(ours, theirs);
    bin(theirs, one);
    edit(ours, one, notes('mine'));
    bin(ours, two);
    edit(theirs, two, notes('theirs'));
    bin(theirs, three);
    const parcel = pack(theirs);
    expect(await take(ours, parcel)).toMatchObject({ conflicts: 2 });
    expect(conflicts(ours).map(({ customerId, kind, standing }) => [customerId, kind, standing])).toEqual([
      [two, 'deletion', 'mine'],
      [one, 'deletion', 'theirs'],
    ]);
    expect(getCustomer(ours, one).deletedAt).not.toBeNull();
    expect(getCustomer(ours, two)).toMatchObject({ notes: 'theirs' });
    expect(getCustomer(ours, two).deletedAt).not.toBeNull();
    expect(await take(ours, parcel)).toMatchObject({ conflicts: 0, changed: 0 });
  });
});
