/** What was taken back by what, where a member with a program of their own writes into the table of batches what it does not say in the log. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Team, type Forgery } from '../policy/insider.ts';

let team: Team;
let id: string;
beforeEach(async () => {
  team = await Team.make();
  const edits = [{ field: 'name' as const, value: '韩梅梅' }];
  ({ id } = await team.bench.call('customers/create', { kind: 'person', edits }));
  for (const value of ['one', 'two'])
    await team.bench.call('customers/edit', { id, edits: [{ field: 'notes', value }] });
  await team.bench.call('undo/undo');
});
afterEach(() => {
  team.remove();
});

const findings = async (): Promise<string[]> => {
  await team.enter('李雷');
  return (await team.bench.call('vault/verify')).findings.map(({ code }) => code);
};
/** The two edits, and the undoing of the second. */
const rows = ({ tx }: Forgery): [number, number, number] => {
  const edits = tx.all<{ row: number }>("SELECT row FROM batch WHERE label = 'customers/edit' ORDER BY row");
  return edits.map(({ row }) => row) as [number, number, number];
};

it('what the app takes back is no finding', async () => {
  expect(await findings()).toEqual([]);
});

it.each<[string, (forgery: Forgery) => void]>([
  [
    'another batch is said to be the one that was taken back',
    (forgery) => {
      const [one, two, undo] = rows(forgery);
      forgery.tx.run('UPDATE batch SET undone_by = NULL WHERE row = ?', two);
      forgery.tx.run('UPDATE batch SET undone_by = ? WHERE row = ?', undo, one);
      forgery.tx.run('UPDATE batch SET details = ? WHERE row = ?', JSON.stringify({ undoes: one }), undo);
    },
  ],
  [
    'a batch without a change is said to take one back',
    (forgery) => {
      const [one] = rows(forgery);
      const columns = 'row, id, kind, label, person, at, details';
      forgery.tx.run(
        `INSERT INTO batch (${columns}) SELECT 9999, 'x', 'undo', label, person, at, ? FROM batch WHERE row = ?`,
        JSON.stringify({ undoes: one }),
        one,
      );
      forgery.tx.run('UPDATE batch SET undone_by = 9999 WHERE row = ?', one);
    },
  ],
])('%s: that is a finding', async (_what, work) => {
  await team.forge('Mia', work, 'Mia');
  expect(await findings()).toContain('verify/tables');
});
