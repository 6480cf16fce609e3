/** Who saw what: what is written of looks, what nobody learns from it, and who is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../../../src-preload/contract/index.ts';
import { actionsOf, type ActKind } from '../../../../src-preload/contract/act-kinds.ts';
import { journalActions } from '../../../../src-preload/contract/journal.ts';
import {
  actionsSql,
  customerOwnSql,
  customerSql,
  journalSql,
  ownCustomerSql,
  personSql,
} from '../../../../src-main/vault/audit/answers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { featureHandlers } from '../../../../src-main/vault/features.ts';
import { addPeople, enterAs } from '../access/team.ts';
import { openTestVault } from '../exchange/test-vault.ts';
import { addCustomer, addField } from '../handover/kit.ts';
import { goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { takeVault } from '../session/take-vault.ts';

const sol = { name: 'Sol', role: 'manager', passphrase: 'meadow quartz harbour lantern' } as const;
const ada = { name: 'Ada', role: 'auditor', passphrase: 'quartz harbour lantern meadow' } as const;
const owner = { name: '李雷', passphrase: goodPassphrase } as const;

let bench: Bench;
let vault: string;
let ids: ReadonlyMap<string, string>;
let alder: string;
let birch: string;

beforeEach(async () => {
  bench = makeBench();
  const made = await takeVault(bench);
  ({ vault } = made);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  alder = await addCustomer(bench, 'Alder');
  birch = await addCustomer(bench, 'Birch');
  await bench.engine.prepareLock();
  ids = await addPeople(bench, made.path, [sol, ada]);
  await enter(owner);
});
afterEach(() => {
  bench.remove();
});

const enter = ({ name, passphrase }: { readonly name: string; readonly passphrase: string }): Promise<void> =>
  enterAs(bench, vault, name, passphrase);

async function seenOf(customerId: string) {
  const { entries, isOwnOnly } = await bench.call('audit/customer', { customerId, count: 200 });
  return { isOwnOnly, lines: entries.map(({ person, action }) => `${person} ${action}`).reverse() };
}

describe('who saw a customer', () => {
  it('names everybody who opened them, once for ten minutes, to whoever may read the journal', async () => {
    for (const who of [owner, sol, ada]) {
      await enter(who);
      for (let time = 0; time < 3; time++) await bench.call('customers/get', { id: alder });
    }
    const { lines, isOwnOnly } = await seenOf(alder);
    expect(isOwnOnly).toBe(false);
    expect(lines).toEqual(['李雷 opened', 'Sol opened', 'Ada opened']);
    bench.steady += 10 * 60_000;
    await bench.call('customers/get', { id: alder });
    expect((await seenOf(alder)).lines.filter((line) => line.startsWith('Ada'))).toEqual([
      'Ada opened',
      'Ada log-read',
      'Ada opened',
    ]);
  });

  it('tells others of their own looks alone', async () => {
    await bench.call('customers/get', { id: alder });
    await enter(sol);
    expect(await seenOf(alder)).toEqual({ isOwnOnly: true, lines: [] });
    await bench.call('customers/get', { id: alder });
    const { isOwnOnly, lines } = await seenOf(alder);
    expect(isOwnOnly).toBe(true);
    expect(lines.filter((line) => !line.endsWith('log-read'))).toEqual(['Sol opened']);
  });

  it('says which of many was whose, page by page, without a gap', async () => {
    for (let index = 0; index < 25; index++) {
      await bench.call('audit/copied', {
        customerId: index % 5 === 0 ? birch : alder,
        what: { cell: 'phone' },
      });
    }
    const seen: number[] = [];
    for (let before: number | null = null; ;) {
      const page: { entries: readonly { seq: number; action: string }[]; hasMore: boolean } =
        await bench.call('audit/customer', { customerId: alder, before, count: 7 });
      seen.push(...page.entries.filter(({ action }) => action === 'copied').map(({ seq }) => seq));
      before = page.entries.at(-1)?.seq ?? null;
      if (!page.hasMore) break;
    }
    expect(seen).toHaveLength(20);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
  });

  it('is not told of customers out of reach', async () => {
    expect(await bench.code('audit/customer', { customerId: newId() })).toBe('customers/not-found');
  });
});

describe('what a person saw', () => {
  it('is told to that person, and of others to whoever may read the journal; being told is noted', async () => {
    await enter(sol);
    await bench.call('customers/window', { query: { text: 'ald' }, start: 0, count: 50 });
    const own = await bench.call('audit/person', { personId: null });
    expect(own.entries[0]).toMatchObject({
      action: 'listed',
      details: { list: 'customers', count: 1 },
      named: [{ id: alder, name: 'Alder' }],
    });
    expect(await bench.code('audit/person', { personId: ids.get('Ada') ?? '' })).toBe('access/not-allowed');
    await enter(ada);
    const solId = ids.get('Sol') ?? '';
    const { entries } = await bench.call('audit/person', { personId: solId });
    expect(entries.map(({ action }) => action)).toContain('listed');
    expect(entries.map(({ personId }) => personId)).toEqual(entries.map(() => solId));
    // What Sol was refused is there, and so is that somebody looked.
    expect(entries.find(({ action }) => action === 'refused')?.details).toEqual({
      call: 'audit/person',
      need: 'audit',
    });
    const mine = await bench.call('audit/person', { personId: null });
    expect(mine.entries.find(({ action }) => action === 'log-read')).toMatchObject({
      details: { log: 'person', person: 'Sol' },
    });
    expect(await bench.code('audit/person', { personId: newId() })).toBe('people/not-found');
  });
});

describe('a line', () => {
  it('says nothing of a customer where everybody can read it, and the question only as a mark', async () => {
    const field = await addField(bench, 'Code', 'restricted');
    const { id } = await bench.call('customers/create', {
      kind: 'person',
      edits: [
        { field: 'name', value: 'Quillfeather' },
        { field: 'value', key: field, value: 'quillfeather secret' },
      ],
    });
    await bench.call('customers/get', { id });
    await bench.call('customers/window', { query: { text: 'quillfeather' }, start: 0, count: 50 });
    await bench.call('customers/window', { query: { text: 'nobody at all' }, start: 0, count: 50 });
    await bench.call('customers/reveal', { id, fieldId: field });
    await bench.call('customers/reveal', { id, fieldId: field, to: 'copy' });
    await bench.call('audit/copied', { customerId: id, what: { fieldId: field } });
    await bench.call('customers/history', { id });
    const { entries } = await bench.call('audit/person', { personId: null });
    const actions = entries.map(({ action }) => action);
    for (const action of ['opened', 'listed', 'searched-none', 'revealed', 'copied', 'history-opened'])
      expect(actions).toContain(action);
    expect(actions.filter((action) => action === 'revealed')).toHaveLength(1);
    expect(actions.filter((action) => action === 'copied')).toHaveLength(2);
    for (const { details } of entries) {
      expect(JSON.stringify(details).toLowerCase()).not.toContain('quillfeather');
      expect(JSON.stringify(details)).not.toContain('nobody at all');
      expect(JSON.stringify(details)).not.toContain(id);
    }
    expect(entries.find(({ action }) => action === 'listed')?.details['query']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is written when the vault is locked at once, and at the lock only once', async () => {
    await bench.call('customers/get', { id: alder });
    await enter(sol);
    await enter(owner);
    expect((await seenOf(alder)).lines).toEqual(['李雷 opened']);
  });

  it('is one for a list that is scrolled to its end', async () => {
    for (let index = 0; index < 60; index++) await addCustomer(bench, `Person ${String(index)}`);
    for (let start = 0; start < 60; start += 5)
      await bench.call('customers/window', { query: {}, start, count: 5 });
    const { entries } = await bench.call('audit/person', { personId: null });
    const listed = entries.filter(({ action }) => action === 'listed');
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({ details: { count: 62 }, customers: { count: 50 } });
  });

  it('is not written of a deletion that is one customer’s own history, and is of many at once', async () => {
    await bench.call('customers/delete', { selection: { ids: [alder] } });
    await bench.call('customers/restore', { selection: { ids: [alder] } });
    await bench.call('customers/delete', { selection: { ids: [alder, birch] } });
    const { entries } = await bench.call('audit/person', { personId: null });
    expect(entries.filter(({ action }) => action === 'bulk-changed')).toMatchObject([
      { details: { bulk: 'deleted', count: 2 }, customers: { count: 2 } },
    ]);
  });
});

it('gives no restricted value out while a long write could take the line back', async () => {
  await using test = openTestVault();
  const { store } = test.vault;
  const calls = featureHandlers(test.vault);
  const { sections } = await calls['sections/create']({ name: 'S' });
  const sectionId = sections[0]?.id ?? '';
  const { fields } = await calls['fields/create']({
    name: 'Pin',
    type: 'text',
    class: 'restricted',
    sectionId,
    options: [],
    currency: 'CNY',
  });
  const fieldId = fields[0]?.id ?? '';
  const { id } = await calls['customers/create']({
    kind: 'person',
    edits: [{ field: 'value', key: fieldId, value: 'planted' }],
  });
  const reveal = () => calls['customers/reveal']({ id, fieldId, to: 'show' });
  const long = store.startLongWrite({ kind: 'import', label: 'imported' });
  expect(reveal).toThrow('vault/busy');
  long.rollback();
  expect(reveal()).toEqual({ value: 'planted' });
  expect(store.db.value("SELECT count(*) FROM journal WHERE action = 'revealed'")).toBe(1);
});

it('gives the acts of one kind, of everybody or of a person, a page at a time', async () => {
  await enter(sol);
  await bench.call('customers/get', { id: alder });
  await bench.engine.prepareLock();
  await enter(owner);
  await bench.call('customers/get', { id: birch });
  const pagesOf = async (kind: ActKind, personId: string | null): Promise<string[]> => {
    const lines: string[] = [];
    for (let before: number | null = null, hasMore = true; hasMore;) {
      const page = { kind, before, count: 2 };
      const shown: OutputOf<'journal/list'> =
        personId === null
          ? await bench.call('journal/list', page)
          : await bench.call('audit/person', { personId, ...page });
      lines.push(...shown.entries.map(({ seq, person, action }) => `${seq} ${person} ${action}`));
      ({ hasMore } = shown);
      before = shown.entries.at(-1)?.seq ?? null;
    }
    return lines;
  };
  const { entries } = await bench.call('journal/list', { count: 200 });
  const wanted = new Set<string>(actionsOf('sessions'));
  const expected = entries.filter(({ action }) => wanted.has(action));
  expect(await pagesOf('sessions', null)).toEqual(
    expected.map(({ seq, person, action }) => `${seq} ${person} ${action}`),
  );
  expect(expected.length).toBeGreaterThan(2);
  const looks = await pagesOf('looks', ids.get('Sol') ?? '');
  expect(looks.map((line) => line.replace(/^\d+ /, ''))).toEqual(['Sol opened']);
  expect(await pagesOf('people', ids.get('Sol') ?? '')).toEqual([]);
});

it('finds what it looks for by indexes, whatever the number of lines', async () => {
  await using test = openTestVault();
  const { db } = test.vault.store;
  const plan = (sql: string, ...params: (string | number)[]): string =>
    db
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params)
      .map(({ detail }) => detail)
      .join('\n');
  const plans = [
    plan(journalSql, 9, 1),
    plan(personSql, 'p', 9, 1),
    plan(customerSql, 1, 9, 1),
    plan(customerOwnSql, 1, 9, 'p', 1),
    plan(ownCustomerSql, 'p', 9, 1, 1),
  ];
  const ofActions = plan(actionsSql, '["opened"]', 9, 1, 'p', 1);
  expect(ofActions).toContain('COVERING INDEX journal_by_action (action=? AND person=? AND seq<?)');
  // Of the journal itself nothing is gone through, only the few that the index gave.
  expect(ofActions).not.toMatch(/SCAN (?:j|n|newest|journal)\b/);
  for (const each of plans) {
    expect(each).not.toMatch(/^SCAN/m);
    // Already in order: nothing is sorted, however many there are.
    expect(each).not.toContain('TEMP B-TREE');
  }
  expect(plans[1]).toContain('journal_by_person (person=? AND seq<?)');
  expect(plans[2]).toContain('subject_by_customer (customer=? AND entry<?)');
});

it('has an action for everything that leaves, at its beginning and at its end', () => {
  const begun = Object.keys(journalActions).filter((action) => action.endsWith('-begins'));
  expect(begun.sort()).toEqual(
    ['export', 'print', 'attachment', 'audit', 'bundle', 'kit'].map((what) => `${what}-begins`).sort(),
  );
  for (const action of begun) expect(journalActions).toHaveProperty([action.replace('begins', 'ends')]);
});
