import { expect, test } from 'vitest';
import { mergeNow } from '../../../../src-main/vault/search/merge-soon.ts';
import { create, reopen, vault, withCode } from '../customers/kit.ts';
import { search, useFreshList } from './list-kit.ts';

useFreshList();

const parts = (): number => vault.store.db.value<number>('SELECT count(DISTINCT segid) FROM search_idx') ?? 0;
const batches = (): unknown => vault.store.db.value('SELECT count(*) FROM batch');

async function manyParts(): Promise<void> {
  for (let n = 0; n < 30; n++) await create({ field: 'name', value: `Person ${n}` });
  expect(parts()).toBeGreaterThan(20);
}

test('the parts of the search index become few, find the same, and nobody has done anything', async () => {
  await manyParts();
  const before = { found: await search('person'), batches: batches(), head: vault.store.logHead() };
  expect(before.found).toHaveLength(30);
  await mergeNow(vault);
  expect(parts()).toBeLessThan(8);
  expect({ found: await search('person'), batches: batches(), head: vault.store.logHead() }).toEqual(before);
});

test('they wait for the end of an import', async () => {
  await manyParts();
  const long = vault.store.startLongWrite({ kind: 'import', label: 'imported' });
  const merged = mergeNow(vault);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(parts()).toBeGreaterThan(20);
  long.rollback();
  await merged;
  expect(parts()).toBeLessThan(8);
});

test('they stay as they are when the vault is locked meanwhile', async () => {
  await manyParts();
  const merged = mergeNow(vault);
  vault.store.close();
  await expect(merged).rejects.toEqual(withCode('vault/locked'));
  reopen();
  expect(parts()).toBeGreaterThan(20);
});
