import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTestVault, type TestVault } from './test-vault.ts';

async function filled(rows: number): Promise<TestVault> {
  const vault = openTestVault();
  const path = join(vault.folder, 'in.csv');
  const people = Array.from(
    { length: rows },
    (_, at) => `客户${at},1380000${String(at).padStart(4, '0')},11010119900101${String(at).padStart(4, '0')}`,
  );
  writeFileSync(path, `姓名,手机,身份证号\n${people.join('\n')}\n`);
  await vault.importFile(path, { duplicates: 'add' });
  return vault;
}

const printed = (vault: TestVault): unknown[] =>
  vault.vault.store.db
    .all<{ details: string }>("SELECT details FROM journal WHERE action = 'print-begins' ORDER BY seq")
    .map(({ details }) => JSON.parse(details) as unknown);

const about = (count: number) => ({ run: expect.any(String), subjects: expect.objectContaining({ count }) });

describe('customer sheets', () => {
  test('hold what is on the customer, restricted values masked, and are in the journal with their reason', async () => {
    await using vault = await filled(3);
    const ids = vault.vault.store.db.all<{ id: string }>('SELECT id FROM customer ORDER BY row');
    const first = ids[0]?.id ?? '';
    const { customers } = await vault.call('export/sheet', {
      selection: { ids: [first] },
      reason: 'visit tomorrow',
      save: vault.ticket(join(vault.folder, 'sheet.pdf')),
    });
    expect(customers).toMatchObject([{ name: '客户0', points: [{ value: '13800000000' }] }]);
    expect(Object.values(customers[0]?.values ?? {})).toEqual([{ masked: true }]);
    expect(JSON.stringify(customers)).not.toContain('110101199001010000');
    await vault.call('export/sheet', { selection: { query: {} }, reason: 'filing', save: null });
    expect(printed(vault)).toEqual([
      { fileName: 'sheet.pdf', customers: 1, classes: '', purpose: 'visit tomorrow', ...about(1) },
      { customers: 3, classes: '', purpose: 'filing', ...about(3) },
    ]);
  });

  test('are refused without a reason, for nobody, and for more than a printer should get at once', async () => {
    await using vault = await filled(201);
    const ask = (selection: unknown, reason = 'x') =>
      vault.call('export/sheet', { selection, reason, save: null });
    await expect(ask({ query: {} }, '  ')).rejects.toThrow();
    await expect(ask({ query: {} })).rejects.toMatchObject({ code: 'export/too-many-sheets' });
    await expect(ask({ query: { text: 'nobody at all' } })).rejects.toMatchObject({
      code: 'export/nothing-selected',
    });
    expect(printed(vault)).toEqual([]);
  });
});
