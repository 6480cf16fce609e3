/** A backup is put back without a question only where its logs are of the history that the vault, and this device, know. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidence } from '../session/other-history.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { withOwnProgram } from './own-program.ts';
import { rehash } from './rewriting.ts';

let bench: Bench;
let path: string;
let backups: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 9 } });
  await add('Alder');
  await add('Birch');
  backups = join(bench.folder, 'Acme backups');
});
afterEach(() => {
  bench.remove();
});

const add = (value: string) =>
  bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
const names = async () => {
  const { rows } = await bench.call('customers/window', { query: {}, start: 0, count: 9 });
  return rows.map(({ name }) => name).sort();
};

async function backUp(): Promise<string> {
  bench.clock += 60_000;
  return (await bench.call('backups/make')).id;
}

async function unlock(folder = path, more: object = {}): Promise<void> {
  bench = bench.restart();
  bench.clock += 60_000;
  const opening = { vault: bench.ticket(folder), passphrase: bytes(goodPassphrase), ...more };
  await bench.call('vault/unlock', opening);
}

/** A member's own program gives a customer of the backup another name, with every hash right again. */
const rewrite = (id: string) =>
  withOwnProgram(
    join(backups, id),
    () => bench.clock,
    ({ store }) => {
      store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        tx.run("UPDATE change SET value = replace(value, 'Alder', 'Abies')");
        tx.run("UPDATE customer SET name = replace(name, 'Alder', 'Abies')");
        rehash(tx);
      });
    },
  );

describe('a backup whose logs were rewritten', () => {
  let id: string;
  beforeEach(async () => {
    id = await backUp();
    await add('Cedar');
    await bench.engine.prepareLock();
    await rewrite(id);
    await unlock();
  });

  it('is not put back, nothing is changed, and both signed states are kept', async () => {
    const place = bench.ticket(join(bench.folder, 'Again.coffer'));
    const before = readdirSync(bench.folder).sort();
    expect(await bench.code('backups/restore-over', { id })).toBe('backup/other-history');
    expect(await bench.code('backups/restore-as', { id, place })).toBe('backup/other-history');
    expect(readdirSync(bench.folder).sort()).toEqual(before);
    expect(await names()).toEqual(['Alder', 'Birch', 'Cedar']);
    const { text, members } = await evidence(bench);
    expect(members.get('found')).toEqual(['backup/other-history']);
    expect(text).toContain('-----BEGIN SEEN NOTE-----');
    expect(bench.controls.filter(({ type }) => type === 'not-as-seen')).not.toEqual([]);
  });

  it('is put back by a step of its own, which the journal keeps', async () => {
    await bench.call('backups/restore-over', { id, acceptOther: true });
    await unlock();
    expect(await names()).toEqual(['Abies', 'Birch']);
    const { entries } = await bench.call('journal/list', {});
    expect(entries.find(({ action }) => action === 'copy-accepted')?.details).toMatchObject({
      code: 'backup/other-history',
      seenRoot: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('is not taken for the vault where that is gone', async () => {
    await bench.engine.prepareLock();
    rmSync(path, { recursive: true });
    await expect(unlock(join(backups, id))).rejects.toThrow('vault/older-copy');
    await unlock(join(backups, id), { acceptOlder: true });
  });
});

it('a backup of before another restore is asked about, and one of the same history is not', async () => {
  const first = await backUp();
  await add('Cedar');
  const second = await backUp();
  await bench.call('backups/restore-over', { id: first });
  await unlock();
  await add('Dogwood');
  expect(await bench.code('backups/restore-over', { id: second })).toBe('backup/other-history');
  await bench.call('backups/restore-over', { id: first });
  await unlock();
  await bench.call('backups/restore-over', { id: second, acceptOther: true });
  await unlock();
  expect(await names()).toEqual(['Alder', 'Birch', 'Cedar']);
});

it('an entry that somebody added to the journal of a backup makes it another history', async () => {
  const id = await backUp();
  await bench.engine.prepareLock();
  await withOwnProgram(
    join(backups, id),
    () => bench.clock,
    ({ store }) => {
      store.journal('verified', { findings: 0 });
    },
  );
  await unlock();
  expect(await bench.code('backups/restore-over', { id })).toBe('backup/other-history');
});
