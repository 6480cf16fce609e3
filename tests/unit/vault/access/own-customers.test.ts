/** Somebody whose role reaches only the customers that are assigned to them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtInRoles, type RoleRules } from '../../../../src-preload/contract/roles.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { previewOf } from '../../../../src-main/vault/handover/preview.ts';
import { recordLines } from '../../../../src-main/vault/merge/record-lines.ts';
import { takeIn } from '../../../../src-main/vault/merge/take-in.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';
import { callsOf, seenAs, type Calls } from './seen-as.ts';

const own: RoleRules = { ...builtInRoles.owner, customers: 'own' };
const mei = newId();
const gone = newId();
const ticket = 'a'.repeat(32);

let made: TestVault;
let vault: OpenVault;
let view: OpenVault;
let owner: Calls;
let member: Calls;
let hers: string;
let other: string;
let tagId: string;

const person = (id: string, name: string, status: 'active' | 'suspended' | 'removed' = 'active') => ({
  id,
  name,
  status,
});

beforeEach(async () => {
  made = openTestVault();
  const { roster } = made.access;
  const [founder] = roster.body.people;
  if (founder === undefined) throw new Error('a founder');
  const people = [
    founder,
    { ...founder, ...person(mei, 'Mei') },
    { ...founder, ...person(gone, 'Old', 'suspended') },
  ];
  vault = {
    ...made,
    access: { ...made.access, roster: { ...roster, body: { ...roster.body, people } } },
    resolveTicket: () => join(made.folder, 'file.csv'),
  };
  view = seenAs(vault, own, mei);
  owner = callsOf(vault);
  member = callsOf(view);
  ({ id: tagId } = await owner.call('tags/create', { name: 'VIP', colour: 1 }));
  const create = async (name: string): Promise<string> => {
    const edits = [
      { field: 'name' as const, value: name },
      { field: 'tag' as const, key: tagId, value: true as const },
    ];
    return (await owner.call('customers/create', { kind: 'person', edits })).id;
  };
  hers = await create('Li Hong');
  other = await create('Li Ming');
  await owner.call('customers/assign', { selection: { ids: [hers] }, personId: mei });
});
afterEach(() => {
  made.remove();
});

const names = async (calls: Calls, query: object): Promise<string[]> =>
  (await calls.call('customers/window', { query, start: 0, count: 50 })).rows.map(({ name }) => name);

describe('reaching', () => {
  it('lists, finds and counts only their own', async () => {
    expect(await names(owner, {})).toEqual(['Li Hong', 'Li Ming']);
    for (const query of [
      {},
      { text: 'Li' },
      { tagIds: [tagId] },
      { sort: { by: 'updated', direction: 'descending' } },
      { sort: { by: 'name', direction: 'ascending' }, text: 'Li' },
      { filters: [{ field: 'kind', op: 'is', value: 'person' }] },
    ])
      expect(await names(member, query)).toEqual(['Li Hong']);
    expect(await member.call('customers/count', null)).toEqual({ active: 1, bin: 0 });
    expect((await member.call('customers/position', { query: {}, id: other })).index).toBeNull();
    expect((await member.call('tags/list', null)).tags).toMatchObject([{ name: 'VIP', count: 1 }]);
    expect((await owner.call('tags/list', null)).tags).toMatchObject([{ name: 'VIP', count: 2 }]);
    await owner.call('customers/delete', { selection: { ids: [hers, other] } });
    expect(await names(member, { bin: true })).toEqual(['Li Hong']);
    expect(await member.call('customers/count', null)).toEqual({ active: 0, bin: 1 });
  });

  it('says of any other customer that there is none', async () => {
    await owner.call('customers/edit', { id: other, edits: [{ field: 'notes', value: 'secret' }] });
    const seq = vault.store.logSize;
    const notFound = ['customers/not-found', {}];
    const edits = [{ field: 'notes' as const, value: 'mine' }];
    expect(await member.refusal('customers/get', { id: other })).toEqual(notFound);
    expect(await member.refusal('customers/edit', { id: other, edits })).toEqual(notFound);
    expect(await member.refusal('customers/reveal', { id: other, fieldId: newId() })).toEqual(notFound);
    expect(await member.refusal('customers/history', { id: other })).toEqual(notFound);
    expect(await member.refusal('customers/restore-value', { seq, side: 'from' })).toEqual(notFound);
    expect(await member.refusal('attachments/list', { customerId: other })).toEqual(notFound);
    const file = { customerId: other, file: ticket, jobId: newId() };
    expect(await member.refusal('attachments/add', file)).toEqual(notFound);
    expect(vault.store.logSize).toBe(seq);
    expect((await member.call('customers/get', { id: hers })).name).toBe('Li Hong');
  });

  it('changes, exports and hands over only their own, whatever is selected', async () => {
    const selection = { ids: [hers, other] };
    expect(await member.call('customers/bulk-tag', { selection, tagId, add: false })).toEqual({ count: 1 });
    const request = { selection: { query: {} }, reason: 'Visit', save: ticket, jobId: newId() };
    expect((await member.call('export/vcard', request)).rows).toBe(1);
    const content = { selection, parts: [], fieldIds: [], attachmentClasses: [] };
    expect(previewOf(view, content)).toMatchObject({ counts: { customers: 1 }, names: ['Li Hong'] });
    expect(await member.call('customers/delete', { selection: { query: {} } })).toEqual({ count: 1 });
    expect(await names(owner, {})).toEqual(['Li Ming']);
  });

  it('follows a change of role while the vault is open', async () => {
    expect(await names(member, {})).toEqual(['Li Hong']);
    view.access.rules = builtInRoles.owner;
    expect(await names(member, {})).toEqual(['Li Hong', 'Li Ming']);
    view.access.rules = own;
    expect(await names(member, {})).toEqual(['Li Hong']);
  });

  it('leaves alone, by undo, what went to somebody else meanwhile', async () => {
    await member.call('customers/edit', { id: hers, edits: [{ field: 'notes', value: 'mine' }] });
    const batch = vault.store.db.value<number>('SELECT max(row) FROM batch');
    await owner.call('customers/assign', { selection: { ids: [hers] }, personId: null });
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      tx.run('UPDATE batch SET undone_by = row WHERE row > ? AND undone_by IS NULL', batch ?? 0);
    });
    expect(await member.call('undo/undo', null)).toEqual({ customerIds: [], skipped: 1 });
    expect((await owner.call('customers/get', { id: hers })).notes).toBe('mine');
  });
});

describe('assigning', () => {
  it('gives those that are made to who made them', async () => {
    const edits = [{ field: 'name' as const, value: 'Wang' }];
    const { id } = await member.call('customers/create', { kind: 'person', edits });
    expect((await owner.call('customers/get', { id })).assignee).toBe(mei);
    expect(atOnce(compareWithLog(vault.store))).toEqual([]);
  });

  it('is not for them to change', async () => {
    const refused = ['access/not-allowed', { needs: 'all-customers' }];
    const edits = [{ field: 'assignee' as const, value: null }];
    expect(await member.refusal('customers/edit', { id: hers, edits })).toEqual(refused);
    const given = { selection: { ids: [hers] }, personId: null };
    expect(await member.refusal('customers/assign', given)).toEqual(refused);
    expect((await owner.call('customers/get', { id: hers })).assignee).toBe(mei);
  });

  it('is a change like any other: in history, undone, restored, filtered', async () => {
    const assigned = (await owner.call('customers/history', { id: hers })).entries[0];
    expect(assigned).toMatchObject({ field: 'assignee', from: null, source: 'edit', restorable: true });
    expect(atOnce(compareWithLog(vault.store))).toEqual([]);
    await owner.call('undo/undo', null);
    expect((await owner.call('customers/get', { id: hers })).assignee).toBeNull();
    await owner.call('undo/redo', null);
    const edits = [{ field: 'assignee' as const, value: null }];
    expect((await owner.call('customers/edit', { id: hers, edits })).assignee).toBeNull();
    const seq = assigned?.seq ?? 0;
    expect((await owner.call('customers/restore-value', { seq, side: 'to' })).assignee).toBe(mei);
    const by = (op: string, value: unknown) => ({ filters: [{ field: 'assignee', op, value }] });
    expect(await names(owner, by('is', mei))).toEqual(['Li Hong']);
    expect(await names(owner, by('any-of', [mei, gone]))).toEqual(['Li Hong']);
    expect(await names(owner, by('is-not', mei))).toEqual(['Li Ming']);
    expect(await names(owner, by('empty', null))).toEqual(['Li Ming']);
    expect(await names(owner, by('not-empty', null))).toEqual(['Li Hong']);
    expect(atOnce(compareWithLog(vault.store))).toEqual([]);
  });

  it('refuses people who have no account here, or a suspended one', async () => {
    const selection = { ids: [other] };
    expect(await owner.refusal('customers/assign', { selection, personId: newId() })).toEqual([
      'people/not-found',
      {},
    ]);
    expect(await owner.refusal('customers/assign', { selection, personId: gone })).toEqual([
      'people/heir-not-active',
      {},
    ]);
    const edits = [{ field: 'assignee' as const, value: newId() }];
    expect(await owner.refusal('customers/edit', { id: other, edits })).toEqual([
      'customers/bad-value',
      { reason: 'no-such-person', field: 'assignee' },
    ]);
  });

  it('goes along when customers go to another copy, and so does taking it back', async () => {
    const lines = () => {
      const records = recordLines(vault, { rows: [1], parts: new Set(), fieldIds: new Set(), since: null });
      return {
        lines: [...records.lines()].map((line) => line.trimEnd()),
        fields: records.fields(),
        details: {},
      };
    };
    const there = openTestVault();
    try {
      const assignee = () => there.store.db.value('SELECT assignee FROM customer WHERE id = ?', hers);
      await takeIn(there, lines());
      expect(assignee()).toBe(mei);
      await owner.call('customers/assign', { selection: { ids: [hers] }, personId: null });
      await takeIn(there, lines());
      expect(assignee()).toBeNull();
      await owner.call('customers/assign', { selection: { ids: [hers] }, personId: mei });
      await takeIn(there, lines());
      expect(assignee()).toBe(mei);
      expect(atOnce(compareWithLog(there.store))).toEqual([]);
    } finally {
      there.remove();
    }
  });
});

it('says of a row that is somebody else’s customer only that there is one', async () => {
  writeFileSync(join(made.folder, 'file.csv'), 'Name,Notes\nLi Ming,mine now\nZhao,new\n');
  const { jobId, columns } = await member.call('import/open', { file: ticket });
  const outcome = await member.call('import/run', {
    jobId,
    targets: columns.map(({ suggestion }) => suggestion),
    defaultKind: 'person',
    duplicates: 'update',
    matchBy: ['name-organisation'],
    dateOrder: 'ymd',
    addTag: null,
  });
  expect(outcome).toMatchObject({ added: 1, updated: 0, skipped: 1 });
  expect(outcome.problems).toMatchObject([{ line: 2, code: 'import/duplicate' }]);
  expect((await owner.call('customers/get', { id: other })).notes).toBe('');
  expect(await names(member, {})).toEqual(['Li Hong', 'Zhao']);
});
