import { damageIn } from '../damage.ts';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPartName } from '../../../../src-main/files/replace-file.ts';
import { nextDatabaseName } from '../../../../src-main/vault/session/open-database.ts';
import { addPeople } from '../../../unit/vault/access/team.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../../unit/vault/session/vault-fixture.ts';
import { bundle, startChild, type Bundle } from '../../child.ts';
import { digestOf, fill, idNumber } from './content.ts';
import { killRounds, seeded } from '../../rounds.ts';

/** As many as are over in some twenty seconds; more are wished for by the environment. */
const rounds = killRounds(12);
/** Other moments than those of every run. */
const seed = Number(process.env['COFFER_KILL_SEED'] ?? 20261125);
const program = join(import.meta.dirname, 'rotate-child.ts');
const threadModule = join(import.meta.dirname, '../../../../src-main/copy-thread.ts');
/** Who has an account in the vault that is killed, each with another role. */
const team = [
  { name: 'Ann', role: 'manager', passphrase: 'granite lantern whistle meadow' },
  { name: 'Bob', role: 'member', passphrase: 'meadow quartz harbour lantern' },
] as const;
/** The owner, who looks into everything, comes last. */
const everybody = [...team, { name: '李雷', passphrase: goodPassphrase }];

let bench: Bench;
let path: string;
let child: Bundle;
let copyThread: Bundle;

async function enter(name: string, passphrase: string): Promise<void> {
  await bench.engine.prepareLock();
  bench = bench.restart();
  await bench.call('vault/unlock', {
    vault: bench.ticket(path),
    person: { name },
    passphrase: bytes(passphrase),
  });
}

/** When to kill: so long after the beginning, or so long after the new keyring begins to be written. */
interface Moment {
  readonly after: 'beginning' | 'naming';
  readonly delayMs: number;
}

interface Fate {
  readonly wasKilled: boolean;
  /** From the beginning of the exchange to the end of the process. */
  readonly ms: number;
}

/** Exchanges the keys in a process of its own, which is killed at that moment, or ends. */
function rotateAndKill(moment: Moment | null): Promise<Fate> {
  return new Promise((resolve, reject) => {
    const running = startChild(child.path, [path, copyThread.path]);
    let said = '';
    let began = 0;
    const kill = (): void => {
      if (moment !== null) setTimeout(() => running.kill('SIGKILL'), moment.delayMs);
    };
    const watcher = watch(path, (_, name) => {
      if (
        began > 0 &&
        moment?.after === 'naming' &&
        isPartName(name ?? '') &&
        existsSync(join(path, nextDatabaseName))
      ) {
        kill();
        watcher.close();
      }
    });
    running.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (began > 0 || !said.includes('running')) return;
      began = performance.now();
      if (moment?.after === 'beginning') kill();
    });
    running.on('error', reject);
    running.on('exit', (code, signal) => {
      watcher.close();
      if (signal === null && code !== 0) reject(new Error(`the child ended with ${String(code)}`));
      else resolve({ wasKilled: signal === 'SIGKILL', ms: performance.now() - began });
    });
  });
}

const databaseId = (): unknown =>
  // Written by the app.
  (JSON.parse(readFileSync(join(path, 'keyring.json'), 'utf8')) as { database: { id: string } }).database.id;

beforeEach(async () => {
  child = await bundle(program);
  copyThread = await bundle(threadModule);
  bench = makeBench();
  ({ path } = await makeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await fill(bench);
  await bench.engine.prepareLock();
  const ids = await addPeople(bench, path, team);
  await enter('李雷', goodPassphrase);
  // Bob's role reaches the customers that are his.
  const query = { text: 'Customer 1' };
  const { rows } = await bench.call('customers/window', { query, start: 0, count: 5 });
  const selection = { ids: rows.map(({ id }) => id) };
  await bench.call('customers/assign', { selection, personId: ids.get('Bob') ?? '' });
  await bench.engine.prepareLock();
});
afterEach(() => {
  child[Symbol.dispose]();
  copyThread[Symbol.dispose]();
  bench.remove();
});

test(
  `killed at ${rounds} moments while keys are exchanged, a vault is as before or as after, with everything in it`,
  async () => {
    const random = seeded(seed);
    await enter('李雷', goodPassphrase);
    const digest = await digestOf(bench);
    await bench.engine.prepareLock();
    const whole = await rotateAndKill(null);
    expect(whole.wasKilled).toBe(false);
    const seen = { before: 0, after: 0, halfway: 0, killed: 0 };
    for (let round = 0; round < rounds; round++) {
      const before = databaseId();
      // Every third kill falls into the few milliseconds in which the keyring and the database are replaced.
      const moment: Moment =
        round % 3 === 2
          ? { after: 'naming', delayMs: random() * 12 }
          : { after: 'beginning', delayMs: random() * whole.ms };
      const { wasKilled } = await rotateAndKill(moment);
      const isNamed = databaseId() !== before;
      const hasNext = readdirSync(path).includes(nextDatabaseName);
      if (wasKilled) seen.killed += 1;
      if (wasKilled && hasNext) seen.halfway += 1;
      seen[isNamed ? 'after' : 'before'] += 1;
      for (const { name, passphrase } of everybody) {
        await enter(name, passphrase);
        expect(
          (await bench.call('customers/window', { query: { text: 'Customer 1' }, start: 0, count: 5 })).total,
        ).toBeGreaterThan(0);
        if (name === 'Bob') continue;
        // The blind index is that of the keys in force.
        expect(
          (await bench.call('customers/window', { query: { text: 'confidential 3' }, start: 0, count: 5 }))
            .total,
        ).toBeGreaterThan(0);
      }
      expect(await digestOf(bench)).toBe(digest);
      expect(
        (await bench.call('customers/window', { query: { text: idNumber }, start: 0, count: 5 })).total,
      ).toBeGreaterThan(5);
      expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
      await bench.engine.prepareLock();
      expect(readdirSync(path).sort()).toEqual(['keyring.json', 'keyring.json.prev', 'records.db']);
    }
    if (process.env['COFFER_KILL_ROUNDS'] !== undefined) process.stderr.write(`${JSON.stringify(seen)}\n`);
    // Some were really cut off in the middle, and some after the point of no return, or the test proves nothing.
    expect(seen.killed).toBeGreaterThan(rounds / 2);
    expect(seen.halfway).toBeGreaterThan(0);
    expect(seen.before).toBeGreaterThan(0);
    expect(seen.after).toBeGreaterThan(0);
  },
  20 * 60_000,
);
