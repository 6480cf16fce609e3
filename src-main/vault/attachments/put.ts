/** Small content that comes with other things, in memory and within their write: the pictures of imported cards. */
import { createHash } from 'node:crypto';
import type { OpenVault } from '../context.ts';
import { contentMark } from '../crypto/blob.ts';
import { newId } from '../crypto/id.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { changeAttachment } from './attachments.ts';
import { attachmentRows } from './cells.ts';
import { chunkBytes, chunkCount, keyedHash } from './form.ts';

export interface SmallFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The blob of plain form with just this content. */
function knownBlob(
  vault: OpenVault,
  db: ReadDb,
  bytes: Uint8Array,
): { hash: Uint8Array; sha256: Uint8Array; id: string | null } {
  const sha256 = new Uint8Array(createHash('sha256').update(bytes).digest());
  const hash = keyedHash(vault, 'plain', sha256);
  return { hash, sha256, id: db.value<string>('SELECT id FROM blob WHERE keyed_hash = ?', hash) ?? null };
}

/** Whether this very content lies on the customer, under whatever name. */
export function hasAttached(vault: OpenVault, db: ReadDb, customerRow: number, bytes: Uint8Array): boolean {
  const { id } = knownBlob(vault, db, bytes);
  return id !== null && attachmentRows(db, customerRow).some(({ blob }) => blob === id);
}

/** Puts a file on a customer, of class `internal`. Content that the vault has already is not kept twice. */
export function putAttachment(tx: WriteTx, vault: OpenVault, customer: CustomerRef, file: SmallFile): void {
  const { hash, sha256, id: known } = knownBlob(vault, tx, file.bytes);
  const id = known ?? newId();
  if (known === null) {
    const row = tx.run(
      `INSERT INTO blob (id, form, size, created_at, keyed_hash, sha256, unused_since) VALUES (?, 'plain', ?, ?, ?, ?, ?)`,
      id,
      file.bytes.length,
      tx.now,
      hash,
      sha256,
      tx.now,
    ).lastInsertRowid;
    for (let number = 0; number < chunkCount(file.bytes.length); number++)
      tx.run(
        'INSERT INTO blob_chunk (blob, number, bytes) VALUES (?, ?, ?)',
        row,
        number,
        file.bytes.subarray(number * chunkBytes, (number + 1) * chunkBytes),
      );
  }
  changeAttachment(tx, vault, customer, newId(), {
    name: file.name,
    mediaType: file.mediaType,
    size: file.bytes.length,
    class: 'internal',
    blob: id,
    content: contentMark(null, sha256),
    position: (attachmentRows(tx, customer.row).at(-1)?.position ?? 0) + 1,
    addedAt: tx.now,
  });
}
