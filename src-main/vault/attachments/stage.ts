/**
 * Writing content in two steps. First its chunks, in transactions of some MiB, so that other writes go on meanwhile; then,
 * within the write that records the change, the blob is given to its customer. What never comes to the second step is
 * referred to by nothing, and is swept.
 */
import { createHash } from 'node:crypto';
import type { OpenVault } from '../context.ts';
import type { NamedContent } from '../../../src-preload/contract/attachments.ts';
import {
  chunkOverheadBytes,
  chunkTextAt,
  contentMark,
  newBlobKey,
  sealChunk,
  unwrapBlobSecret,
  wrapBlobSecret,
} from '../crypto/blob.ts';
import { newId } from '../crypto/id.ts';
import type { BlobKey } from '../crypto/secret-key.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import type { WriteTx } from '../store/store.ts';
import { markOf } from './content.ts';
import { chunkBytes, chunkCount, keyedHash, type BlobForm } from './form.ts';
import { whenWritable } from '../when-writable.ts';
import { dropUnfinished } from './sweep.ts';
import { release } from './memory.ts';

/** Chunks that are written in one transaction. */
const chunksAtOnce = 4;

const writing = { kind: 'edit', label: 'attachment-content' } as const;

/** Content in the vault that belongs to nothing yet. Give it to a customer, or discard it. */
export interface StagedBlob {
  readonly id: string;
  readonly form: BlobForm;
  readonly size: number;
  /** Of the plain content; 32 bytes. */
  readonly sha256: Uint8Array;
  /** `null` for plain content. */
  readonly key: BlobKey | null;
  /** Zeroes the key, and deletes the content unless it was given to a customer. */
  readonly discard: () => Promise<void>;
}

export interface Staging {
  /** Asked between chunks: throws to stop. */
  readonly checkIsOn?: () => void;
  readonly onProgress?: (doneBytes: number) => void;
}

/**
 * Pieces of any length as chunks of {@link chunkBytes}, the last one less, each in memory with room for a seal around it. The memory of
 * {@link chunksAtOnce} chunks is used over and over: one is valid until as many more were asked for.
 */
async function* inChunks(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly memory: Uint8Array; readonly length: number; readonly isLast: boolean }> {
  const memories: Uint8Array[] = [];
  let count = 0;
  let filled = 0;
  const memoryOf = (number: number): Uint8Array =>
    (memories[number % chunksAtOnce] ??= new Uint8Array(chunkBytes + chunkOverheadBytes));
  try {
    let memory = memoryOf(count);
    for await (const piece of pieces) {
      for (let from = 0; from < piece.length;) {
        // A full one is only sent when more comes: the last chunk must be known as such.
        if (filled === chunkBytes) {
          yield { memory, length: filled, isLast: false };
          memory = memoryOf(++count);
          filled = 0;
        }
        const length = Math.min(chunkBytes - filled, piece.length - from);
        memory.set(piece.subarray(from, from + length), chunkTextAt + filled);
        filled += length;
        from += length;
      }
    }
    yield { memory, length: filled, isLast: true };
  } finally {
    for (const memory of memories) release(memory);
  }
}

/**
 * Writes content in the given form. The content may come in pieces of any length, which are copied at once.
 * @throws VaultError vault/disk-full and the like, vault/locked; whatever `pieces` and `checkIsOn` throw. Nothing is left then.
 */
