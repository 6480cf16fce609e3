import { createHash, randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { attachmentContent, listAttachments } from '../../../../src-main/vault/attachments/attachments.ts';
import { sweepNow } from '../../../../src-main/vault/attachments/sweep.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import type { CustomerRef } from '../../../../src-main/vault/customers/sealed.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';
import { bundle, runAndKill } from '../../child.ts';

const program = join(import.meta.dirname, 'add-child.ts');
const rounds = 12;
const fileBytes = 24 * 1024 * 1024;

test(`killed at ${rounds} moments, an attachment is there whole or not at all, and its chunks are swept`, async () => {
  using child = await bundle(program);
  const folder = mkdtempSync(join(tmpdir(), 'coffer-kill-'));
  const dek = randomBytes(32);
  let killed = 0;
  let leftChunks = 0;
  try {
    {
      await using fresh = openTestVault({ folder, dek: dek.slice() });
      fresh.vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
        createCustomer(tx, fresh.vault, { kind: 'person', edits: [{ field: 'name', value: 'A' }] }),
      );
    }
    let before = 0;
    for (let round = 0; round < rounds; round++) {
      const content = randomFillSync(new Uint8Array(fileBytes));
      const file = join(folder, `file-${round}`);
      writeFileSync(file, content);
      const args = [folder, Buffer.from(dek).toString('hex'), file];
      const { wasKilled, said } = await runAndKill(child.path, args, 'running', round * 25);
      rmSync(file);
      if (wasKilled) killed++;
      await using opened = openTestVault({ folder, dek: dek.slice(), create: false });
      const { vault } = opened;
      const { db } = vault.store;
      const customer = db.get<CustomerRef>('SELECT row, id FROM customer') ?? { row: 0, id: '' };
      const now = listAttachments(db, customer);
      expect([before, before + 1]).toContain(now.length);
      if (said.includes('done')) expect(now.length).toBe(before + 1);
      const last = now.at(-1);
      if (now.length > before && last !== undefined) {
        expect(last.size).toBe(fileBytes);
        const hash = createHash('sha256');
        using read = attachmentContent(vault, customer, last.id);
        for (const chunk of read.chunks()) hash.update(chunk);
        expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
      }
      const chunks = (): number => db.value<number>('SELECT count(*) FROM blob_chunk') ?? 0;
      const left = chunks();
      await sweepNow(vault);
      leftChunks += left - chunks();
      expect(chunks()).toBe((now.length * fileBytes) / 1024 ** 2);
      expect(db.value('SELECT count(*) FROM blob')).toBe(now.length);
      expect(vault.store.integrityCheck()).toEqual([]);
      before = now.length;
    }
    // Some were really cut off in the middle, or the test proves nothing.
    expect(killed).toBeGreaterThan(rounds / 4);
    expect(leftChunks).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
