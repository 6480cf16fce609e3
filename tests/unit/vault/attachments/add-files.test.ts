import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
let vault: string;
let customerId: string;
beforeEach(async () => {
  bench = makeBench();
  vault = (await makeVault(bench)).path;
  const edits = [{ field: 'name', value: 'Alder A' }] as const;
  ({ id: customerId } = await bench.call('customers/create', { kind: 'person', edits: [...edits] }));
});
afterEach(() => {
  bench.remove();
});

function fileOf(name: string, length = 10): string {
  const path = join(bench.folder, name);
  writeFileSync(path, Buffer.alloc(length, name));
  return path;
}
const unlock = () =>
  bench.call('vault/unlock', { vault: bench.ticket(vault), passphrase: bytes(goodPassphrase) });
const add = (paths: readonly string[], jobId = newId()) =>
  bench.call('attachments/add-files', {
    customerId,
    files: paths.map((path) => bench.ticket(path)),
    class: 'internal',
    jobId,
  });
const attached = async () =>
  (await bench.call('attachments/list', { customerId })).attachments.map(({ name }) => name);
async function untilAttached(count: number): Promise<void> {
  while ((await attached()).length < count) await wait(1);
}
const told = async () => (await bench.call('unfinished/list')).entries;

describe('several files in one go', () => {
  test('are taken in their order, and what cannot be taken is named and stops nothing', async () => {
    const folder = join(bench.folder, 'a folder');
    mkdirSync(folder);
    const outcome = await add([
      fileOf('1.txt'),
      folder,
      fileOf('2.txt'),
      join(bench.folder, 'gone.txt'),
      fileOf('3.txt'),
    ]);
    expect(outcome).toMatchObject({
      added: 3,
      refused: [
        { name: 'a folder', code: 'attachments/not-a-file' },
        { name: 'gone.txt', code: 'file/missing' },
      ],
      left: [],
      stoppedBy: null,
    });
    expect(await attached()).toEqual(['1.txt', '2.txt', '3.txt']);
    await bench.engine.prepareLock();
    await unlock();
    expect(await told()).toEqual([]);
  });

  test('are one job: its cancel ends all of it, and what was done and left is said', async () => {
    const paths = Array.from({ length: 40 }, (_, at) =>
      fileOf(`${String(at).padStart(2, '0')}.bin`, 200_000),
    );
    const jobId = newId();
    const running = add(paths, jobId);
    await untilAttached(3);
    await bench.call('attachments/cancel', { jobId });
    const outcome = await running;
    expect(outcome.stoppedBy).toMatchObject({ code: 'attachments/cancelled' });
    expect(outcome.added).toBeGreaterThan(0);
    expect(outcome.left.length).toBeGreaterThan(0);
    expect([...(await attached()), ...outcome.left]).toEqual(
      paths.map((path) => path.slice(bench.folder.length + 1)),
    );
  });

  test.each(['lock', 'crash'] as const)(
    'that a %s cuts off are told of at the next unlock, and to nobody in the clear',
    async (how) => {
      const paths = Array.from({ length: 30 }, (_, at) => fileOf(`passport-${String(at)}.bin`, 100_000));
      const running = add(paths).catch((error: unknown) => error);
      await untilAttached(4);
      if (how === 'lock') await bench.engine.prepareLock();
      else bench = bench.restart();
      await running;
      for (const file of ['records.db', 'keyring.json'])
        expect(readFileSync(join(vault, file)).includes('passport')).toBe(false);

      await unlock();
      const done = await attached();
      const [entry, ...others] = await told();
      expect(others).toEqual([]);
      expect(entry).toMatchObject({
        done: done.length,
        total: 30,
        customerName: 'Alder A',
        work: { kind: 'attaching', customerId },
      });
      expect(done.length).toBeLessThan(30);
      const { work } = entry ?? {};
      expect(work?.kind === 'attaching' && work.files.slice(0, done.length)).toEqual(done);

      await bench.call('unfinished/dismiss', { ids: [entry?.id ?? ''] });
      expect(await told()).toEqual([]);
    },
  );
});
