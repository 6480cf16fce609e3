/** Chunks that somebody who holds the database key has changed: nothing of them is ever given out as the content. */
import { describe, expect, test } from 'vitest';
import { attachmentContent } from '../../../../src-main/vault/attachments/attachments.ts';
import { chunkBytes } from '../../../../src-main/vault/attachments/form.ts';
import { damagedAttachments } from '../../../../src-main/vault/attachments/verify.ts';
import { openChunk } from '../../../../src-main/vault/crypto/blob.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { customerOf } from '../../../../src-main/vault/customers/selection.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { verifyVault } from '../../../../src-main/vault/upkeep/verify.ts';
import { vault, withCode } from '../customers/kit.ts';
import { add, fileOf, open, randomContent, someone, useAttachments } from './kit.ts';

useAttachments();

const faults: Readonly<Record<string, (tx: WriteTx) => unknown>> = {
  'two chunks exchanged': (tx) => {
    tx.run('UPDATE blob_chunk SET number = 9 WHERE blob = 1 AND number = 0');
    tx.run('UPDATE blob_chunk SET number = 0 WHERE blob = 1 AND number = 1');
    tx.run('UPDATE blob_chunk SET number = 1 WHERE blob = 1 AND number = 9');
  },
  'the first chunk left out': (tx) => tx.run('DELETE FROM blob_chunk WHERE blob = 1 AND number = 0'),
  'the last chunk left out': (tx) => tx.run('DELETE FROM blob_chunk WHERE blob = 1 AND number = 2'),
  'the last chunk left out, and the length with it': (tx) => {
    tx.run('DELETE FROM blob_chunk WHERE blob = 1 AND number = 2');
    tx.run('UPDATE blob SET size = ? WHERE row = 1', 2 * chunkBytes);
  },
  'a chunk at the end': (tx) =>
    tx.run(
      'INSERT INTO blob_chunk (blob, number, bytes) SELECT 1, 3, bytes FROM blob_chunk WHERE number = 2 AND blob = 1',
    ),
  'a chunk of another blob': (tx) =>
    tx.run(
      'UPDATE blob_chunk SET bytes = (SELECT bytes FROM blob_chunk WHERE blob = 2 AND number = 0) WHERE blob = 1 AND number = 0',
    ),
  'a byte changed': (tx) => {
    const bytes = tx.value<Uint8Array>('SELECT bytes FROM blob_chunk WHERE blob = 1 AND number = 1');
    if (bytes === undefined) throw new Error('no chunk');
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    tx.run('UPDATE blob_chunk SET bytes = ? WHERE blob = 1 AND number = 1', bytes);
  },
  'a chunk cut short': (tx) =>
    tx.run('UPDATE blob_chunk SET bytes = substr(bytes, 1, 100) WHERE blob = 1 AND number = 1'),
  'a chunk that is empty': (tx) => tx.run("UPDATE blob_chunk SET bytes = x'' WHERE blob = 1 AND number = 2"),
};

describe.each(['internal', 'confidential', 'restricted'] as const)('%s content with', (fileClass) => {
  test.each(Object.keys(faults))('%s is refused, and checking the vault finds it', async (fault) => {
    const customerId = await someone();
    const { id } = await add(customerId, fileOf('a.bin', randomContent(2 * chunkBytes + 77)), fileClass);
    await add(customerId, fileOf('b.bin', randomContent(2 * chunkBytes + 77)), fileClass);
    expect(atOnce(damagedAttachments(open))).toBe(0);
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => faults[fault]?.(tx));
    const readAll = (): void => {
      using content = attachmentContent(open, customerOf(open, open.store.db, customerId), id);
      // Reading to the end is what counts: the SHA-256 is known only there.
      for (const chunk of content.chunks()) expect(chunk.length).toBeGreaterThan(0);
    };
    expect(readAll).toThrow(withCode('vault/damaged'));
    expect((await verifyVault(open, true)).findings).toContainEqual({ code: 'verify/attachments', count: 1 });
  });
});

test('a wrapped key that was moved to another customer or blob opens nothing', async () => {
  const [one, two] = [await someone(), await someone()];
  const first = await add(one, fileOf('a.bin', randomContent(10)), 'restricted');
  await add(two, fileOf('b.bin', randomContent(10)), 'restricted');
  const second = await add(one, fileOf('c.bin', randomContent(10)), 'restricted');
  const copy = (from: number, to: number): void => {
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
      tx.run(
        'UPDATE blob_key SET wrapped = (SELECT wrapped FROM blob_key WHERE blob = ?) WHERE blob = ?',
        from,
        to,
      ),
    );
  };
  const read = (id: string) => () => attachmentContent(open, customerOf(open, open.store.db, one), id);
  copy(2, 1);
  expect(read(first.id)).toThrow(withCode('vault/damaged'));
  copy(1, 3);
  expect(read(second.id)).toThrow(withCode('vault/damaged'));
});

test('a sealed chunk opens at its place and nowhere else', async () => {
  const customerId = await someone();
  const { id } = await add(customerId, fileOf('a.bin', randomContent(10)), 'confidential');
  using content = attachmentContent(open, customerOf(open, open.store.db, customerId), id);
  const sealed = vault.store.db.value<Uint8Array>('SELECT bytes FROM blob_chunk') ?? new Uint8Array();
  const place = { vaultId: open.vaultId, blobId: content.id, number: 0, isLast: true };
  const guessed = SecretKey.adopt('blob', new Uint8Array(32));
  expect(() => openChunk(guessed, place, sealed)).toThrow(withCode('vault/damaged'));
});
