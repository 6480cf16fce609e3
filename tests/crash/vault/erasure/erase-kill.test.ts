/** Killed at any moment of an erasure, a vault has a customer whole or not at all, and after the next opening nothing of who is gone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { afterAll, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { compareWithLog } from '../../../../src-main/vault/customers/compare.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { clearLeftovers, finishErasures, hasLeftovers } from '../../../../src-main/vault/erasure/erase.ts';
import { begunErasures, isErased } from '../../../../src-main/vault/erasure/ledger.ts';
import { judgeBy } from '../../../../src-main/vault/erasure/judge.ts';
import { differingErasures } from '../../../../src-main/vault/erasure/verify.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { verifyJournal } from '../../../../src-main/vault/store/journal.ts';
import { accessOf } from '../../../unit/vault/access.ts';
import { foundIn, plainPages } from '../../../unit/vault/erasure/plain.ts';
import { bundle, runAndKill } from '../../child.ts';
import { killRounds, seeded } from '../../rounds.ts';
import { openErasing } from './erasing-vault.ts';

const kills = killRounds(200);
const program = join(import.meta.dirname, 'erase-child.ts');
const folder = mkdtempSync(join(tmpdir(), 'coffer-erase-kill-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  `${kills} kills at random moments of erasing leave nobody half there`,
  async () => {
    using child = await bundle(program);
    const random = seeded(20261201);
    const key = Buffer.from(randomBytes(32)).toString('hex');
    const [vaultId, personId] = [newId(), newId()];
    using signingKey = SecretKey.adopt('signing', new Uint8Array(32));
    using ageIdentity = SecretKey.adopt('age-identity', new Uint8Array(32));
    const access = JSON.stringify(accessOf(vaultId, { personId, signingKey, ageIdentity }));
    const seen = { erased: 0, begun: 0, leftovers: 0 };
    /** Of each file, all customers ever made in it: their marks by id. */
    const made = Array.from({ length: kills }, () => new Map<string, string>());
    const files = Math.min(kills, 20);
    const round = async (number: number): Promise<void> => {
      const file = join(folder, `records-${number % files}.db`);
      const given = [file, folder, key, vaultId, personId, access];
      const { wasKilled, said } = await runAndKill(
        child.path,
        [`canary${number}x`, ...given],
        'ready',
        random() * 120,
      );
      expect(wasKilled).toBe(true);
      const known = made[number % files] ?? new Map<string, string>();
      // A last line without its end was not acknowledged.
      const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
      const told = lines.map((line) => line.split(' '));
      for (const [what, id = '', mark = ''] of told) if (what === 'made') known.set(id, mark);
      const vault = openErasing(given);
      const { store, keys } = vault;
      try {
        seen.begun += begunErasures(store.db).length;
        if (hasLeftovers(store.db)) seen.leftovers += 1;
        finishErasures(vault, judgeBy(store.db, vault.access.roster.body));
        await clearLeftovers(store, () => {
          store.checkpoint();
        });
        store.checkpoint();
        expect(store.integrityCheck()).toEqual([]);
        expect(atOnce(verifyChanges(store.db)).brokenAt).toBeNull();
        expect(atOnce(verifyJournal(store.db)).brokenAt).toBeNull();
        expect(atOnce(differingErasures(store.db, vault.access.roster.body))).toBe(0);
        expect(atOnce(compareWithLog(store))).toEqual([]);
        for (const [what, id = ''] of told) if (what === 'erased') expect(isErased(store.db, id)).toBe(true);
        const isHere = (id: string): boolean =>
          store.db.value('SELECT 1 FROM customer WHERE id = ?', id) !== undefined;
        for (const id of known.keys()) expect(isHere(id)).toBe(!isErased(store.db, id));
        const pages = plainPages(file, folder, keys.dek);
        for (const [id, mark] of known) expect(foundIn(pages, [mark]).length, id).toBe(isHere(id) ? 1 : 0);
        seen.erased += [...known.keys()].filter((id) => !isHere(id)).length;
      } finally {
        store.close();
      }
    };
    // Two at a time, on files of their own.
    for (let number = 0; number < kills; number += 2)
      await Promise.all([round(number), ...(number + 1 < kills ? [round(number + 1)] : [])]);
    // Moments in the midst of it were met.
    expect(seen.erased).toBeGreaterThan(kills / 4);
    expect(seen.begun + seen.leftovers).toBeGreaterThan(0);
    if (process.env['COFFER_KILL_ROUNDS'] !== undefined) process.stderr.write(`${JSON.stringify(seen)}\n`);
  },
  20 * 60_000,
);
