/** Chunks that somebody who holds the database key has changed: nothing of them is ever given out as the content. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { attachmentContent } from '../../../../src-main/vault/attachments/attachments.ts';
import { chunkBytes, keyedHash } from '../../../../src-main/vault/attachments/form.ts';
import { damagedAttachments } from '../../../../src-main/vault/attachments/verify.ts';
import {
  chunkOverheadBytes,
  chunkTextAt,
  newBlobKey,
  openChunk,
  sealChunk,
  wrapBlobSecret,
} from '../../../../src-main/vault/crypto/blob.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { atOnce } from '../../../../src-main/vault/customers/in-steps.ts';
import { customerKeys } from '../../../../src-main/vault/customers/sealed.ts';
import { customerOf } from '../../../../src-main/vault/customers/selection.ts';
import type { WriteTx } from '../../../../src-main/vault/store/store.ts';
import { verifyVault } from '../../../../src-main/vault/upkeep/verify.ts';
import { vault, withCode } from '../customers/kit.ts';
import { pack } from '../merge/kit.ts';
import { add, fileOf, files, open, randomContent, someone, useAttachments } from './kit.ts';

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

describe.each(['internal', 'restricted'] as const)('another %s content of the same size', (fileClass) => {
  const [mine, theirs] = [randomContent(2000), randomContent(2000)];
  let customerId: string;
  let id: string;
  beforeEach(async () => {
    customerId = await someone();
    ({ id } = await add(customerId, fileOf('contract.pdf', mine), fileClass));
    await add(customerId, fileOf('forged.pdf', theirs), fileClass);
  });

  const readAll = (): void => {
    using content = attachmentContent(open, customerOf(open, open.store.db, customerId), id);
    for (const chunk of content.chunks()) expect(Uint8Array.from(chunk)).toEqual(mine);
  };
  const refused = async (): Promise<void> => {
    expect(readAll).toThrow(withCode('vault/damaged'));
    const place = { customerId, id };
    expect(() => files['attachments/read']({ ...place, offset: 0, length: 10 })).toThrow();
    expect((await verifyVault(open, true)).findings).not.toEqual([]);
  };
  const isLeftOut = (): void => {
    expect(() => pack(vault)).toThrow(withCode('vault/damaged'));
  };
  const forge = (work: (tx: WriteTx) => void): void => {
    expect(readAll).not.toThrow();
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, work);
  };

  test('under the blob that the cell names is refused', async () => {
    forge((tx) => {
      tx.run('UPDATE blob SET keyed_hash = ? WHERE row = 2', randomContent(32));
      if (fileClass === 'restricted') return reseal(tx, theirs);
      const sha256 = new Uint8Array(createHash('sha256').update(theirs).digest());
      tx.run('UPDATE blob_chunk SET bytes = ? WHERE blob = 1', theirs);
      tx.run(
        'UPDATE blob SET sha256 = ?, keyed_hash = ? WHERE row = 1',
        sha256,
        keyedHash(open, 'plain', sha256),
      );
    });
    await refused();
    isLeftOut();
  });

  test('that the table names, and the log does not, is refused', async () => {
    const sql = 'SELECT blob, content FROM attachment WHERE id = ?';
    const was = vault.store.db.get<{ blob: string; content: string }>(sql, id);
    if (was === undefined) throw new Error('no attachment');
    forge((tx) => {
      tx.run(
        `UPDATE attachment SET (blob, content) = (SELECT blob, content FROM attachment WHERE name = 'forged.pdf') WHERE id = ?`,
        id,
      );
    });
    await refused();
    // A bundle takes what the log says.
    expect([...pack(vault).content.values()]).toContainEqual(mine);
    vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
      tx.run('UPDATE attachment SET blob = ?, content = ? WHERE id = ?', was.blob, was.content, id);
    });
  });

  test('that the log’s row names, and its tree does not, is refused', async () => {
    forge((tx) => {
      const other = tx.get<{ blob: string; content: string }>(
        `SELECT blob, content FROM attachment WHERE name = 'forged.pdf'`,
      );
      const old = tx.get<{ blob: string; content: string }>(
        'SELECT blob, content FROM attachment WHERE id = ?',
        id,
      );
      if (other === undefined || old === undefined) throw new Error('no attachments');
      tx.run('UPDATE attachment SET blob = ?, content = ? WHERE id = ?', other.blob, other.content, id);
      tx.run(
        'UPDATE change SET value = replace(replace(value, ?, ?), ?, ?) WHERE field = ?',
        ...[old.blob, other.blob, old.content, other.content, `attachment:${id}`],
      );
    });
    await refused();
    isLeftOut();
  });
});

/** The first blob with another content, sealed under a key of its own that the customer's key wraps. */
function reseal(tx: WriteTx, content: Uint8Array): void {
  const blob = tx.get<{ id: string; customer: number; customerId: string }>(
    `SELECT b.id, c.row AS customer, c.id AS customerId FROM blob b JOIN blob_key k ON k.blob = b.row
     JOIN customer c ON c.row = k.customer WHERE b.row = 1`,
  );
  if (blob === undefined) throw new Error('no blob');
  const place = { vaultId: open.vaultId, blobId: blob.id };
  const key = newBlobKey();
  const memory = new Uint8Array(content.length + chunkOverheadBytes);
  memory.set(content, chunkTextAt);
  sealChunk(key, { ...place, number: 0, isLast: true }, memory);
  const sha256 = new Uint8Array(createHash('sha256').update(content).digest());
  using keys = customerKeys(open, tx, { row: blob.customer, id: blob.customerId });
  const outer = keys.existing('restricted');
  if (outer === null) throw new Error('no key');
  const wrapped = wrapBlobSecret(outer, { ...place, customerId: blob.customerId }, { key, sha256 });
  tx.run('UPDATE blob_chunk SET bytes = ? WHERE blob = 1', memory);
  tx.run('UPDATE blob_key SET wrapped = ? WHERE blob = 1', wrapped);
  tx.run('UPDATE blob SET keyed_hash = ? WHERE row = 1', keyedHash(open, 'restricted', sha256));
}

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
