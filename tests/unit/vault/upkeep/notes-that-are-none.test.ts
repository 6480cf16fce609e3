/** What a member with a program of their own writes where the vault remembers things about itself: a finding, and nobody is kept out by it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Team } from '../policy/insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

const findings = async (): Promise<string[]> =>
  (await team.bench.call('vault/verify')).findings.map(({ code }) => code);

const keys = ['returnedPeople', 'rotation', 'refusedPending', 'backups'];

it.each(['no JSON', 'null', '{"made":7}', '[1]'])('%s in every note ends no opening', async (text) => {
  await team.program('Mia', await team.hold('Mia'), ({ store, sign }) => {
    store.write({ kind: 'edit', label: 'settings-changed' }, (tx) => {
      for (const key of keys) tx.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, text);
    });
    sign();
  });
  await team.enter('李雷');
  expect(await findings()).toContain('verify/notes');
  await team.bench.call('backups/make');
});

it('details that are none are found by verifying', async () => {
  await team.program('Mia', await team.hold('Mia'), ({ store, sign }) => {
    store.journal('erased', { erasure: 7, gaps: 'x', subjects: 'none' } as never);
    sign();
  });
  await team.enter('李雷');
  expect(await findings()).toContain('verify/journal');
});
