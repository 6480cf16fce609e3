/** What can be done with the attachments of a customer: each change is one cell of the change log. */
import { setImmediate } from 'node:timers/promises';
import type { Attachment, AttachmentCell } from '../../../src-preload/contract/attachments.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { assertWrites } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { changeCell } from '../customers/change-cell.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { customerOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import {
  attachmentFromRow,
  attachmentJson,
  attachmentRows,
  hasContent,
  parseAttachment,
  readAttachmentCell,
} from './cells.ts';
import { openBlob, type BlobContent } from './content.ts';
import { formOfClass } from './form.ts';
import { assertAsLogged } from './logged.ts';
import type { SourceFile } from './source-file.ts';
import { giveBlob, stageBlob, type Staging } from './stage.ts';

/** @throws VaultError attachments/not-found */
export function attachmentCellOf(db: ReadDb, customer: CustomerRef, id: string): AttachmentCell {
  const json = readAttachmentCell(db, customer.row, id);
  const cell = json === null ? null : parseAttachment(json);
  if (cell === null) throw new VaultError('attachments/not-found');
  return cell;
}

function shown(db: ReadDb, id: string, { blob, content, ...cell }: AttachmentCell): Attachment {
  return { id, ...cell, isContentMissing: !hasContent(db, { blob, content }) };
}

/** A customer's attachments, in order. */
export function listAttachments(db: ReadDb, customer: CustomerRef): Attachment[] {
  return attachmentRows(db, customer.row).map((row) => shown(db, row.id, attachmentFromRow(row)));
}

/** The content of one attachment. @throws VaultError attachments/not-found, attachments/content-missing, vault/damaged */
export function attachmentContent(vault: OpenVault, customer: CustomerRef, id: string): BlobContent {
  const cell = attachmentCellOf(vault.store.db, customer, id);
  assertAsLogged(vault, { customer, id, cell });
  return openBlob(vault, customer, cell);
}

/** Sets or removes an attachment within a write, and records it. */
export function changeAttachment(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  id: string,
  next: AttachmentCell | null,
): void {
  const old = readAttachmentCell(tx, customer.row, id);
  const json = next === null ? null : attachmentJson(next);
  if (old === json) return;
  using keys = customerKeys(vault, tx, customer);
  changeCell(tx, vault, keys, customer, `attachment:${id}`, old, json);
  tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', tx.now, customer.row);
}

/** Takes a file in; `onWritten` within the write that names it. @throws VaultError customers/not-found, what {@link stageBlob} and the file's reading throw */
export async function addAttachment(
  vault: OpenVault,
  customerId: string,
  file: SourceFile,
  fieldClass: FieldClass,
  { onWritten, ...staging }: Staging & { readonly onWritten?: (tx: WriteTx) => void },
): Promise<Attachment> {
  const { store } = vault;
  customerOf(vault, store.db, customerId);
  assertWrites(vault, fieldClass);
  const content = await stageBlob(vault, formOfClass(fieldClass), file.pieces(), staging);
  try {
    if (content.size !== file.size) throw new VaultError('attachments/file-changed');
    return store.write({ kind: 'edit', label: 'attachments/add' }, (tx) => {
      const customer = customerOf(vault, tx, customerId);
      const id = newId();
      const cell: AttachmentCell = {
        name: file.name,
        mediaType: file.mediaType,
        size: content.size,
        class: fieldClass,
        ...giveBlob(tx, vault, customer, content),
        position: (attachmentRows(tx, customer.row).at(-1)?.position ?? 0) + 1,
        addedAt: tx.now,
      };
      changeAttachment(tx, vault, customer, id, cell);
      onWritten?.(tx);
      return shown(tx, id, cell);
    });
  } finally {
    await content.discard();
  }
}

/** @throws VaultError customers/not-found, attachments/not-found */
export function renameAttachment(vault: OpenVault, customerId: string, id: string, name: string): Attachment {
  return vault.store.write({ kind: 'edit', label: 'attachments/rename' }, (tx) => {
    const customer = customerOf(vault, tx, customerId);
    const cell = { ...attachmentCellOf(tx, customer, id), name: name.toWellFormed() };
    changeAttachment(tx, vault, customer, id, cell);
    return shown(tx, id, cell);
  });
}

/** @throws VaultError customers/not-found, attachments/not-found */
export function removeAttachment(vault: OpenVault, customerId: string, id: string): void {
  vault.store.write({ kind: 'edit', label: 'attachments/remove' }, (tx) => {
    const customer = customerOf(vault, tx, customerId);
    attachmentCellOf(tx, customer, id);
    changeAttachment(tx, vault, customer, id, null);
  });
}

async function* asPieces(content: BlobContent): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of content.chunks()) {
    yield chunk;
    // Neither reading nor writing waits for anything: others get their turn here.
    await setImmediate();
  }
}

/**
 * Gives an attachment another class. Where that wants another form, the content is written anew in it; the old form is
 * swept as what was removed is. @throws VaultError attachments/not-found, attachments/content-missing, what
 * {@link stageBlob} throws
 */
export async function reclassAttachment(
  vault: OpenVault,
  customerId: string,
  id: string,
  fieldClass: FieldClass,
  staging: Staging,
): Promise<Attachment> {
  const { store } = vault;
  const batch = { kind: 'edit', label: 'attachments/set-class' } as const;
  const before = attachmentCellOf(store.db, customerOf(vault, store.db, customerId), id);
  for (const each of [before.class, fieldClass]) assertWrites(vault, each);
  if (formOfClass(before.class) === formOfClass(fieldClass)) {
    return store.write(batch, (tx) => {
      const customer = customerOf(vault, tx, customerId);
      const cell = { ...attachmentCellOf(tx, customer, id), class: fieldClass };
      changeAttachment(tx, vault, customer, id, cell);
      return shown(tx, id, cell);
    });
  }
  using source = attachmentContent(vault, customerOf(vault, store.db, customerId), id);
  const content = await stageBlob(vault, formOfClass(fieldClass), asPieces(source), staging);
  try {
    return store.write(batch, (tx) => {
      const customer = customerOf(vault, tx, customerId);
      const now = attachmentCellOf(tx, customer, id);
      // Replaced while it was being written: what there is now is not what was sealed.
      if (now.blob !== before.blob) throw new VaultError('attachments/not-found');
      const cell = { ...now, class: fieldClass, ...giveBlob(tx, vault, customer, content) };
      changeAttachment(tx, vault, customer, id, cell);
      return shown(tx, id, cell);
    });
  } finally {
    await content.discard();
  }
}
