/** What a merge of many leaves of the search index: what is there now is found, what was there before is not. */
import { expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { selectRows } from '../../../../src-main/vault/search/select-rows.ts';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { ours, rowOf, take, useTwoVaults } from './kit.ts';

useTwoVaults();

const person = newId();
const start = Date.UTC(2025, 5, 1);
const count = 2500;
const ids = Array.from({ length: count }, () => newId());
const fields = JSON.stringify({
  format: 'coffer-fields',
  version: 1,
  sections: [],
  fields: [],
  tags: [],
  people: [],
});

/** A customer as somebody else's vault has it after that many rounds of changes. */
function line(id: string, round: number, cells: Readonly<Record<string, string>>): string {
  const at = start + round * 1000;
  return JSON.stringify({
    id,
    cells: { kind: 'company', created: start, ...cells },
    stamps: { '*': [at, 0, 'theirs', person] },
  });
}

const found = (text: string): number[] =>
  [...selectRows(ours, listQuery.parse({ text }))].sort((a, b) => a - b);
const rows = (some: readonly string[]): number[] => some.map((id) => rowOf(ours, id)).sort((a, b) => a - b);
/** FTS5's settings; what is not set is as it is by default. */
const housekeeping = (): Record<string, number> => ({
  automerge: 4,
  usermerge: 4,
  deletemerge: 10,
  ...Object.fromEntries(
    ours.store.db.all<{ k: string; v: number }>('SELECT k, v FROM search_config').map(({ k, v }) => [k, v]),
  ),
});

test('of many that came and were changed, in any order of rows, everything of now is found and nothing of before', async () => {
  const before = housekeeping();
  await take(ours, {
    fields,
    lines: ids.map((id) => line(id, 0, { name: '旧港贸易', notes: 'quay seven' })),
  });
  expect(found('quayseven')).toHaveLength(count);
  const changed = ids.filter((_, at) => at % 2 === 0).reverse();
  const outcome = await take(ours, {
    fields,
    lines: changed.map((id) => line(id, 1, { name: '新港贸易', notes: 'wharf nine' })),
  });
  expect(outcome).toMatchObject({ added: 0, changed: changed.length });
  expect(found('wharf')).toEqual(rows(changed));
  expect(found('新港')).toEqual(rows(changed));
  expect(found('xingang')).toEqual(rows(changed));
  const left = rows(ids.filter((_, at) => at % 2 === 1));
  for (const text of ['quay', 'qu', '旧', 'jiugang']) expect(found(text)).toEqual(left);
  // How the index keeps house is as it was.
  expect(housekeeping()).toEqual(before);
});

test('names stay found when only other texts change, and those that change are found by what they became', async () => {
  const some = ids.slice(0, 60);
  const change = (round: number, cells: Readonly<Record<string, string>>) =>
    take(ours, { fields, lines: some.map((id) => line(id, round, cells)) });
  const all = { name: '旧港贸易', organisation: '', jobTitle: '', notes: 'quay seven' };
  await change(0, all);
  await change(1, { ...all, notes: 'jiugang' });
  for (const text of ['旧港', 'jiugangmaoyi', 'jgmy', 'jiugang']) expect(found(text)).toEqual(rows(some));
  expect(found('quay')).toEqual([]);
  await change(2, { ...all, notes: 'pier', organisation: '重庆银行' });
  await change(3, { ...all, notes: 'wharf', organisation: '重庆银行' });
  for (const text of ['旧港', 'jgmy', 'wharf', 'chongqingyinhang', 'cqyh'])
    expect(found(text)).toEqual(rows(some));
  await change(4, { ...all, name: '新港贸易', notes: 'wharf', organisation: '' });
  for (const text of ['xgmy', 'wharf']) expect(found(text)).toEqual(rows(some));
  for (const text of ['旧港', 'jgmy', 'cqyh', '重庆', 'pier']) expect(found(text)).toEqual([]);
});

test('entries from before names were told apart in them are brought up to date whole', async () => {
  const [id = ''] = ids;
  await take(ours, { fields, lines: [line(id, 0, { name: '旧港贸易', notes: 'quay' })] });
  ours.store.write({ kind: 'bulk', label: 'customers/edit' }, (tx) => {
    tx.run('UPDATE search_text SET text = replace(text, char(10, 10), char(10))');
  });
  await take(ours, { fields, lines: [line(id, 1, { name: '旧港贸易', notes: 'wharf' })] });
  for (const text of ['jgmy', '旧港', 'wharf']) expect(found(text)).toEqual(rows([id]));
  expect(found('quay')).toEqual([]);
});

test('a customer that comes twice in one go is what the later line says, wherever the two lines are', async () => {
  const [near = '', far = ''] = ids;
  await take(ours, {
    fields,
    lines: [
      line(near, 0, { name: 'First', notes: 'quay' }),
      line(near, 1, { name: 'Second', notes: 'wharf' }),
      line(far, 0, { name: 'First', notes: 'quay' }),
      ...ids.slice(2, 300).map((id) => line(id, 0, { name: 'Between', notes: 'pier' })),
      line(far, 1, { name: 'Second', notes: 'wharf' }),
    ],
  });
  expect(found('wharf')).toEqual(rows([near, far]));
  expect(found('quay')).toEqual([]);
});
