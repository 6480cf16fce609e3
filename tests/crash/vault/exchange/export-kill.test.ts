import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { sweepCutOffFiles } from '../../../../src-main/vault/unfinished/sweep.ts';
import { newTestPerson, openTestVault } from '../../../unit/vault/exchange/test-vault.ts';
import { bundle, runAndKill } from '../../child.ts';

const program = join(import.meta.dirname, 'export-child.ts');

test('what a killed export leaves in the clear is removed at the next opening, and nothing else', async () => {
  using child = await bundle(program);
  const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-'));
  const out = join(folder, 'out');
  const dek = randomBytes(32);
  const person = newTestPerson();
  try {
    mkdirSync(out);
    writeFileSync(join(out, '.other.part'), 'not ours');
    {
      await using _ = openTestVault({ folder, dek: dek.slice() });
    }
    const { vaultId, personId, seed } = person;
    const hex = Buffer.from(dek).toString('hex');
    const args = [folder, hex, vaultId, personId, seed, join(out, 'customers.csv')];
    const { wasKilled } = await runAndKill(child.path, args, 'running', 20);
    expect(wasKilled).toBe(true);
    expect(readdirSync(out)).toHaveLength(2);
    await using opened = openTestVault({ folder, dek: dek.slice(), create: false, person });
    const { store } = opened.vault;
    await sweepCutOffFiles({ ...opened.vault, personId: 'a colleague' }, 'another device');
    expect(readdirSync(out)).toHaveLength(2);
    await sweepCutOffFiles(opened.vault, 'another device');
    expect(readdirSync(out)).toEqual(['.other.part']);
    const entries = store.db.all<{ action: string; details: string }>('SELECT action, details FROM journal');
    expect(entries.at(-1)).toMatchObject({ action: 'file-cut-off' });
    expect(entries.at(-1)?.details).toContain('customers.csv');
    // Told until it is read.
    expect(store.db.value("SELECT json_extract(details, '$.fileName') FROM unfinished_work")).toBe(
      'customers.csv',
    );
    await sweepCutOffFiles(opened.vault, 'another device');
    expect(store.db.value('SELECT count(*) FROM journal')).toBe(entries.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
