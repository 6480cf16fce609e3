/** The picture that goes out on a customer's card: the attachment that is called so, as our own import calls it. */
import { attachmentFromRow, attachmentRows, hasContent } from '../../attachments/cells.ts';
import { openBlob } from '../../attachments/content.ts';
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
  const cell = attachmentRows(db, customer.row)
    .map(attachmentFromRow)
    .find(
      (each) =>
        calledSo.test(each.name) &&
        pictures.has(each.mediaType) &&
        each.size <= mostBytes &&
        (each.class === 'public' || each.class === 'internal') &&
        hasContent(db, each.blob),
    );
  if (cell === undefined) return null;
  using content = openBlob(vault, customer, cell.blob);
  return { bytes: content.part(0, content.size), mediaType: cell.mediaType };
}
