import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { eraseCustomers, finishErasures, clearLeftovers } from '../../../../src-main/vault/erasure/erase.ts';
import { isConfirmed } from '../../../../src-main/vault/erasure/handlers.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { judgeBy } from '../../../../src-main/vault/erasure/judge.ts';
import { isErased } from '../../../../src-main/vault/erasure/ledger.ts';
import { differingErasures } from '../../../../src-main/vault/erasure/verify.ts';
import { rootAt } from '../../../../src-main/vault/log/merkle.ts';
import { verifyChanges } from '../../../../src-main/vault/store/change-log.ts';
import { verifyJournal } from '../../../../src-main/vault/store/journal.ts';
import { treeOf } from '../../../../src-main/vault/store/log-tree.ts';
import { addCheckpoint } from '../../../../src-main/vault/upkeep/checkpoints.ts';
import { count, add, fileOf, useAttachments } from '../attachments/kit.ts';
import { calls, create, edit, get, reopen, rowOf, vault, withCode } from '../customers/kit.ts';
import { everyField, marked, type Marked } from './kit.ts';
import { foundIn, plainPages } from './plain.ts';

useAttachments();

const clear = (): Promise<void> =>
  clearLeftovers(vault.store, () => {
    vault.store.checkpoint();
  });
async function erase(...ids: string[]): Promise<void> {
  eraseCustomers(
    vault,
    ids.map((id) => ({ id, row: rowOf(id) })),
  );
  await clear();
}
const pages = (): Buffer => {
  vault.store.checkpoint();
  return plainPages(vault.file, vault.folder, vault.keys.dek);
};

test(
  'of erased customers nothing is left in any page, nor in the log written ahead',
  { timeout: 120_000 },
  async () => {
    const layout = everyField();
    const gone: Marked[] = [];
    const kept: Marked[] = [];
    for (let number = 0; number < 30; number++)
      (number % 3 === 0 ? kept : gone).push(await marked(number, layout));
    expect(gone).toHaveLength(20);
    const before = pages();
    for (const { marks } of [...gone, ...kept]) expect(foundIn(before, marks).length).toBeGreaterThan(20);
    for (const { id } of gone.slice(0, 5)) await erase(id);
    await erase(...gone.slice(5).map(({ id }) => id));
    expect(statSync(`${vault.file}-wal`).size).toBeLessThan(50_000);
    const after = pages();
    expect(gone.flatMap(({ marks }) => foundIn(after, marks))).toEqual([]);
    for (const { id, marks } of kept) {
      expect(foundIn(after, marks)).toEqual(foundIn(before, marks));
      expect((await get(id)).name).toContain('canary');
    }
  },
);

test('who is known by an organisation alone leaves it nowhere, and who has a name leaves it to others', async () => {
  const firm = await create({ field: 'organisation', value: 'Canary Freight' });
  const person = await create(
    { field: 'name', value: 'Wren Whistler' },
    { field: 'organisation', value: 'Linnet Lines' },
  );
  for (const [id, name] of [
    [firm, 'Canary Freight'],
    [person, 'Linnet Lines'],
  ] as const) {
    const about = { run: newId(), rows: 1, classes: '', purpose: `for ${name}`, fileName: `${name}.csv` };
    vault.store.journal('export-begins', about, []);
    await erase(id);
  }
  const after = pages();
  expect(foundIn(after, ['Canary Freight'])).toEqual([]);
  expect(foundIn(after, ['Linnet Lines'])).toEqual(['Linnet Lines']);
});

const roots = (): string[] =>
  (['change', 'journal'] as const).map((log) => {
    const size = log === 'change' ? vault.store.logSize : vault.store.journalHead().size;
    return `${log} ${String(size)} ${Buffer.from(rootAt(treeOf(vault.store.db, log), size)).toString('hex')}`;
  });
const stillHolds = (said: string): boolean => {
  const [log, size, root] = said.split(' ');
  const tree = treeOf(vault.store.db, log === 'change' ? 'change' : 'journal');
  return Buffer.from(rootAt(tree, Number(size))).toString('hex') === root;
};
const brokenAt = () => ({
  change: atOnce(verifyChanges(vault.store.db)).brokenAt,
  journal: atOnce(verifyJournal(vault.store.db)).brokenAt,
  erasures: atOnce(differingErasures(vault.store.db, vault.access.roster.body)),
});
const allRight = { change: null, journal: null, erasures: 0 };

test('every root and note from before still holds, and what is missing is what was erased', async () => {
  const layout = everyField();
  const [one, other] = [await marked(1, layout), await marked(2, layout)];
  addCheckpoint(vault);
  const before = roots();
  await erase(one.id);
  addCheckpoint(vault);
  expect(before.every(stillHolds)).toBe(true);
  expect(brokenAt()).toEqual(allRight);
  await erase(other.id);
  expect(before.every(stillHolds)).toBe(true);
  expect(brokenAt()).toEqual(allRight);
  expect(atOnce(verifyChanges(vault.store.db)).erased).toBe(14);
});

