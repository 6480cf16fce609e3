import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';
import { bundle, runAndKill } from '../../child.ts';

const program = join(import.meta.dirname, 'merge-child.ts');
const rounds = 12;
const linesInFile = 1500;
const person = newId();
const start = Date.UTC(2026, 0, 1);

test(`killed at ${rounds} moments, what is taken in is there whole or not at all`, async () => {
  using child = await bundle(program);
  const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-'));
  const dek = randomBytes(32);
  const empty = { format: 'coffer-fields', version: 1, sections: [], fields: [], tags: [], people: [] };
  writeFileSync(join(folder, 'fields.json'), JSON.stringify(empty));
  const ids = Array.from({ length: linesInFile }, () => newId());
  let killed = 0;
  let round = -1;
  try {
    {
      await using fresh = openTestVault({ folder, dek: dek.slice() });
      expect(fresh.vault.store.db.value('SELECT count(*) FROM customer')).toBe(0);
    }
    const file = join(folder, 'records.ndjson');
    for (let attempt = 0; attempt < rounds; attempt++) {
      // Each round changes what the one before it brought, and adds customers of its own.
      const stamp = [start + attempt * 1000, 0, 'theirs', person];
      const lines = [...ids.slice(0, linesInFile / 2), ...ids.slice(linesInFile / 2).map(() => newId())].map(
        (id) =>
          JSON.stringify({
            id,
            cells: { created: start, kind: 'person', name: `Round ${attempt}`, notes: `note ${attempt}` },
            stamps: { '*': stamp },
            seen: Object.fromEntries(
              ['kind', 'name', 'notes'].map((cell) => [cell, { theirs: [start + attempt * 1000, 0] }]),
            ),
          }),
      );
      writeFileSync(file, `${lines.join('\n')}\n`);
      const args = [folder, Buffer.from(dek).toString('hex'), file];
      const { wasKilled, said } = await runAndKill(child.path, args, 'running', (attempt * 37) % 400);
      if (wasKilled) killed++;
      await using opened = openTestVault({ folder, dek: dek.slice(), create: false });
      const { db } = opened.vault.store;
      const merges = db.value<number>("SELECT count(*) FROM batch WHERE kind = 'merge'") ?? 0;
      const newest = db.all<{ name: string; customers: number }>(
        'SELECT name, count(*) AS customers FROM customer WHERE name = ? GROUP BY name',
        `Round ${attempt}`,
      );
      expect([[], [{ name: `Round ${attempt}`, customers: linesInFile }]]).toContainEqual(newest);
      if (said.includes('done')) expect(newest).toHaveLength(1);
      if (newest.length === 1) round = attempt;
      expect(merges === 0).toBe(round < 0);
      expect(opened.vault.store.integrityCheck()).toEqual([]);
      if (attempt % 4 === 3) expect(atOnce(compareWithLog(opened.vault.store))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(rounds / 4);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);
