/** Reading content: whole, chunk by chunk and checked to its last byte, or a part of it. */
import { createHash, type Hash } from 'node:crypto';
import type { NamedContent } from '../../../src-preload/contract/attachments.ts';
import type { OpenVault } from '../context.ts';
import { contentMark, openChunk, unwrapBlobSecret } from '../crypto/blob.ts';
import { equalInConstantTime } from '../crypto/derive.ts';
import type { BlobKey } from '../crypto/secret-key.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import { chunkBytes, chunkCount, type BlobForm } from './form.ts';
import { release } from './memory.ts';

/** Content that is open for reading. Dispose of it, or its key stays in memory. */
export interface BlobContent extends Disposable {
  readonly id: string;
  readonly form: BlobForm;
  readonly size: number;
  /** Of the plain content; 32 bytes. */
  readonly sha256: Uint8Array;
  /**
   * The plain content, chunk by chunk; a chunk is valid until the next is asked for. Ends only when all of it was there and
   * had its SHA-256. @throws VaultError vault/damaged
   */
  readonly chunks: () => Generator<Uint8Array, void, undefined>;
  /** At most `length` bytes from `offset` on; fewer at the end. @throws VaultError vault/damaged */
  readonly part: (offset: number, length: number) => Uint8Array<ArrayBuffer>;
}

interface BlobRow {
  readonly row: number;
  readonly id: string;
  readonly form: BlobForm;
  readonly sha256: Uint8Array | null;
  readonly size: number;
}

const damaged = (): VaultError => new VaultError('vault/damaged', { part: 'attachment' });

function secretOf(
  vault: OpenVault,
  customer: CustomerRef,
  blob: BlobRow,
): { key: BlobKey | null; sha256: Uint8Array } {
  const { db } = vault.store;
  if (blob.form === 'plain') {
    if (blob.sha256 === null) throw damaged();
    return { key: null, sha256: blob.sha256 };
  }
  const wrapped = db.value<Uint8Array>(
    'SELECT wrapped FROM blob_key WHERE blob = ? AND customer = ?',
    blob.row,
    customer.row,
  );
  using keys = customerKeys(vault, db, customer);
  const outer = keys.existing(blob.form);
  if (wrapped === undefined || outer === null) throw damaged();
  return unwrapBlobSecret(
    outer,
    { vaultId: vault.vaultId, customerId: customer.id, blobId: blob.id },
    wrapped,
  );
}

function blobRow({ store }: OpenVault, id: string): BlobRow | undefined {
  const sql = 'SELECT row, id, form, sha256, size FROM blob WHERE id = ? AND keyed_hash IS NOT NULL';
  return store.db.get<BlobRow>(sql, id);
}

/** What a cell says of content that is a customer's already, where it is the one with that SHA-256. @throws VaultError vault/damaged */
export function markOf(vault: OpenVault, customer: CustomerRef, blobId: string, sha256: Uint8Array): string {
  const blob = blobRow(vault, blobId);
  if (blob === undefined) throw damaged();
  const { key } = secretOf(vault, customer, blob);
  const mark = contentMark(key, sha256);
  key?.destroy();
  return mark;
}

/**
 * Opens content that one of the customer's attachments names, now or once.
 * @throws VaultError attachments/content-missing; vault/damaged when the customer's key does not open it, and where it is not the content that the cell says
 */
export function openBlob(vault: OpenVault, customer: CustomerRef, named: NamedContent): BlobContent {
  const { db } = vault.store;
  const blob = blobRow(vault, named.blob);
  if (blob === undefined || named.content === null) throw new VaultError('attachments/content-missing');
  const { key, sha256 } = secretOf(vault, customer, blob);
  if (contentMark(key, sha256) !== named.content) {
    key?.destroy();
    throw damaged();
  }
  const { row, id, form, size } = blob;
  const count = chunkCount(size);

  const storedChunk = (number: number): Uint8Array => {
    if (vault.store.isClosed) throw new VaultError('vault/locked');
    const stored = db.value<Uint8Array>(
      'SELECT bytes FROM blob_chunk WHERE blob = ? AND number = ?',
      row,
      number,
    );
    if (stored === undefined) throw damaged();
    return stored;
  };
  const plainLength = (number: number): number =>
    number === count - 1 ? size - (count - 1) * chunkBytes : chunkBytes;

  /** A chunk's text, in the memory of what is stored: sealed content is opened where it lies. */
  const textOf = (number: number, stored: Uint8Array): Uint8Array => {
    const place = { vaultId: vault.vaultId, blobId: id, number, isLast: number === count - 1 };
    const text = key === null ? stored : openChunk(key, place, stored);
    if (text.length !== plainLength(number)) throw damaged();
    return text;
  };

  const checkEnd = (hash: Hash): void => {
    const more = db.value('SELECT 1 FROM blob_chunk WHERE blob = ? AND number >= ?', row, count);
    if (more !== undefined || !equalInConstantTime(hash.digest(), sha256)) throw damaged();
  };

  return {
    id,
    form,
    size,
    sha256,
    *chunks() {
      const hash = createHash('sha256');
      for (let number = 0; number < count; number++) {
        const stored = storedChunk(number);
        try {
          const text = textOf(number, stored);
          hash.update(text);
          yield text;
        } finally {
          release(stored);
        }
      }
      checkEnd(hash);
    },
    part: (offset, length) => {
      const end = Math.min(size, offset + length);
      const out = new Uint8Array(Math.max(0, end - offset));
      for (let at = offset; at < end;) {
        const number = Math.floor(at / chunkBytes);
        const from = at - number * chunkBytes;
        const stored = storedChunk(number);
        try {
          const text = textOf(number, stored);
          const piece = text.subarray(from, Math.min(text.length, from + end - at));
          out.set(piece, at - offset);
          at += piece.length;
        } finally {
          release(stored);
        }
      }
      return out;
    },
    [Symbol.dispose]: () => {
      key?.destroy();
    },
  };
}
