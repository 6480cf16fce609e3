/** Who looks after customers: shown, found, sorted, brought in; and what taking back a change needs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtInRoles } from '../../../../src-preload/contract/roles.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';
import { openTestVault, type TestVault } from '../customers/test-vault.ts';
import { callsOf, seenAs, type Calls } from './seen-as.ts';

const mei = newId();
const ann = newId();
const zoe = newId();
/** Of another copy of the vault: nobody here knows them. */
const stranger = newId();
const ticket = 'a'.repeat(32);
const nextTicket = 'b'.repeat(32);

let made: TestVault;
let vault: OpenVault;
let owner: Calls;
let member: Calls;
const ids: Record<string, string> = {};

function withStatus(id: string, status: 'active' | 'removed'): OpenVault {
  const { roster } = vault.access;
  const people = roster.body.people.map((each) => (each.id === id ? { ...each, status } : each));
  return { ...vault, access: { ...vault.access, roster: { ...roster, body: { ...roster.body, people } } } };
}

beforeEach(async () => {
  made = openTestVault();
  const { roster } = made.access;
  const [founder] = roster.body.people;
  if (founder === undefined) throw new Error('a founder');
  const person = (id: string, name: string) => ({ ...founder, id, name });
  const people = [founder, person(zoe, 'Zoe'), person(mei, '梅'), person(ann, 'Ann')];
  vault = {
    ...made,
    access: { ...made.access, roster: { ...roster, body: { ...roster.body, people } } },
    resolveTicket: (asked) => join(made.folder, asked.ticket === ticket ? 'file.csv' : 'out.csv'),
  };
  owner = callsOf(vault);
  member = callsOf(seenAs(vault, builtInRoles.member, mei));
  for (const [name, assignee] of [
    ['Dan', mei],
    ['Eve', ann],
    ['Bob', mei],
    ['Cat', zoe],
    ['Abe', null],
  ] as const) {
    const edits = [
      { field: 'name' as const, value: name },
      { field: 'assignee' as const, value: assignee },
    ];
    ids[name] = (await owner.call('customers/create', { kind: 'person', edits })).id;
  }
});
afterEach(() => {
  made.remove();
});

const rows = async (calls: Calls, query: object): Promise<[string, string | null][]> =>
  (await calls.call('customers/window', { query, start: 0, count: 50 })).rows.map(
    ({ name, assigneeName }): [string, string | null] => [name, assigneeName],
  );

describe('the list', () => {
  it('says who looks after each, also those who left and those whom nobody knows here', async () => {
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      tx.run('UPDATE customer SET assignee = ? WHERE id = ?', stranger, ids['Abe'] ?? '');
    });
    const left = callsOf(withStatus(zoe, 'removed'));
    expect(await rows(left, {})).toEqual([
      ['Abe', ''],
      ['Bob', '梅'],
      ['Cat', 'Zoe'],
      ['Dan', '梅'],
      ['Eve', 'Ann'],
    ]);
    expect((await left.call('customers/get', { id: ids['Cat'] ?? '' })).assigneeName).toBe('Zoe');
    expect((await left.call('customers/history', { id: ids['Cat'] ?? '' })).entries).toContainEqual(
      expect.objectContaining({ field: 'assignee', to: 'Zoe' }),
    );
  });

  it('is sorted by their names, those of nobody last, and within by the customers’', async () => {
    const by = (direction: 'ascending' | 'descending') => ({
      sort: { by: 'assignee' as const, direction },
    });
    const names = async (query: object) => (await rows(owner, query)).map(([name]) => name);
    expect(await names(by('ascending'))).toEqual(['Eve', 'Bob', 'Dan', 'Cat', 'Abe']);
    expect(await names(by('descending'))).toEqual(['Cat', 'Dan', 'Bob', 'Eve', 'Abe']);
    // Few that were found otherwise are sorted apart.
    const found = { filters: [{ field: 'created', op: 'at-least', value: '2020-01-01' }] };
    expect(await names({ ...by('ascending'), ...found })).toEqual(['Eve', 'Bob', 'Dan', 'Cat', 'Abe']);
    expect(await names({ ...by('descending'), ...found })).toEqual(['Cat', 'Dan', 'Bob', 'Eve', 'Abe']);
    const part = await owner.call('customers/window', { query: by('ascending'), start: 2, count: 2 });
    expect(part.rows.map(({ name }) => name)).toEqual(['Dan', 'Cat']);
    await owner.call('customers/assign', { selection: { ids: [ids['Abe'] ?? ''] }, personId: ann });
    expect(await names(by('ascending'))).toEqual(['Abe', 'Eve', 'Bob', 'Dan', 'Cat']);
  });

  it('knows whoever asks as “me”', async () => {
    const mine = (op: string) => ({ filters: [{ field: 'assignee', op, value: 'me' }] });
    const meiWithAll = callsOf(seenAs(vault, builtInRoles.manager, mei));
    const names = async (calls: Calls, query: object) => (await rows(calls, query)).map(([name]) => name);
    expect(await names(meiWithAll, mine('is'))).toEqual(['Bob', 'Dan']);
    expect(await names(meiWithAll, mine('is-not'))).toEqual(['Abe', 'Cat', 'Eve']);
    expect(await names(owner, mine('is'))).toEqual([]);
    const several = { filters: [{ field: 'assignee', op: 'any-of', value: ['me', zoe] }] };
    expect(await names(meiWithAll, several)).toEqual(['Bob', 'Cat', 'Dan']);
  });
});

