/** The picture that goes out on a customer's card: the attachment that is called so, as our own import calls it. */
import { attachmentContent } from '../../attachments/attachments.ts';
import { attachmentRows, hasContent } from '../../attachments/cells.ts';
import type { OpenVault } from '../../context.ts';
import { customerOf } from '../../customers/selection.ts';
import type { CardFile } from '../source.ts';

/** Without its ending. */
export const portraitName = 'Photo';
const calledSo = /^(?:photo|portrait|照片|头像)\.(?:jpe?g|png|gif|webp)$/i;
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** Address books give up on larger ones. */
const mostBytes = 4 * 1024 ** 2;

/** `null` where there is none, or where it is of a class that is sealed. */
export function portraitOf(
  vault: OpenVault,
  customerId: string,
): Pick<CardFile, 'bytes' | 'mediaType'> | null {
  const { db } = vault.store;
  const customer = customerOf(vault, db, customerId);
  const row = attachmentRows(db, customer.row).find(
    (each) =>
      calledSo.test(each.name) &&
      pictures.has(each.media_type) &&
      each.size <= mostBytes &&
      (each.class === 'public' || each.class === 'internal') &&
      hasContent(db, each),
  );
  if (row === undefined) return null;
  using content = attachmentContent(vault, customer, row.id);
  // A chunk is valid until the next one, and all of them are what was attached, or none.
  const bytes = Buffer.concat(Array.from(content.chunks(), (chunk) => Uint8Array.from(chunk)));
  return { bytes: Uint8Array.from(bytes), mediaType: row.media_type };
}
