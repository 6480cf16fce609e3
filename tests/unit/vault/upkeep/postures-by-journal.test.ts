/** Postures and backups go together by the journal: a clock that was set back, or ahead and back, is nothing to report. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeVault } from '../session/take-vault.ts';
import { makeBench, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
beforeEach(async () => {
  bench = makeBench();
  await takeVault(bench);
});
afterEach(() => {
  bench.remove();
});

const year = 365 * 86_400_000;

it('finds nothing in a vault whose computer’s clock jumped a year back and forth', async () => {
  for (const by of [0, -year, 2 * year, 1 - year, 1000]) {
    bench.clock += by;
    await bench.call('backups/make');
    expect((await bench.call('vault/verify')).findings).toEqual([]);
  }
});
