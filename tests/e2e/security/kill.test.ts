import { damageIn } from '../../crash/vault/damage.ts';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bridge } from '../../../src-preload/contract/bridge.ts';
import { openEngine, samplePassphrase } from '../../bench/kit/open-engine.ts';
import { bytes, makeBench } from '../../unit/vault/session/vault-fixture.ts';
import { startBareApp, type BareApp, type BarePage } from '../drive/bare-app.ts';
import { offerVault } from '../drive/prepared.ts';
import { unlessGone } from './gone.ts';
import { isVaultProcess, processTree } from './processes.ts';

/** Each takes 4 seconds of a processor. The store alone is killed more often (tests/crash/store-kill.test.ts). */
const rounds = Number(process.env['COFFER_KILL_ROUNDS'] ?? 30);
/** The third vault process that ends within half a minute ends the app by its own will. */
const vaultKillsPerLaunch = 2;
const killsPerLaunch = vaultKillsPerLaunch + 1;
/** Two apps beside each other, each with a vault and settings of its own. */
const lanes = 2;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-kill-app-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the page was told: number by customer id, and whether its edit was answered too. */
type Acknowledged = Map<string, { readonly number: number; readonly isEdited: boolean }>;

interface Lane {
  readonly home: string;
  readonly vault: string;
  readonly random: () => number;
  /** Customers written so far, at least. */
  written: number;
}

/** A linear congruential generator (Numerical Recipes): the same moments in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** A vault that the app offers to open. As a sample it keeps Argon2id's floor: most of a short life would go by guessing. */
async function makeLane(index: number): Promise<Lane> {
  const home = join(folder, `lane-${index}`);
  const vault = join(home, 'Acme.coffer');
  mkdirSync(home, { recursive: true });
  const { engine, call, ticket } = openEngine({ sampleCount: 1 });
  await call('vault/create-sample', { place: ticket(vault), language: 'en' });
  await engine.prepareLock();
  offerVault(home, vault);
  return { home, vault, random: seeded(20261123 + index), written: 0 };
}

/**
 * Opens the vault in the page's app and writes to it without a pause, by three hands at once.
 * @returns once a write was acknowledged; `refusal` ends with the page, or fails when the vault said no before
 */
async function writeWithoutPause(
  page: BarePage,
  from: number,
  acknowledged: Acknowledged,
): Promise<{ refusal: Promise<void> }> {
  const writing = Promise.withResolvers<undefined>();
  await page.listen('acknowledge', (text) => {
    const [id = '', number, isEdited] = text.split(' ');
    acknowledged.set(id, { number: Number(number), isEdited: isEdited === 'edited' });
    writing.resolve(undefined);
  });
  const load = page.run(
    async ({ passphrase, first }) => {
      const { coffer, acknowledge } = window as unknown as {
        coffer: Bridge;
        acknowledge: (text: string) => void;
      };
      const recent = await coffer.call('host/recent-vaults');
      const ticket = recent.ok ? (recent.value.vaults[0]?.ticket ?? '') : '';
      const opened = await coffer.call('vault/unlock', {
        vault: ticket,
        passphrase: new TextEncoder().encode(passphrase),
      });
      if (!opened.ok) return opened.error.code;
      let next = first;
      const write = async (): Promise<string> => {
        for (;;) {
          const number = next++;
          const created = await coffer.call('customers/create', {
            kind: 'person',
            edits: [
              { field: 'name', value: `Customer ${number}` },
              { field: 'notes', value: 'x'.repeat((number * 997) % 9000) },
            ],
          });
          if (!created.ok) return created.error.code;
          const { id } = created.value;
          acknowledge(`${id} ${number} created`);
          const edits = [{ field: 'jobTitle' as const, value: `Job ${number}` }];
          const edited = await coffer.call('customers/edit', { id, edits });
          if (!edited.ok) return edited.error.code;
          acknowledge(`${id} ${number} edited`);
        }
      };
      return Promise.race([write(), write(), write()]);
    },
    { passphrase: samplePassphrase, first: from },
  );
  // An answer is a refused opening or write. With its page it ends without one.
  const refusal = load.then(
    (code) => Promise.reject(new Error(`refused: ${code}`)),
    () => undefined,
  );
  await Promise.race([writing.promise, refusal]);
  return { refusal };
}

const passed = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills the vault process alone, and waits for the locked window that the app puts in the old one's place. */
async function killVault(app: BareApp, page: BarePage): Promise<BarePage> {
  const vaults = processTree(app.pid).filter(isVaultProcess);
  expect(vaults).toHaveLength(1);
  for (const { pid } of vaults) process.kill(pid, 'SIGKILL');
  await page.gone;
  return app.page(page.id);
}

/** Kills every process of the app, in any order. */
async function killAll(app: BareApp, page: BarePage, random: () => number): Promise<void> {
  const all = processTree(app.pid).sort(() => random() - 0.5);
  expect(all.length).toBeGreaterThan(4);
  // Without its main process, another may end before its turn.
  for (const { pid } of all) unlessGone(() => process.kill(pid, 'SIGKILL'), false);
  await Promise.all([app.ended, page.gone]);
}

/** Starts the app, kills its vault process at random moments, and then the whole of it. */
async function launchAndKill(lane: Lane, kills: number): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  const app = await startBareApp(lane.home);
  let page = await app.page();
  for (let kill = 1; kill <= kills; kill++) {
    const before = acknowledged.size;
    // What was written but not acknowledged has numbers, too.
    const { refusal } = await writeWithoutPause(page, lane.written + before + kill * 10, acknowledged);
    await passed(lane.random() * 250);
    if (kill < kills) page = await killVault(app, page);
    else await killAll(app, page, lane.random);
    await refusal;
    expect(acknowledged.size).toBeGreaterThan(before);
  }
  lane.written += acknowledged.size + kills * 10;
  return acknowledged;
}

/** Opens the file with an engine of our own and looks for everything that was acknowledged. */
async function check(lane: Lane, acknowledged: Acknowledged, isLast: boolean): Promise<void> {
  const bench = makeBench(lane.home);
  try {
    await bench.call('vault/unlock', {
      vault: bench.ticket(lane.vault),
      passphrase: bytes(samplePassphrase),
    });
    for (const [id, { number, isEdited }] of acknowledged) {
      const found = await bench.call('customers/get', { id });
      expect(found.name).toBe(`Customer ${number}`);
      if (isEdited) expect(found.jobTitle).toBe(`Job ${number}`);
    }
    if (isLast) expect(damageIn(await bench.call('vault/verify'))).toEqual([]);
    expect(bench.incidents).toEqual([]);
  } finally {
    bench.engine.close();
  }
}

/** @returns how many customers were acknowledged */
async function runLane(lane: Lane, kills: number): Promise<number> {
  let total = 0;
  for (let left = kills; left > 0; left -= killsPerLaunch) {
    const acknowledged = await launchAndKill(lane, Math.min(left, killsPerLaunch));
    total += acknowledged.size;
    await check(lane, acknowledged, left <= killsPerLaunch);
  }
  return total;
}

test(
  `every acknowledged write survives ${rounds} kills of the vault process and of the whole app`,
  async () => {
    const made = await Promise.all(Array.from({ length: lanes }, (_, index) => makeLane(index)));
    const share = Math.ceil(rounds / lanes);
    const counts = await Promise.all(made.map((lane) => runLane(lane, share)));
    const total = counts.reduce((sum, count) => sum + count, 0);
    console.info(`${total} customers acknowledged in ${rounds} rounds, none lost`);
  },
  rounds * 20_000,
);
