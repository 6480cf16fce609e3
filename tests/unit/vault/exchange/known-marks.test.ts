import { describe, expect, test } from 'vitest';
import { knownMarks } from '../../../../src-main/vault/exchange/import/known-marks.ts';
import { openTestVault, planOf, type TestVault } from './test-vault.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const number = (n: number): string => `86139${String(n).padStart(8, '0')}`;

describe('marks that are known', () => {
  test.each([1, 1000, 40_000])('are all found again, and hardly any other: %i', (count) => {
    const marks = knownMarks(count);
    for (let n = 0; n < count; n++) marks.add(number(n));
    const all = Array.from({ length: count }, (_, n) => number(n));
    expect(all.filter((mark) => !marks.mayHave(mark))).toEqual([]);
    const others = Array.from({ length: 10_000 }, (_, n) => number(1_000_000 + n));
    expect(others.filter(marks.mayHave).length).toBeLessThan(200);
  });

  test('and many more than there was room for are still found', () => {
    const marks = knownMarks(10);
    const all = Array.from({ length: 20_000 }, (_, n) => number(n));
    all.forEach(marks.add);
    expect(all.filter((mark) => !marks.mayHave(mark))).toEqual([]);
  });
});

describe('a file against customers that are there', () => {
  const imported = async (vault: TestVault, rows: string[], duplicates: 'skip' | 'update') => {
    const path = join(vault.folder, 'some.csv');
    writeFileSync(path, ['name,company,phone', ...rows].join('\n'));
    const source = await vault.open(path);
    return vault.call('import/run', planOf(source, { duplicates }));
  };

  test('meets those of before, and what the file itself has changed of them', async () => {
    await using vault = openTestVault();
    await imported(vault, ['Ann,North,13800000001', 'Bob,North,13800000002'], 'skip');
    const outcome = await imported(
      vault,
      // The first row gives Ann another number and company; the next ones know her by these alone.
      [
        'Ann,,13800000001',
        'Ann,South,"13800000001;13800000009"',
        'Ann,,13800000009',
        'Ann,South,',
        'Carl,,13800000003',
      ],
      'update',
    );
    expect(outcome).toMatchObject({ added: 1, updated: 1, unchanged: 3 });
  });
});
