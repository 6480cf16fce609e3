/** Backups hold the attachments, and a backup that was cut off does not lie there for ever. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

let bench: Bench;

beforeEach(async () => {
  bench = makeBench();
  await takeVault(bench);
});
afterEach(() => {
  bench.remove();
});

test('a backup opens with every attachment in it', async () => {
  const { id: customerId } = await bench.call('customers/create', { kind: 'person', edits: [] });
  const content = randomBytes(2_500_000);
  const file = join(bench.folder, 'photo.raw');
  writeFileSync(file, content);
  for (const fileClass of ['internal', 'restricted'] as const)
    await bench.call('attachments/add', {
      customerId,
      file: bench.ticket(file),
      class: fileClass,
      jobId: newId(),
    });
  const { id } = await bench.call('backups/make');
  await bench.engine.prepareLock();
  bench = bench.restart();
  await bench.call('vault/unlock', {
    vault: bench.ticket(join(bench.folder, 'Acme backups', id)),
    passphrase: bytes(goodPassphrase),
    acceptOlder: true,
  });
  const { attachments } = await bench.call('attachments/list', { customerId });
  expect(attachments.map((attachment) => attachment.class)).toEqual(['internal', 'restricted']);
  for (const attachment of attachments) {
    const copy = join(bench.folder, attachment.id);
    const save = bench.ticket(copy);
    await bench.call('attachments/save', { customerId, id: attachment.id, save, jobId: newId() });
    expect(Buffer.compare(readFileSync(copy), content)).toBe(0);
  }
  expect((await bench.call('vault/verify')).findings).toEqual([]);
});

test('what only looks like a backup that was cut off stays: another vault may be making it', async () => {
  const folder = join(bench.folder, 'Acme backups');
  const leftover = (ageMs: number): string => {
    const name = `.${newId()}.making`;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'records.db'), 'half');
    const at = new Date(bench.clock - ageMs);
    utimesSync(join(folder, name), at, at);
    return name;
  };
  const old = leftover(2 * 60 * 60 * 1000);
  const young = leftover(60 * 1000);
  mkdirSync(join(folder, '.mine.making'));
  await bench.call('backups/make');
  const left = readdirSync(folder);
  for (const name of [old, young, '.mine.making']) expect(left).toContain(name);
});
