import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../../src-preload/contract/bridge.ts';
import { bytes, goodPassphrase, makeBench, makeVault } from '../../unit/vault/session/vault-fixture.ts';
import { launchApp } from '../drive/app.ts';
import { processTree } from './processes.ts';

const rounds = Number(process.env['COFFER_KILL_ROUNDS'] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-app-'));
const userData = join(folder, 'user-data');
let vault: string;

/** What the page was told: number by customer id, and whether its edit was answered too. */
interface Acknowledged {
  readonly number: number;
  readonly isEdited: boolean;
}

/** A linear congruential generator (Numerical Recipes): the same moments in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

beforeAll(async () => {
  const bench = makeBench(folder);
  ({ path: vault } = await makeVault(bench));
  await bench.engine.prepareLock();
  mkdirSync(userData);
  const recent = [{ vaultId: null, path: vault, openedAt: 0 }];
  const preferences = { language: 'en', theme: 'light', contentProtection: true };
  const device = { deviceId: '0123456789abcdef01234567', preferences, recent, seen: {}, bounds: null };
  writeFileSync(join(userData, 'device.json'), JSON.stringify(device));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the vault in the app, writes to it without a pause, and kills every process `afterMs` after the first answer. */
async function writeAndKill(
  afterMs: number,
  random: () => number,
  from: number,
): Promise<Map<string, Acknowledged>> {
  const app = await launchApp({ home: folder });
  const acknowledged = new Map<string, Acknowledged>();
  const page = await app.page();
  const writing = Promise.withResolvers<undefined>();
  await page.exposeFunction('acknowledge', (id: string, number: number, isEdited: boolean) => {
    acknowledged.set(id, { number, isEdited });
    writing.resolve(undefined);
  });
  const main = app.electron.process();
  const gone = new Promise((resolve) => main.once('exit', resolve));
  const load = page.evaluate(
    async ({ passphrase, first }) => {
      const { coffer, acknowledge } = window as unknown as {
        coffer: Bridge;
        acknowledge: (id: string, number: number, isEdited: boolean) => Promise<void>;
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
          void acknowledge(id, number, false);
          const edits = [{ field: 'jobTitle' as const, value: `Job ${number}` }];
          const edited = await coffer.call('customers/edit', { id, edits });
          if (!edited.ok) return edited.error.code;
          void acknowledge(id, number, true);
        }
      };
      return Promise.race([write(), write(), write()]);
    },
    { passphrase: goodPassphrase, first: from },
  );
  // It ends with the page's connection; any answer before that is a refused write.
  const refusal = load.then(
    (code) => Promise.reject(new Error(`refused: ${code}`)),
    () => undefined,
  );
  await Promise.race([writing.promise, refusal]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  // Without its number the tree would be that of the whole machine.
  if (main.pid === undefined) throw new Error('the app has no process');
  const all = processTree(main.pid).sort(() => random() - 0.5);
  expect(all.length).toBeGreaterThan(4);
  for (const { pid } of all) process.kill(pid, 'SIGKILL');
  await Promise.all([gone, refusal]);
  return acknowledged;
}

test(
  `every acknowledged write survives ${rounds} kills of the whole app`,
  async () => {
    const random = seeded(20261123);
    let written = 0;
    for (let round = 0; round < rounds; round++) {
      const acknowledged = await writeAndKill(random() * 400, random, written);
      const bench = makeBench(folder);
      try {
        const unlock = { vault: bench.ticket(vault), passphrase: bytes(goodPassphrase) };
        await bench.call('vault/unlock', unlock);
        for (const [id, { number, isEdited }] of acknowledged) {
          const found = await bench.call('customers/get', { id });
          expect(found.name).toBe(`Customer ${number}`);
          if (isEdited) expect(found.jobTitle).toBe(`Job ${number}`);
        }
        if (round === rounds - 1) expect((await bench.call('vault/verify')).findings).toEqual([]);
        expect(bench.incidents).toEqual([]);
      } finally {
        bench.engine.close();
      }
      expect(acknowledged.size).toBeGreaterThan(0);
      written += acknowledged.size + 10;
    }
    console.info(`${written - rounds * 10} customers acknowledged in ${rounds} rounds, none lost`);
  },
  rounds * 30_000,
);
