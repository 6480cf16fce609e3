/** A vault that was copied with the file manager, and both copies worked in on one computer. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer, make, open } from '../handover/kit.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

let bench: Bench;

beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});

async function openAt(path: string, acceptOlder = false): Promise<void> {
  await bench.engine.prepareLock();
  const { clock } = bench;
  bench = bench.restart();
  bench.clock = clock + 60_000;
  await bench.call('vault/unlock', {
    vault: bench.ticket(path),
    passphrase: bytes(goodPassphrase),
    acceptOlder,
  });
}

const setNotes = (customerId: string, value: string) =>
  bench.call('customers/edit', { id: customerId, edits: [{ field: 'notes', value }] });

test('what was written in either copy is a change of its own: merging asks, and loses nothing', async () => {
  const { path } = await makeVault(bench);
  const copy = join(bench.folder, 'Copy.coffer');
  const id = await addCustomer(bench, 'Alder');
  await bench.engine.prepareLock();
  cpSync(path, copy, { recursive: true });

  await openAt(copy);
  await setNotes(id, 'written in the copy');
  const bundle = join(bench.folder, 'copy.coffer-bundle');
  await openAt(path, true);
  await setNotes(id, 'written in the vault');

  await openAt(copy);
  await make(bench, bundle, { passphrase: 'harbour lantern', reason: 'test' });
  await openAt(path);
  const { jobId } = await open(bench, bundle, 'harbour lantern');
  await bench.call('bundle/take-in', { jobId, acceptSender: true });
  const { conflicts } = await bench.call('merge/conflicts', {});
  expect(conflicts.map(({ mine, theirs }) => [mine.text, theirs.text])).toEqual([
    ['written in the vault', 'written in the copy'],
  ]);
});