it('gives nothing back, from the history, to somebody who has left', async () => {
  const id = ids['Cat'] ?? '';
  await owner.call('customers/assign', { selection: { ids: [id] }, personId: ann });
  const left = callsOf(withStatus(zoe, 'removed'));
  const [entry] = (await left.call('customers/history', { id })).entries;
  expect(entry).toMatchObject({ field: 'assignee', from: 'Zoe', to: 'Ann', restorable: false });
  expect(await left.refusal('customers/restore-value', { seq: entry?.seq ?? 0, side: 'from' })).toEqual([
    'history/not-restorable',
    {},
  ]);
  expect((await owner.call('customers/get', { id })).assignee).toBe(ann);
});

describe('a new customer that was left blank', () => {
  /** All that is written here is written with the owner's store. */
  function madeBy(person: string, id: string): void {
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      tx.run('UPDATE change SET person = ? WHERE entity_id = ?', person, id);
    });
  }

  it('goes into the bin, also by somebody who may not delete', async () => {
    const { id } = await member.call('customers/create', { kind: 'person', edits: [] });
    madeBy(mei, id);
    expect(await member.call('customers/discard', { id })).toEqual({ discarded: true });
    expect((await member.call('customers/get', { id })).deletedAt).not.toBeNull();
    expect((await member.call('undo/state', null)).undo).toBe('customers/discard');
  });

  it('stays as soon as it holds anything, or somebody else made it', async () => {
    const { id } = await member.call('customers/create', { kind: 'person', edits: [] });
    madeBy(mei, id);
    await member.call('customers/edit', { id, edits: [{ field: 'jobTitle', value: 'Cook' }] });
    expect(await member.call('customers/discard', { id })).toEqual({ discarded: false });
    const other = await owner.call('customers/create', { kind: 'person', edits: [] });
    await owner.call('customers/assign', { selection: { ids: [other.id] }, personId: mei });
    madeBy(ann, other.id);
    expect(await member.call('customers/discard', { id: other.id })).toEqual({ discarded: false });
    expect(await member.refusal('customers/discard', { id: ids['Abe'] ?? '' })).toEqual([
      'customers/not-found',
      {},
    ]);
  });
});

