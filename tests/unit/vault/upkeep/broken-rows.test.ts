/** Rows of no form, which any member can write with a program of their own: each costs what it says itself, and no act of anybody else. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Edit } from '../../../../src-preload/contract/customers.ts';
import type { FieldClass } from '../../../../src-preload/contract/fields.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { Team } from '../policy/insider.ts';

let team: Team;
let customer: string;
let other: string;
let fields: Readonly<Record<'choice' | 'sealed', string>>;
const call: Team['bench']['call'] = (...given) => team.bench.call(...given);

const value = (key: string, to: string | string[]): Edit => ({ field: 'value', key, value: to });

beforeEach(async () => {
  team = await Team.make();
  const { sections } = await call('sections/create', { name: 'All' });
  const field = async (
    name: string,
    type: 'choice' | 'text',
    more: { class: FieldClass; options?: { name: string }[] },
  ): Promise<string> => {
    const given = { name, type, sectionId: sections.at(-1)?.id ?? '', ...more };
    const layout = await call('fields/create', given);
    return layout.fields.find((each) => each.name === name)?.id ?? '';
  };
  fields = {
    choice: await field('Colour', 'choice', { class: 'internal', options: [{ name: 'Red' }] }),
    sealed: await field('Card', 'text', { class: 'confidential' }),
  };
  const make = async (name: string): Promise<string> => {
    const made = await call('customers/create', { kind: 'person', edits: [{ field: 'name', value: name }] });
    await call('customers/edit', { id: made.id, edits: [value(fields.sealed, `card of ${name}`)] });
    return made.id;
  };
  customer = await make('Ada Alder');
  other = await make('Bo Birch');
  await call('customers/edit', { id: customer, edits: [{ field: 'organisation', value: 'Alder' }] });
  await call('views/save', { name: 'Mine', query: {}, columns: ['name'] });
});
afterEach(() => {
  team.remove();
});

const texts = [
  { name: 'no JSON', text: 'no JSON' },
  { name: 'null', text: 'null' },
  { name: 'a list', text: '[1]' },
  { name: 'an object', text: '{"made":7}' },
  { name: 'brackets in brackets', text: `${'['.repeat(2000)}${']'.repeat(2000)}` },
];

/** A text in every column of JSON, and in what the log says of every kind of thing. */
function breakAll(tx: WriteTx, text: string): void {
  const { choice, sealed } = fields;
  const all = (sql: string, ...given: readonly string[]): void => {
    tx.run(sql, ...given);
  };
  for (const kind of ['import', 'merge', 'undo', 'redo'])
    all(
      'INSERT INTO batch (id, at, person, kind, label, details) VALUES (?, 1, ?, ?, ?, ?)',
      newId(),
      team.ids.Mia,
      kind,
      'imported',
      text,
    );
  for (const direction of ['given', 'received'])
    all(
      `INSERT INTO ledger (id, at, direction, kind, bundle, people, has_passphrase, purpose, note, classes, customers, attachments,
         attachment_bytes, file_hash, content_hash) VALUES (?, 1, ?, 'kit-changes', ?, ?, 0, '', '', ?, 0, 0, 0, '', '')`,
      newId(),
      direction,
      newId(),
      text,
      text,
    );
  all(
    'INSERT INTO unfinished_work (id, person, device, at, done, details) VALUES (?, ?, ?, 1, 0, ?)',
    newId(),
    team.ids['李雷'],
    'd',
    text,
  );
  all('UPDATE saved_view SET query = ?, columns = ?', text, text);
  all('UPDATE field SET options = ? WHERE id = ?', text, choice);
  all(
    'INSERT OR REPLACE INTO field_value (customer, field, text, version) SELECT c.row, f.row, ?, 0 FROM customer c, field f WHERE c.id = ? AND f.id = ?',
    text,
    customer,
    choice,
  );
  for (const key of [
    'organisation',
    'keptClasses',
    'country',
    'kit',
    `stepUpCode:${team.ids['李雷']}`,
    `recoveryKit:${team.ids['李雷']}`,
  ])
    all('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)', key, text);
  all(
    "UPDATE journal SET details = ? WHERE seq = (SELECT max(seq) FROM journal WHERE action = 'opened' OR action = 'unlocked')",
    text,
  );
  const said = (
    entity: 'customer' | 'field' | 'view' | 'person' | 'card' | 'kit' | 'setting' | 'ledger',
    entityId: string,
    field: string,
  ): void => {
    tx.record({ entity, entityId, field, oldValue: text, value: text });
  };
  for (const cell of [
    'name',
    'kind',
    'deleted',
    'assignee',
    `point:${newId()}`,
    `contact:${newId()}`,
    `attachment:${newId()}`,
    `value:${choice}`,
    `value:${sealed}`,
  ])
    said('customer', customer, cell);
  tx.record({
    entity: 'customer',
    entityId: customer,
    field: `value:${sealed}`,
    oldValue: '{"sealed":7}',
    value: '{"sealed":"!","version":1}',
  });
  said('customer', newId(), '*');
  for (const column of ['options', 'class', 'name']) said('field', choice, column);
  for (const entity of ['person', 'card', 'kit', 'ledger', 'view'] as const) said(entity, newId(), '*');
  said('setting', 'country', 'value');
}

it.each(texts)(
  '$name where JSON belongs keeps nobody from opening, working, checking and erasing',
  async ({ text }) => {
    await team.program('Mia', await team.hold('Mia'), ({ tables, sign }) => {
      tables(({ tx }) => {
        breakAll(tx, text);
      });
      sign();
    });
    await team.enter('李雷');
    expect((await call('customers/get', { id: other })).name).toBe('Bo Birch');
    expect((await call('customers/get', { id: customer })).organisation).toBe('Alder');
    await call('customers/window', {
      query: { text: 'Birch' },
      start: 0,
      count: 10,
      columns: ['name', `value:${fields.choice}`],
    });
    const { entries } = await call('customers/history', { id: customer, before: null, count: 100 });
    expect(entries.some(({ field, to }) => field === 'organisation' && to === 'Alder')).toBe(true);
    for (const { seq, restorable } of entries)
      if (restorable) await call('customers/restore-value', { seq, side: 'from' }).catch(isRefusal);
    await call('fields/list');
    await call('views/list');
    await call('classes/overview');
    await call('import/batches');
    await call('merge/batches');
    await call('ledger/list', { before: null, count: 10 });
    await call('kits/list');
    await call('kits/mine');
    await call('cards/list');
    await call('cards/mine');
    await call('recovery/status');
    await call('unfinished/list');
    await call('rotation/plan');
    await call('journal/list', {});
    const { findings } = await call('vault/verify');
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['verify/tables', 'verify/hand-over', 'verify/journal']),
    );
    await call('backups/make');
    await call('customers/erase', { selection: { ids: [customer] }, typed: customer });
    expect((await call('customers/get', { id: other })).name).toBe('Bo Birch');
  },
);

/** What is refused says so with a code of its own. */
function isRefusal(error: unknown): void {
  expect(String(error)).toContain('history/not-restorable');
}
