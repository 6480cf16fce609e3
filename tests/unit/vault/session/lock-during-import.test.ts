import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bytes, goodPassphrase, makeBench, makeVault } from './vault-fixture.ts';

test('locking during an import leaves nothing of it but a line in the journal, and a vault in order', async () => {
  const bench = makeBench();
  try {
    const { path } = await makeVault(bench);
    const file = join(bench.folder, 'many.csv');
    const rows = Array.from(
      { length: 20_000 },
      (_, at) => `Customer ${String(at)},c${String(at)}@example.com`,
    );
    writeFileSync(file, `name,email\n${rows.join('\n')}`);
    const source = await bench.call('import/open', { file: bench.ticket(file) });
    const running = bench.code('import/run', {
      jobId: source.jobId,
      targets: source.columns.map(({ suggestion }) => suggestion),
      defaultKind: 'guess',
      duplicates: 'skip',
      matchBy: ['email'],
      dateOrder: source.dateOrder,
      addTag: null,
    });
    await wait(50);
    await bench.engine.prepareLock();
    expect(await running).toBe('vault/locked');

    await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) });
    expect(await bench.call('customers/count')).toMatchObject({ active: 0 });
    const { entries } = await bench.call('journal/list', {});
    const cutOff = entries.find(({ action }) => action === 'work-cut-off');
    expect(cutOff?.details).toEqual({ work: 'import' });
    expect(entries.map(({ action }) => action)).toContain('locked');
    expect((await bench.call('vault/verify')).findings).toEqual([]);
  } finally {
    bench.remove();
  }
});
