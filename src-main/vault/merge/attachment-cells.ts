/**
 * Attachments between vaults. Within a vault a cell names its content by the id of a blob; on the way it names it by the
 * content's SHA-256, and the content travels beside the lines (docs/file-format.md, section 14).
 */
import { z } from 'zod';
import {
  attachmentCell,
  attachmentNameFrom,
  maxAttachmentName,
  type NamedContent,
} from '../../../src-preload/contract/attachments.ts';
import { attachmentJson, hasContent, parseAttachment } from '../attachments/cells.ts';
import { openBlob } from '../attachments/content.ts';
import { formOfClass, keyedHash, type BlobForm } from '../attachments/form.ts';
import { giveBlob, type StagedBlob } from '../attachments/stage.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { WriteTx } from '../store/store.ts';

/** A cell as it travels. */
export const travellingAttachment = attachmentCell
  .omit({ blob: true, content: true })
  .extend({
    name: z.string().min(1).max(maxAttachmentName).transform(attachmentNameFrom),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .strict();
export type TravellingAttachment = z.infer<typeof travellingAttachment>;

export function isAttachment(cell: string): boolean {
  return cell.startsWith('attachment:');
}

/** A travelling cell's JSON in its one form. */
export function travellingJson(cell: TravellingAttachment): string {
  const { name, mediaType, size, class: fieldClass, sha256, position, addedAt } = cell;
  const place = { position: position === 0 ? 0 : position, addedAt };
  return JSON.stringify({ name, mediaType, size, class: fieldClass, sha256, ...place });
}

/** Of a cell that a line was read for, or that {@link toTravel} made. */
export function parseTravelling(json: string): TravellingAttachment {
  const cell = jsonBy(travellingAttachment, json);
  if (cell === null) throw new Error('an attachment that nothing made');
  return cell;
}

/** SHA-256 of the content in hexadecimal, or `null` where it is no longer there. */
function contentHash(vault: OpenVault, customer: CustomerRef, named: NamedContent): string | null {
  if (!hasContent(vault.store.db, named)) return null;
  using content = openBlob(vault, customer, named);
  return Buffer.from(content.sha256).toString('hex');
}

/** The travelling form of a cell of this vault; `null` for one that is removed or has lost its content. */
export function toTravel(vault: OpenVault, customer: CustomerRef, json: string | null): string | null {
  const parsed = json === null ? null : parseAttachment(json);
  if (parsed === null) return null;
  const { blob, content, ...cell } = parsed;
  const sha256 = contentHash(vault, customer, { blob, content });
  return sha256 === null ? null : travellingJson({ ...cell, sha256 });
}

/** Content that came along, by {@link contentKey}. */
export type GivenContent = ReadonlyMap<string, StagedBlob>;

/** What content in a form goes by until it belongs to a customer. */
export function contentKey(form: BlobForm, sha256: string): string {
  return `${form}:${sha256}`;
}

/**
 * The cell of this vault for a travelling one, within a write: the content that came along, or the same that is here
 * already, becomes the customer's. Without either the cell stands, and its content counts as missing.
 */
export function arrived(
  tx: WriteTx,
  vault: OpenVault,
  customer: CustomerRef,
  json: string,
  given: GivenContent,
): string {
  const { sha256, ...cell } = parseTravelling(json);
  const form = formOfClass(cell.class);
  const hash = new Uint8Array(Buffer.from(sha256, 'hex'));
  const staged = given.get(contentKey(form, sha256));
  const isHere =
    tx.value('SELECT 1 FROM blob WHERE keyed_hash = ?', keyedHash(vault, form, hash)) !== undefined;
  if (staged === undefined && !isHere) return attachmentJson({ ...cell, blob: newId(), content: null });
  const same: StagedBlob = {
    id: newId(),
    form,
    size: cell.size,
    sha256: hash,
    key: null,
    discard: () => Promise.resolve(),
  };
  return attachmentJson({ ...cell, ...giveBlob(tx, vault, customer, staged ?? same) });
}
