/** An entry of a log that somebody changed with a program of their own is not shown as what was written, nor proven, nor put back. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Team, type Forgery } from '../policy/insider.ts';

let team: Team;
let id: string;
let seq: number;
beforeEach(async () => {
  team = await Team.make();
  const edits = [{ field: 'name', value: 'Alder' }] as const;
  ({ id } = await team.bench.call('customers/create', { kind: 'person', edits: [...edits] }));
  await edit('owes 100');
  await edit('owes 900');
  await team.bench.call('customers/get', { id });
  await team.enter('李雷');
  seq = (await history()).entries.find(({ to }) => to === 'owes 100')?.seq ?? 0;
});
afterEach(() => {
  team.remove();
});

const edit = (value: string) => team.bench.call('customers/edit', { id, edits: [{ field: 'notes', value }] });
const history = () => team.bench.call('customers/history', { id });

/** So many entries that a whole subtree of 256 is kept, and opening does not read its leaves any more. */
async function many(): Promise<void> {
  await team.forge('李雷', ({ tx, store }) => {
    for (let number = 0; number < 300; number += 1) {
      tx.record({ entity: 'setting', entityId: 'country', field: 'value', oldValue: null, value: '"CN"' });
      store.journal('verified', { findings: 0 });
    }
  });
  await team.enter('李雷');
}

async function altered(work: (forgery: Forgery) => void): Promise<void> {
  await team.forge('Mia', work, 'Mia');
  await team.enter('李雷');
}

describe('a change of a customer', () => {
  it.each([
    ['its value', `UPDATE change SET value = '"owes 1"' WHERE seq = ?`],
    ['what was there before', `UPDATE change SET old_value = '"owes 2"' WHERE seq = ?`],
    ['who made it', `UPDATE change SET person = (SELECT id FROM person WHERE name = 'Max') WHERE seq = ?`],
    ['when', 'UPDATE change SET at = at - 86400000 WHERE seq = ?'],
  ])('is marked where %s is another', async (_, sql) => {
    expect((await history()).altered).toEqual([]);
    await altered(({ tx }) => {
      tx.run(sql, seq);
    });
    const shown = await history();
    expect(shown.altered).toEqual([seq]);
    expect(shown.entries.find((entry) => entry.seq === seq)?.restorable).toBe(false);
    expect(await team.bench.code('customers/restore-value', { seq, side: 'to' })).toBe(
      'history/not-restorable',
    );
  });

  it('with its hash made right as well does not fit the tree', async () => {
    await many();
    await altered(({ tx }) => {
      const hash = new Uint8Array(32).fill(7);
      tx.run(`UPDATE change SET value = '"owes 1"', hash = ? WHERE seq = ?`, hash, seq);
    });
    expect((await history()).altered).toContain(seq);
  });

  it('is not proven', async () => {
    await altered(({ tx }) => {
      tx.run(`UPDATE change SET value = '"owes 1"' WHERE seq = ?`, seq);
    });
    const save = team.bench.ticket(join(team.bench.folder, 'one.tlog-proof'));
    expect(await team.bench.code('audit-file/prove', { log: 'change', seq, disclose: true, save })).toBe(
      'audit-file/log-broken',
    );
  });
});

describe('an entry of the journal', () => {
  const looks = async () => await team.bench.call('audit/customer', { customerId: id });
  const openedAt = async (): Promise<number> =>
    (await looks()).entries.find(({ action }) => action === 'opened')?.seq ?? 0;

  it.each([
    [
      'by somebody else',
      `UPDATE journal SET person = (SELECT id FROM person WHERE name = 'Max') WHERE seq = ?`,
    ],
    ['at another time', 'UPDATE journal SET at = at - 86400000 WHERE seq = ?'],
    ['of something else', `UPDATE journal SET action = 'listed' WHERE seq = ?`],
    [
      'about somebody more',
      'INSERT INTO subject (entry, number, customer, salt) SELECT entry, 1, customer, salt FROM subject WHERE entry = ?',
    ],
  ])('is marked where it is said to be %s', async (_, sql) => {
    const at = await openedAt();
    expect((await looks()).altered).toEqual([]);
    await altered(({ tx }) => {
      tx.run(sql, at);
    });
    expect((await looks()).altered).toEqual([at]);
    expect((await team.bench.call('journal/list', {})).altered).toEqual([at]);
    const mine = await team.bench.call('audit/person', { personId: null });
    expect(mine.altered).toEqual(mine.entries.some(({ seq: each }) => each === at) ? [at] : []);
  });

  it('that was taken out is missing to those beside it', async () => {
    const at = await openedAt();
    await many();
    await altered(({ tx }) => {
      tx.run('DELETE FROM subject WHERE entry = ?', at);
      tx.run('DELETE FROM journal WHERE seq = ?', at);
    });
    const page = await team.bench.call('journal/list', { before: at + 3 });
    expect(page.altered).toEqual(page.entries.map(({ seq: each }) => each));
  });
});

it('what was erased fits, for the line is still there', async () => {
  const { id: other } = await team.bench.call('customers/create', {
    kind: 'person',
    edits: [{ field: 'name', value: 'Birch' }],
  });
  await team.bench.call('customers/get', { id: other });
  await team.bench.call('customers/erase', { selection: { ids: [other] }, typed: 'Birch' });
  expect((await team.bench.call('journal/list', { count: 200 })).altered).toEqual([]);
});
