import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { afterAll, expect, test } from 'vitest';
import { newId } from '../../src-main/vault/crypto/id.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { atOnce } from '../../src-main/vault/customers/in-steps.ts';
import { compareWithLog } from '../../src-main/vault/customers/compare.ts';
import { verifyChanges } from '../../src-main/vault/store/change-log.ts';
import { openStore } from '../../src-main/vault/store/store.ts';
import { accessOf } from '../unit/vault/access.ts';
import { bundle, startChild } from './child.ts';
import { killRounds, seeded } from './rounds.ts';

// The store alone, whose rounds cost a fraction of those of the whole app (tests/e2e/security/kill.test.ts).
const kills = killRounds(200);
const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-'));
const program = join(import.meta.dirname, 'store-writer.ts');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the writer and kills it `afterMs` after it is ready. @returns what it acknowledged: number by id */
async function writeAndKill(
  writer: string,
  args: readonly string[],
  afterMs: number,
): Promise<Map<string, string>> {
  const child = startChild(writer, args, 'pipe');
  let output = '';
  let problems = '';
  const exited = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => {
      resolve(signal);
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (problems += text));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    output += text;
  });
  const signal = await exited;
  expect(signal, problems).toBe('SIGKILL');
  // A last line without its end was not acknowledged.
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1);
  return new Map(lines.map((line): [string, string] => [line.slice(0, 26), line.slice(27)]));
}

test(
  `every acknowledged write survives ${kills} kills at random moments`,
  async () => {
    using writer = await bundle(program);
    const random = seeded(20261123);
    const [key, compartment] = [randomBytes(32), randomBytes(32)];
    const [vaultId, personId] = [newId(), newId()];
    using signingKey = SecretKey.adopt('signing', new Uint8Array(32));
    using ageIdentity = SecretKey.adopt('age-identity', new Uint8Array(32));
    const access = JSON.stringify(accessOf(vaultId, { personId, signingKey, ageIdentity }));
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const run = async (round: number): Promise<number> => {
      // Four files, each killed over and over: a recovered file must survive the next crash too.
      const file = join(folder, `records-${round % 4}.db`);
      const args = [file, hex(key), hex(compartment), vaultId, personId, access];
      const acknowledged = await writeAndKill(writer.path, args, random() * 120);
      const dek = SecretKey.adopt('dek', key.slice());
      const store = openStore({
        file,
        dek,
        cipher: 'aegis',
        create: false,
        deviceId: 'check',
        personId,
        now: Date.now,
      });
      try {
        expect(store.integrityCheck()).toEqual([]);
        expect(atOnce(verifyChanges(store.db)).brokenAt).toBeNull();
        for (const [id, number] of acknowledged) {
          const found = store.db.get<{ name: string; job_title: string }>(
            'SELECT name, job_title FROM customer WHERE id = ?',
            id,
          );
          expect(found).toEqual({ name: `Customer ${number}`, job_title: `Job ${number}` });
        }
        if (round >= kills - 4) expect(atOnce(compareWithLog(store))).toEqual([]);
      } finally {
        store.close();
      }
      return acknowledged.size;
    };
    let total = 0;
    // Two at a time, on files of their own.
    for (let round = 0; round < kills; round += 2) {
      const [one, other] = await Promise.all([run(round), run(round + 1)]);
      total += one + other;
    }
    // A slow disk acknowledges less before it is killed.
    expect(total).toBeGreaterThan(kills / 4);
  },
  10 * 60_000,
);
