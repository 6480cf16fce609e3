/** What a checkpoint's line says besides, where its signer wrote what no program of ours would. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Team } from '../policy/insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

const findings = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await team.bench.call('vault/verify')).findings.map(({ code, count }): [string, number] => [
      code,
      count,
    ]),
  );

it.each([
  ['text', { roster: 'x' }],
  ['less than nothing', { roster: -1 }],
  ['a list', []],
  ['nothing', null],
])(
  'a number that is %s is a finding, and who signed it is not believed once removed',
  async (_what, policy) => {
    const mia = await team.hold('Mia');
    await team.program('Mia', mia, ({ tables, sign }) => {
      tables(({ put }) => {
        put('x', '1');
      });
      sign(policy);
    });
    await team.enter('李雷');
    expect(await findings()).toMatchObject({ 'verify/checkpoint-head': 1 });
    await team.bench.call('people/remove', { id: team.ids.Mia, heir: null });
    await team.program('Mia', mia, ({ tables, sign }) => {
      tables(({ put }) => {
        put('x', '2');
      });
      sign();
    });
    await team.enter('李雷');
    expect(await findings()).toMatchObject({ 'verify/checkpoint-head': 1, 'verify/checkpoint-signature': 1 });
  },
);
