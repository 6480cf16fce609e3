/** Unlocks one vault again and again, and tells what each took besides Argon2id. Arguments: the vault's folder. */
import { setTimeout as wait } from 'node:timers/promises';
import { spent } from './timed-argon2.ts';
import type { UnlockTimes } from '../sections/unlock.ts';

const { openEngine } = await import('./open-engine.ts');

const repetitions = 6;
const [folder = ''] = process.argv.slice(2);
const { unlock, engine, call, ticket } = openEngine();
// As the unlock screen does before anybody types, which takes longer than this.
await call('vault/inspect', { vault: ticket(folder) });
await wait(500);
const times: { kdf: number[]; beyond: number[] } = { kdf: [], beyond: [] };
for (let n = 0; n < repetitions; n++) {
  const before = spent.ms;
  const started = performance.now();
  await unlock(folder);
  const total = performance.now() - started;
  const kdf = spent.ms - before;
  times.kdf.push(kdf);
  times.beyond.push(total - kdf);
  await engine.prepareLock();
}
process.send?.(times satisfies UnlockTimes);