export async function stageBlob(
  vault: OpenVault,
  form: BlobForm,
  pieces: AsyncIterable<Uint8Array>,
  { checkIsOn, onProgress }: Staging = {},
): Promise<StagedBlob> {
  const { store, vaultId } = vault;
  const id = newId();
  const key = form === 'plain' ? null : newBlobKey();
  const hash = createHash('sha256');
  let row: number | null = null;
  let size = 0;
  let number = 0;

  const write = async (stored: readonly Uint8Array[]): Promise<void> => {
    await whenWritable(vault, checkIsOn);
    store.write(writing, (tx) => {
      row ??= tx.run(
        'INSERT INTO blob (id, form, size, created_at) VALUES (?, ?, 0, ?)',
        id,
        form,
        tx.now,
      ).lastInsertRowid;
      for (const [at, bytes] of stored.entries())
        tx.run('INSERT INTO blob_chunk (blob, number, bytes) VALUES (?, ?, ?)', row, number + at, bytes);
    });
    number += stored.length;
    onProgress?.(Math.min(size, number * chunkBytes));
  };

  const discard = async (): Promise<void> => {
    key?.destroy();
    if (row !== null && !store.isClosed) await dropUnfinished(vault, row);
  };

  try {
    let count = 0;
    let stored: Uint8Array[] = [];
    for await (const { memory, length, isLast } of inChunks(pieces)) {
      const text = memory.subarray(chunkTextAt, chunkTextAt + length);
      hash.update(text);
      size += length;
      const sealed = memory.subarray(0, length + chunkOverheadBytes);
      if (key !== null) sealChunk(key, { vaultId, blobId: id, number: count++, isLast }, sealed);
      stored.push(key === null ? text : sealed);
      if (stored.length < chunksAtOnce && !isLast) continue;
      await write(stored);
      stored = [];
    }
    return { id, form, size, sha256: new Uint8Array(hash.digest()), key, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * Makes staged content a customer's, within the write that records the change that names it. Where the vault has the same
 * content in the same form already, that is taken, and what was staged is swept. @returns what the cell says of it
 */
export function giveBlob(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  given: StagedBlob,
): NamedContent {
  const { form, sha256, size } = given;
  const hash = keyedHash(vault, form, sha256);
  const same = tx.get<{ row: number; id: string }>('SELECT row, id FROM blob WHERE keyed_hash = ?', hash);
  if (same !== undefined && same.id !== given.id) {
    if (form !== 'plain') shareKey(tx, vault, customer, same, form);
    return { blob: same.id, content: markOf(vault, customer, same.id, sha256) };
  }
  const row = tx.value<number>('SELECT row FROM blob WHERE id = ?', given.id);
  if (row === undefined) throw new Error('content that was just written is missing');
  tx.run(
    'UPDATE blob SET keyed_hash = ?, sha256 = ?, size = ?, unused_since = ? WHERE row = ?',
    hash,
    form === 'plain' ? sha256 : null,
    size,
    tx.now,
    row,
  );
  if (tx.value<number>('SELECT count(*) FROM blob_chunk WHERE blob = ?', row) !== chunkCount(size))
    throw new Error('chunks that were just written are missing');
  if (form !== 'plain' && given.key !== null) {
    using keys = customerKeys(vault, tx, customer);
    const place = { vaultId: vault.vaultId, customerId: customer.id, blobId: given.id };
    const wrapped = wrapBlobSecret(keys.ensured(tx, form), place, { key: given.key, sha256 });
    tx.run(
      'INSERT OR REPLACE INTO blob_key (blob, customer, wrapped) VALUES (?, ?, ?)',
      row,
      customer.row,
      wrapped,
    );
  }
  return { blob: given.id, content: contentMark(given.key, sha256) };
}

/** Wraps the key of a blob that another customer has for this one too. */
function shareKey(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  blob: { readonly row: number; readonly id: string },
  form: Exclude<BlobForm, 'plain'>,
): void {
  const holder = tx.get<CustomerRef & { wrapped: Uint8Array }>(
    `SELECT c.row, c.id, k.wrapped FROM blob_key k JOIN customer c ON c.row = k.customer WHERE k.blob = ?
     ORDER BY k.customer = ? DESC LIMIT 1`,
    blob.row,
    customer.row,
  );
  if (holder?.row === customer.row) return;
  const place = { vaultId: vault.vaultId, blobId: blob.id };
  using theirs = holder === undefined ? null : customerKeys(vault, tx, holder);
  const outer = theirs?.existing(form) ?? null;
  if (holder === undefined || outer === null) throw new VaultError('vault/damaged', { part: 'blob-key' });
  const secret = unwrapBlobSecret(outer, { ...place, customerId: holder.id }, holder.wrapped);
  using ours = customerKeys(vault, tx, customer);
  const wrapped = wrapBlobSecret(ours.ensured(tx, form), { ...place, customerId: customer.id }, secret);
  secret.key.destroy();
  tx.run('INSERT INTO blob_key (blob, customer, wrapped) VALUES (?, ?, ?)', blob.row, customer.row, wrapped);
}
