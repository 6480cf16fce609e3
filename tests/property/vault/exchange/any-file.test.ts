import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { openFile } from '../../../../src-main/vault/exchange/import/open.ts';
import { newFolder } from '../../../unit/temporary.ts';
import { openTestVault, planOf } from '../../../unit/vault/exchange/test-vault.ts';
import { workbook } from '../../../unit/vault/exchange/xlsx-file.ts';

const folder = newFolder('any');
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;

function fileOf(content: Uint8Array | string): string {
  const path = join(folder, `${String(files++ % 50)}.csv`);
  writeFileSync(path, content);
  return path;
}

/** Whatever goes wrong with a file is something that a person can be told. */
async function opensOrSaysWhy(content: Uint8Array | string): Promise<void> {
  try {
    await openFile(fileOf(content));
  } catch (error) {
    expect(error).toBeInstanceOf(VaultError);
  }
}

test('any bytes are a file or a clear refusal', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), opensOrSaysWhy), { numRuns: 400 });
});

test('any damage to a spreadsheet is a file or a clear refusal', async () => {
  const whole = workbook({
    S: [
      ['name', 'phone'],
      ['Ann', 1],
      ['Bob', { serial: 43655 }],
    ],
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = Buffer.from(whole);
      damaged[at] = byte;
      await opensOrSaysWhy(damaged);
    }),
    { numRuns: 300 },
  );
});

test('a spreadsheet whose part says that it is larger than it is, is refused', async () => {
  const archive = workbook({ S: [['name'], ['Ann']] });
  const nameAt = archive.indexOf('xl/worksheets/sheet1.xml');
  // The local header's uncompressed size, third byte: 5.9 MB more.
  archive[nameAt - 8 + 2] = 90;
  await expect(openFile(fileOf(archive))).rejects.toMatchObject({ code: 'import/unreadable-spreadsheet' });
});

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'name',
    '姓名',
    '手机',
    'Email',
    '13800138000',
    'a@b.de',
    '2019-07-09',
    '1,234.5',
    '￥3',
    '是',
    '张三',
    '"',
    '""',
    '\u0000',
    "'=1",
  ),
  fc.string({ maxLength: 12 }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });

test('of any table every row is accounted for, dry and for good alike, and undo leaves nothing', async () => {
  await using vault = openTestVault();
  const { db } = vault.vault.store;
  const live = () => db.value<number>('SELECT count(*) FROM customer WHERE deleted_at IS NULL') ?? 0;
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('skip', 'update', 'add'),
      async (rows, delimiter, duplicates) => {
        const path = fileOf(rows.map((row) => row.join(delimiter)).join('\n'));
        let source;
        try {
          source = await vault.open(path);
        } catch (error) {
          expect(error).toBeInstanceOf(VaultError);
          return;
        }
        const plan = planOf(source, { duplicates });
        try {
          const dry = await vault.call('import/dry-run', plan);
          expect(live()).toBe(0);
          const outcome = await vault.call('import/run', plan);
          expect({ ...dry, batchId: null }).toEqual({ ...outcome, batchId: null });
          const { added, updated, unchanged, skipped, refused } = outcome;
          expect(added + updated + unchanged + skipped + refused).toBe(outcome.rows);
          expect(outcome.rows).toBe(source.rowCount);
          expect(live()).toBe(added);
          if (outcome.batchId !== null) await vault.call('import/undo', { batchId: outcome.batchId });
          expect(live()).toBe(0);
        } catch (error) {
          if (!(error instanceof VaultError)) throw error;
          expect(['import/no-name-column', 'import/nothing-to-import']).toContain(error.code);
        } finally {
          await vault.call('import/close', { jobId: source.jobId });
        }
      },
    ),
    { numRuns: 250 },
  );
}, 180_000);