test('an entry that somebody emptied without an erasure is a finding, and so is a customer or a tombstone too many or too few', async () => {
  const id = await create({ field: 'name', value: 'Anna Kern' });
  await erase(await create({ field: 'name', value: 'Gone Person' }));
  const tamper = (sql: string, ...params: (string | number)[]): number => {
    let found = 0;
    try {
      vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        tx.run(sql, ...params);
        found = atOnce(differingErasures(tx, vault.access.roster.body));
        throw new Error('taken back');
      });
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'taken back') throw error;
    }
    return found;
  };
  expect(tamper('UPDATE change SET salt = NULL WHERE entity_id = ?', id)).toBeGreaterThan(0);
  expect(tamper('UPDATE journal SET salt = NULL WHERE action = ?', 'erasing')).toBeGreaterThan(0);
  expect(tamper('DELETE FROM erased_entry')).toBeGreaterThan(0);
  expect(tamper('DELETE FROM erased_customer')).toBeGreaterThan(0);
  expect(tamper('UPDATE erasure SET document = replace(document, \'"at":\', \'"at":1\')')).toBeGreaterThan(0);
  expect(tamper('INSERT INTO erased_customer SELECT zeroblob(32), id FROM erasure')).toBeGreaterThan(0);
  expect(brokenAt()).toEqual(allRight);
});

test('undo, redo and history know nothing of who was erased, and leave others as they were', async () => {
  const gone = await create({ field: 'name', value: 'Gone Person' });
  const kept = await create({ field: 'name', value: 'Kept Person' });
  await calls['customers/delete']({ selection: { ids: [gone, kept] } });
  await calls['customers/restore']({ selection: { ids: [gone, kept] } });
  await edit(gone, { field: 'notes', value: 'last words' });
  await erase(gone);
  expect(await calls['undo/state'](undefined)).toMatchObject({ undo: 'customers/restore' });
  for (let step = 0; step < 3; step++) await calls['undo/undo'](undefined);
  await expect(async () => calls['undo/undo'](undefined)).rejects.toEqual(withCode('undo/nothing'));
  for (let step = 0; step < 3; step++) await calls['undo/redo'](undefined);
  expect((await get(kept)).name).toBe('Kept Person');
  await expect(async () => calls['customers/history']({ id: gone, before: null, count: 50 })).rejects.toEqual(
    withCode('customers/not-found'),
  );
  const emptied = vault.store.db.value<number>('SELECT min(seq) FROM change WHERE salt IS NULL') ?? 0;
  await expect(async () =>
    calls['customers/restore-value']({ seq: emptied, side: 'to' }),
  ).rejects.toBeInstanceOf(Error);
  expect(isErased(vault.store.db, gone)).toBe(true);
  expect(brokenAt()).toEqual(allRight);
});

test('content that somebody else has, or had, stays; what nobody else had goes', async () => {
  const [gone, other] = [
    await create({ field: 'name', value: 'Gone' }),
    await create({ field: 'name', value: 'Other' }),
  ];
  for (const fileClass of ['internal', 'confidential'] as const) {
    await add(gone, fileOf('shared.txt', 'a price list'), fileClass);
    await add(other, fileOf('shared.txt', 'a price list'), fileClass);
    await add(gone, fileOf('own.txt', `only theirs ${fileClass}`), fileClass);
  }
  expect(count('blob')).toBe(4);
  await erase(gone);
  expect(count('blob')).toBe(2);
  expect(count('blob_key')).toBe(1);
  expect(count('attachment')).toBe(2);
});

test('what was decided when the program ended is done by the next opening', async () => {
  const layout = everyField();
  const one = await marked(1, layout);
  const kept = await marked(2, layout);
  // The write that destroys is cut off.
  const whole = vault.store;
  let writes = 0;
  const write: typeof whole.write = (batch, fn) => {
    if (++writes === 2) throw new Error('killed');
    return whole.write(batch, fn);
  };
  const killed = new Proxy(whole, {
    get: (store, name) => (name === 'write' ? write : Reflect.get(store, name)),
  });
  const decide = (): unknown =>
    eraseCustomers({ ...vault, store: killed }, [{ id: one.id, row: rowOf(one.id) }]);
  expect(decide).toThrow('killed');
  reopen();
  expect((await get(one.id)).id).toBe(one.id);
  finishErasures(vault, judgeBy(vault.store.db, vault.access.roster.body));
  await expect(async () => get(one.id)).rejects.toEqual(withCode('customers/not-found'));
  await clear();
  expect(foundIn(pages(), one.marks)).toEqual([]);
  expect((await get(kept.id)).id).toBe(kept.id);
  expect(brokenAt()).toEqual(allRight);
});

test('it takes the name or the number to be sure', async () => {
  const id = await create({ field: 'name', value: 'Anna  Kern' });
  const said = (typed: string): boolean => isConfirmed(vault, [{ id, row: rowOf(id) }], typed);
  expect(['Anna', '', 'anna kern', id.slice(1)].map(said)).toEqual([false, false, false, false]);
  expect([' Anna Kern', id].map(said)).toEqual([true, true]);
});
