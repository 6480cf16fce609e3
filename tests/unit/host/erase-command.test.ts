/** `coffer erase`: one customer, named without a doubt, and what nobody can reach afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { make } from '../vault/handover/kit.ts';
import { takeVault } from '../vault/session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../vault/session/vault-fixture.ts';
import { runCommand } from './run-command.ts';

let bench: Bench;
let vault: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path: vault } = await takeVault(bench));
  vi.stubEnv('XDG_CONFIG_HOME', join(bench.folder, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  bench.remove();
});

const opening = { '--passphrase-fd': goodPassphrase };
const run = (...words: string[]) => runCommand(bench.folder, words, opening);
const customer = async (name: string, phone: string): Promise<string> => {
  const point = {
    type: 'phone',
    label: '',
    value: phone,
    address: null,
    contactId: null,
    position: 1,
  } as const;
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: name },
      { field: 'point', key: newId(), value: point },
    ],
  });
  return id;
};
it(
  'erases whom a number or an exact search names, and nobody without a doubt',
  { timeout: 600_000 },
  async () => {
    const gone = await customer('王芳', '13900001234');
    await customer('王芳芳', '13900005678');
    await customer('李雷', '13711112222');
    await bench.engine.prepareLock();
    const refused = [
      [['erase', vault], exitCodes.usage],
      [['erase', vault, '李雷'], exitCodes.usage],
      [['erase', vault, '--id', gone, '--read-only'], exitCodes.usage],
      [['erase', vault, '王芳', '--confirm', '王芳'], exitCodes.usage],
      [['erase', vault, '--id', newId()], exitCodes.notFound],
      [['erase', vault, '李雷', '--confirm', '李'], exitCodes.refused],
    ] as const;
    for (const [words, code] of refused) expect((await run(...words)).code, words.join(' ')).toBe(code);
    expect(await run('erase', vault, '--id', gone)).toMatchObject({
      code: exitCodes.ok,
      json: { ok: true, changes: 1, remains: { handOvers: 0, people: [] }, deleted: [] },
    });
    expect((await run('erase', vault, '李雷', '--confirm', '李雷', '--forget-numbers')).code).toBe(
      exitCodes.ok,
    );
    await bench.call('vault/unlock', { vault: bench.ticket(vault), passphrase: bytes(goodPassphrase) });
    const { rows } = await bench.call('customers/window', { query: { text: '' }, start: 0, count: 9 });
    expect(rows.map(({ name }) => name)).toEqual(['王芳芳']);
    // In a list from before one of them is recognised; of the other nothing was kept.
    const list = join(bench.folder, 'list.csv');
    writeFileSync(list, '姓名,手机\n王芳,13900001234\n李雷,13711112222\n');
    const { jobId, columns, dateOrder } = await bench.call('import/open', { file: bench.ticket(list) });
    const targets = columns.map(({ suggestion }) => suggestion);
    const plan = { jobId, targets, duplicates: 'skip', dateOrder } as const;
    expect(await bench.call('import/dry-run', plan)).toMatchObject({ added: 1, erased: { count: 1 } });
  },
);

it('names backups from before, and deletes them where that is wanted', { timeout: 600_000 }, async () => {
  const [one, two] = [await customer('王芳', '13900001234'), await customer('李雷', '13711112222')];
  const before = [(await bench.call('backups/make')).id, (await bench.call('backups/make')).id];
  const passphrase = 'harbour lantern quartz meadow';
  await make(bench, join(bench.folder, 'out.coffer-bundle'), { passphrase });
  await bench.engine.prepareLock();
  const first = await run('erase', vault, '--id', one);
  expect(first.json).toMatchObject({ remains: { handOvers: 1 }, deleted: [] });
  const { backups } = first.json['remains'] as { backups: string[] };
  expect(backups).toEqual(expect.arrayContaining(before));
  const second = await run('erase', vault, '--id', two, '--delete-backups');
  const deleted = second.json['deleted'] as string[];
  expect(deleted).toEqual(expect.arrayContaining(before));
  await bench.call('vault/unlock', { vault: bench.ticket(vault), passphrase: bytes(goodPassphrase) });
  const left = (await bench.call('backups/list')).backups.map(({ id }) => id);
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter((id) => deleted.includes(id))).toEqual([]);
});
