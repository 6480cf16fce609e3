/** What people are called, where a member with a program of their own writes other names into the tables. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { Team, type Forgery } from '../policy/insider.ts';
import { bytes, goodPassphrase } from '../session/vault-fixture.ts';

let team: Team;
let customer: string;
beforeEach(async () => {
  team = await Team.make();
  await team.enter('Max');
  const edits = [{ field: 'name' as const, value: '韩梅梅' }];
  ({ id: customer } = await team.bench.call('customers/create', { kind: 'person', edits }));
});
afterEach(() => {
  team.remove();
});

const names = ['李雷', 'Max', 'Mia', 'Aud'];
/** Everybody is called Mallory, but Max, who is called as the owner is. */
function rename({ tx }: Pick<Forgery, 'tx'>): void {
  tx.run("UPDATE person SET name = 'Mallory' WHERE id <> ?", team.ids.Max);
  tx.run("UPDATE person SET name = '李雷' WHERE id = ?", team.ids.Max);
}
const findings = async (): Promise<string[]> =>
  (await team.bench.call('vault/verify')).findings.map(({ code }) => code);
const signers = async () => {
  const { entries } = await team.bench.call('journal/list', { count: 100 });
  return entries.map(({ personId, person }) => [personId, person]);
};

describe('names in the table that the roster has otherwise', () => {
  it('are shown nowhere, and found, where the vault is looked at only', async () => {
    await team.forge('Mia', rename, 'Mia');
    await team.bench.engine.prepareLock();
    const { notices } = await team.bench.call('vault/unlock', {
      vault: team.vault,
      person: { id: team.ids['李雷'] },
      passphrase: bytes(goodPassphrase),
      readOnly: true,
    });
    expect(notices.map(({ code }) => code)).toContain('people-restored');
    for (const [id, name] of await signers())
      expect(name).toBe(names.find((each) => team.ids[each as 'Max'] === id));
    const { entries } = await team.bench.call('customers/history', { id: customer });
    expect(new Set(entries.map(({ person }) => person))).toEqual(new Set(['Max']));
    expect((await team.bench.call('cards/mine')).name).toBe('李雷');
    expect(await findings()).toEqual(expect.arrayContaining(['verify/policy', 'verify/tables']));
  });

  it('are put back at the next opening, which says so once', async () => {
    await team.forge('Mia', rename, 'Mia');
    expect(await team.enter('Aud')).toContain('people-restored');
    expect(await team.enter('李雷')).not.toContain('people-restored');
    expect(await team.putBack()).toEqual(['people changed restored']);
    expect(await findings()).not.toContain('verify/tables');
  });
});

it('somebody of whom nothing is signed is told apart from an account whose name they bear', async () => {
  const stranger = newId();
  await team.program('Mia', await team.hold('Mia'), ({ store, sign }) => {
    store.write({ kind: 'merge', label: 'bundle/take-in' }, (tx) => {
      tx.run('INSERT INTO author (id, name) VALUES (?, ?)', stranger, ' Max');
      tx.run("UPDATE customer SET job_title = 'thief' WHERE id = ?", customer);
      const cell = { entity: 'customer', entityId: customer, field: 'jobTitle' } as const;
      const seq = tx.record({ ...cell, oldValue: null, value: '"thief"' });
      const sql = 'INSERT INTO merged (seq, cell, at, tick, device, person) VALUES (?, ?, ?, ?, ?, ?)';
      tx.run(sql, seq, '*', tx.now, 0, 'd'.repeat(26), stranger);
    });
    sign();
  });
  await team.enter('李雷');
  const { entries } = await team.bench.call('customers/history', { id: customer });
  expect(entries[0]).toMatchObject({ person: 'Mia', author: ` Max (${stranger.slice(0, 6)})` });
});