describe('taking back', () => {
  it('needs what the change needed', async () => {
    const view = seenAs(vault, builtInRoles.owner);
    const calls = callsOf(view);
    await calls.call('tags/create', { name: 'VIP', colour: 1 });
    expect((await calls.call('undo/state', null)).undo).toBe('tags/create');
    view.access.rules = { ...builtInRoles.owner, permissions: ['delete'] };
    expect(await calls.call('undo/state', null)).toEqual({ undo: null, redo: null });
    expect(await calls.refusal('undo/undo', null)).toEqual([
      'access/not-allowed',
      { call: 'tags/create', needs: 'layout' },
    ]);
    expect((await calls.call('tags/list', null)).tags).toHaveLength(1);
    view.access.rules = builtInRoles.owner;
    await calls.call('undo/undo', null);
    expect((await calls.call('tags/list', null)).tags).toEqual([]);
    view.access.rules = { ...builtInRoles.owner, permissions: ['delete'] };
    expect((await calls.refusal('undo/redo', null))?.[0]).toBe('access/not-allowed');
    await calls.call('customers/edit', {
      id: ids['Abe'] ?? '',
      edits: [{ field: 'notes', value: 'mine' }],
    });
    await calls.call('undo/undo', null);
    expect((await calls.call('customers/get', { id: ids['Abe'] ?? '' })).notes).toBe('');
  });
});

describe('a file with a column of those who look after customers', () => {
  const plan = (jobId: string, targets: object[]) => ({
    jobId,
    targets: targets as never,
    defaultKind: 'person' as const,
    duplicates: 'update' as const,
    matchBy: ['name-organisation' as const],
    dateOrder: 'ymd' as const,
    addTag: null,
  });
  const bring = async (calls: Calls, text: string) => {
    writeFileSync(join(made.folder, 'file.csv'), text);
    const { jobId, columns } = await calls.call('import/open', { file: ticket });
    const targets = columns.map(({ suggestion }) => suggestion);
    return { targets, outcome: await calls.call('import/run', plan(jobId, targets)) };
  };

  it('gives them to people by name, and keeps names that nobody has in the notes', async () => {
    const { targets, outcome } = await bring(
      owner,
      'Name,Account Owner\nFay,ann\nGus,Somebody Else\nAbe,ZOE\nBob,\n',
    );
    expect(targets[1]).toEqual({ to: 'assignee' });
    expect(outcome).toMatchObject({ added: 2, updated: 1, unchanged: 1, warned: 1 });
    expect(outcome.problems).toMatchObject([
      { line: 3, column: 'Account Owner', code: 'import/unknown-person', severity: 'warned' },
    ]);
    expect(await rows(owner, {})).toEqual([
      ['Abe', 'Zoe'],
      ['Bob', '梅'],
      ['Cat', 'Zoe'],
      ['Dan', '梅'],
      ['Eve', 'Ann'],
      ['Fay', 'Ann'],
      ['Gus', null],
    ]);
    const [gus] = (await owner.call('customers/window', { query: { text: 'Gus' }, start: 0, count: 1 })).rows;
    expect((await owner.call('customers/get', { id: gus?.id ?? '' })).notes).toBe(
      'Account Owner: Somebody Else',
    );
  });

  it('is a field like any other where none of its names is known here', async () => {
    const { targets } = await bring(owner, '客户名称,负责人\n义乌贸易,王经理\n');
    expect(targets[1]).toMatchObject({ to: 'new-field', name: '负责人' });
  });

  it('gives nothing away of somebody who has only their own', async () => {
    const importer = callsOf(
      seenAs(vault, { ...builtInRoles.owner, customers: 'own', permissions: ['import'] }, mei),
    );
    const { outcome } = await bring(importer, 'Name,Owner\nHal,Ann\nIda,梅\nBob,Ann\n');
    expect(outcome).toMatchObject({ added: 2, updated: 1, warned: 2 });
    expect((await rows(importer, {})).map(([name]) => name)).toEqual(['Bob', 'Dan', 'Hal', 'Ida']);
  });

  it('comes back from an export of ours', async () => {
    const columns = ['name', 'assignee'];
    await owner.call('export/csv', {
      selection: { query: { sort: { by: 'name', direction: 'ascending' } } },
      columns,
      headings: ['Name', 'Looked after by'],
      encoding: 'utf-8',
      reason: 'Move',
      save: nextTicket,
      jobId: newId(),
    });
    const text = readFileSync(join(made.folder, 'out.csv'), 'utf8');
    expect(text.split(/\r?\n/).slice(0, 3)).toEqual(['Name,Looked after by', 'Abe,', 'Bob,梅']);
    const { targets, outcome } = await bring(owner, text);
    expect(targets[1]).toEqual({ to: 'assignee' });
    expect(outcome).toMatchObject({ added: 0, updated: 0, unchanged: 5 });
  });
});
