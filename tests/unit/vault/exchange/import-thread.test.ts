import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordsOf } from './records.ts';
import { openTestVault, planOf, type TestVault } from './test-vault.ts';

const importThread = new URL('../../../../src-main/import-thread.ts', import.meta.url);
const rowCount = 3000;

/** Options and tags met late, rows refused and warned of, duplicates within the file: what rows leave behind for others. */
function manyRows(): string {
  const rows = Array.from({ length: rowCount }, (_, at) => {
    if (at % 500 === 7) return `,,,,,`;
    if (at % 500 === 8)
      return `Customer ${String(at - 1)},13800${String(at - 2).padStart(6, '0')},again@example.com,,,x`;
    const level = `L${String(Math.floor(at / 300))}`;
    return `客户${String(at)},13800${String(at).padStart(6, '0')},c${String(at)}@example.com,${level},${at % 97 === 0 ? `t${String(at)};VIP` : 'VIP'},2024-02-${String((at % 31) + 1)}`;
  });
  return ['name,phone,email,等级,tags,since', ...rows].join('\n');
}

function fileIn(vault: TestVault, text: string): string {
  const path = join(vault.folder, 'many.csv');
  writeFileSync(path, text);
  return path;
}

/** What an import made, without what every import makes anew. */
function told(vault: TestVault): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(recordsOf(vault.vault), (key, value: unknown) =>
    key === 'at' || key === 'created_at' || key === 'updated_at' ? 0 : value,
  );
  return JSON.parse(
    text.replace(/[0-9a-hjkmnp-tv-z]{26}/g, (id) => {
      const known = ids.get(id) ?? `id ${String(ids.size)}`;
      ids.set(id, known);
      return known;
    }),
  );
}

describe('a large file, prepared in a thread', () => {
  test('leaves what it leaves when it is prepared in the engine’s own', async () => {
    await using there = openTestVault({ importThread });
    await using here = openTestVault();
    const outcomes = [];
    for (const vault of [there, here]) {
      const source = await vault.open(fileIn(vault, manyRows()));
      const plan = planOf(source, { duplicates: 'skip' });
      const rehearsal = await vault.call('import/dry-run', plan);
      const outcome = await vault.call('import/run', plan);
      expect({ ...outcome, batchId: null }).toEqual(rehearsal);
      const again = await vault.call('import/run', plan);
      expect(again).toMatchObject({ added: 0, updated: 0, batchId: null });
      outcomes.push({ ...outcome, batchId: null });
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toMatchObject({ rows: rowCount });
    expect(outcomes[0]?.refused).toBeGreaterThan(0);
    expect(told(there)).toEqual(told(here));
  });

  test('in which each contact has a row leaves the same companies, too', async () => {
    await using there = openTestVault({ importThread });
    await using here = openTestVault();
    const rows = Array.from(
      { length: rowCount },
      (_, at) => `公司${String(at % 1000)},联系人${String(at)},13800${String(at).padStart(6, '0')}`,
    );
    for (const vault of [there, here])
      expect(
        await vault.importFile(fileIn(vault, ['公司名称,联系人,手机', ...rows].join('\n'))),
      ).toMatchObject({ added: 1000, updated: 2000, skipped: 0 });
    expect(told(there)).toEqual(told(here));
  });

  test('cancelled midway: nothing is left, and the job can be run again', async () => {
    await using vault = openTestVault({ importThread });
    const before = recordsOf(vault.vault);
    const source = await vault.open(fileIn(vault, manyRows()));
    const running = vault.call('import/run', planOf(source));
    const failed = expect(running).rejects.toMatchObject({ code: 'import/cancelled' });
    while (!vault.vault.store.isLongWriteRunning) await new Promise((done) => setTimeout(done, 1));
    await new Promise((done) => setTimeout(done, 20));
    await vault.call('import/cancel', { jobId: source.jobId });
    await failed;
    expect(recordsOf(vault.vault)).toEqual(before);
    expect((await vault.call('import/run', planOf(source))).added).toBeGreaterThan(2000);
  });

  test('a vault that is locked meanwhile has none of it', async () => {
    await using vault = openTestVault({ importThread });
    const source = await vault.open(fileIn(vault, manyRows()));
    const failed = expect(vault.call('import/run', planOf(source))).rejects.toMatchObject({
      code: 'vault/locked',
    });
    await new Promise((done) => setTimeout(done, 30));
    vault.vault.store.close();
    await failed;
  });

  test('a thread that does not come up fails the import, and nothing is left', async () => {
    await using vault = openTestVault({ importThread: new URL('./no-such-module.ts', import.meta.url) });
    const before = recordsOf(vault.vault);
    await expect(vault.open(fileIn(vault, manyRows()))).rejects.toThrow(/no-such-module|ended before/);
    expect(recordsOf(vault.vault)).toEqual(before);
    expect(vault.vault.store.isLongWriteRunning).toBe(false);
  });
});
