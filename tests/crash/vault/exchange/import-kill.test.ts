import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';
import { bundle, runAndKill } from '../../child.ts';

const program = join(import.meta.dirname, 'import-child.ts');
const rounds = 20;
const rowsInFile = 2500;

test(`killed at ${rounds} moments, an import is there whole or not at all`, async () => {
  using child = await bundle(program);
  const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-'));
  const dek = randomBytes(32);
  let killed = 0;
  try {
    {
      await using fresh = openTestVault({ folder, dek: dek.slice() });
      writeFileSync(join(folder, 'first.csv'), 'name,phone\nThere before,13000000000\n');
      await fresh.importFile(join(folder, 'first.csv'));
    }
    let before = 1;
    const file = join(folder, 'rows.csv');
    for (let round = 0; round < rounds; round++) {
      const rows = Array.from(
        { length: rowsInFile },
        (_, at) =>
          `Customer ${round}-${at},1${String(round + 31)}${String(at).padStart(8, '0')},note ${at},level ${at % 3}`,
      );
      writeFileSync(file, `name,phone,notes,level ${round}\n${rows.join('\n')}\n`);
      const args = [folder, Buffer.from(dek).toString('hex'), file];
      const { wasKilled, said } = await runAndKill(child.path, args, 'running', (round * 53) % 1000);
      if (wasKilled) killed++;
      await using vault = openTestVault({ folder, dek: dek.slice(), create: false });
      const { db } = vault.vault.store;
      const now = db.value<number>('SELECT count(*) FROM customer') ?? 0;
      expect([before, before + rowsInFile]).toContain(now);
      if (said.includes('done')) expect(now).toBe(before + rowsInFile);
      expect(db.value('SELECT count(*) FROM search_text')).toBe(now);
      expect(vault.vault.store.integrityCheck()).toEqual([]);
      before = now;
    }
    expect(killed).toBeGreaterThan(rounds / 4);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);
