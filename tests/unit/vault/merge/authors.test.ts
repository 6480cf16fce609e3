/** Whose a change is, where a member with a program of their own writes that somebody else made it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Team, type Program } from '../policy/insider.ts';

let team: Team;
let id: string;
beforeEach(async () => {
  team = await Team.make();
  const edits = [{ field: 'name' as const, value: '韩梅梅' }];
  ({ id } = await team.bench.call('customers/create', { kind: 'person', edits }));
});
afterEach(() => {
  team.remove();
});

/** Mia's edit, in a batch of that kind, and a row that says that it was Max. */
async function editAsMax(kind: 'edit' | 'merge'): Promise<void> {
  await team.program('Mia', await team.hold('Mia'), ({ store, sign }: Program) => {
    store.write({ kind, label: kind === 'merge' ? 'bundle/take-in' : 'customers/edit' }, (tx) => {
      tx.run("UPDATE customer SET job_title = 'thief' WHERE id = ?", id);
      const cell = { entity: 'customer', entityId: id, field: 'jobTitle' } as const;
      const seq = tx.record({ ...cell, oldValue: null, value: '"thief"' });
      const sql = 'INSERT INTO merged (seq, cell, at, tick, device, person) VALUES (?, ?, ?, ?, ?, ?)';
      tx.run(sql, seq, '*', tx.now, 0, 'd'.repeat(26), team.ids.Max);
    });
    sign();
  });
  await team.enter('李雷');
}

const newest = async () => (await team.bench.call('customers/history', { id })).entries[0];
const findings = async (): Promise<string[]> =>
  (await team.bench.call('vault/verify')).findings.map(({ code }) => code);

it('an edit is its signer\u2019s, and verifying finds who is said to have made it', async () => {
  await editAsMax('edit');
  expect(await newest()).toMatchObject({ field: 'jobTitle', person: 'Mia', author: null });
  expect(await findings()).toContain('verify/tables');
});

it('what is said to be taken in names whoever says so', async () => {
  await editAsMax('merge');
  expect(await newest()).toMatchObject({ field: 'jobTitle', person: 'Mia', author: 'Max' });
});
