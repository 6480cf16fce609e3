import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;
let recoveryKey: string;
beforeEach(async () => {
  bench = makeBench();
  ({ recoveryKey } = await takeVault(bench));
});
afterEach(() => {
  bench.remove();
});

const wish = () => ({
  current: bytes(goodPassphrase),
  needed: 2,
  names: ['王芳', 'Ann Lee'],
  withKit: false,
});

/** An import that takes some seconds. */
async function startImport(): Promise<{ running: Promise<unknown> }> {
  const file = join(bench.folder, 'many.csv');
  const rows = Array.from({ length: 20_000 }, (_, at) => `Customer ${at},c${at}@example.com`);
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
  return { running };
}

it('refuses to split while an import runs, and the key there is still works', async () => {
  const { running } = await startImport();
  await wait(50);
  expect(await bench.code('recovery/split', wish())).toBe('vault/busy');
  expect(await running).toBeNull();
  expect(await bench.code('recovery/check-kit', { recoveryKey: bytes(recoveryKey) })).toBeNull();
});

it('gives the shares out even where an import began meanwhile, and remembers them once they are confirmed', async () => {
  const splitting = bench.call('recovery/split', wish());
  const { running } = await startImport();
  const { shares } = await splitting;
  expect(await bench.code('recovery/check-kit', { recoveryKey: bytes(recoveryKey) })).toBe(
    'vault/wrong-recovery-key',
  );
  expect(await running).toBeNull();
  const typed = shares.map(({ number, text }) => ({
    number,
    positions: [0, 5],
    groups: [0, 5].map((at) => text.split('-')[at] ?? ''),
  }));
  expect(await bench.call('recovery/confirm-split', { shares: typed, kit: null })).toEqual({ wrong: [] });
  expect((await bench.call('recovery/status')).split?.names).toEqual(wish().names);
  const both = shares.map(({ text }) => bytes(text));
  expect(await bench.code('recovery/check-kit', { shares: both })).toBeNull();
  expect((await bench.call('vault/verify')).findings).toEqual([]);
});
