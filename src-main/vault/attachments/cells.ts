/** The cells `attachment:<id>` of a customer, as the log and the tables have them. Nothing here records. */
import {
  attachmentCell,
  type AttachmentCell,
  type NamedContent,
} from '../../../src-preload/contract/attachments.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { VaultError } from '../errors.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

export interface AttachmentRow {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly class: AttachmentCell['class'];
  readonly blob: string;
  readonly content: string | null;
  readonly position: number;
  readonly added_at: number;
}

export function attachmentFromRow(row: AttachmentRow): AttachmentCell {
  return {
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    class: row.class,
    blob: row.blob,
    content: row.content,
    position: row.position,
    addedAt: row.added_at,
  };
}

/** A cell's JSON in its one form: the order of members in which the log and the tables agree. */
export function attachmentJson(cell: AttachmentCell): string {
  const { name, mediaType, size, class: fieldClass, blob, content, position, addedAt } = cell;
  return JSON.stringify({
    name: name.toWellFormed(),
    mediaType,
    size,
    class: fieldClass,
    blob,
    content,
    position: position === 0 ? 0 : position,
    addedAt,
  });
}

/** `null` for what is none. */
export function parseAttachment(json: string): AttachmentCell | null {
  return jsonBy(attachmentCell, json);
}

/** Of what is no attachment the strictest. */
export function classOfAttachment(json: string): FieldClass {
  return parseAttachment(json)?.class ?? 'restricted';
}

export function readAttachmentCell(db: ReadDb, customerRow: number, id: string): string | null {
  const row = db.get<AttachmentRow>(
    `SELECT id, name, media_type, size, class, blob, content, position, added_at FROM attachment
     WHERE customer = ? AND id = ?`,
    customerRow,
    id,
  );
  return row === undefined ? null : attachmentJson(attachmentFromRow(row));
}

/** Of one customer, in order. */
export function attachmentRows(db: ReadDb, customerRow: number): AttachmentRow[] {
  return db.all<AttachmentRow>(
    `SELECT id, name, media_type, size, class, blob, content, position, added_at FROM attachment
     WHERE customer = ? ORDER BY position, id`,
    customerRow,
  );
}

/** Notes since when nothing live refers to a blob, or that something does. */
function noteUse(tx: WriteTx, blob: string): void {
  tx.run(
    `UPDATE blob SET unused_since = CASE WHEN EXISTS (SELECT 1 FROM attachment WHERE attachment.blob = blob.id)
     THEN NULL ELSE coalesce(unused_since, ?) END WHERE id = ?`,
    tx.now,
    blob,
  );
}

/** Sets a cell to what the log says of it. The content stays where it is, so that setting it back finds it again. @throws VaultError vault/damaged for what is no attachment */
export function writeAttachmentCell(tx: WriteTx, customerRow: number, id: string, json: string | null): void {
  const before = tx.value<string>(
    'SELECT blob FROM attachment WHERE customer = ? AND id = ?',
    customerRow,
    id,
  );
  tx.run('DELETE FROM attachment WHERE customer = ? AND id = ?', customerRow, id);
  if (json !== null) {
    const cell = parseAttachment(json);
    if (cell === null) throw new VaultError('vault/damaged', { part: 'cell' });
    tx.run(
      `INSERT INTO attachment (customer, id, name, media_type, size, class, blob, content, position, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      customerRow,
      id,
      cell.name,
      cell.mediaType,
      cell.size,
      cell.class,
      cell.blob,
      cell.content,
      cell.position,
      cell.addedAt,
    );
    if (cell.blob !== before) noteUse(tx, cell.blob);
  }
  if (before !== undefined) noteUse(tx, before);
}

/** Whether the content that a cell names is there. */
export function hasContent(db: ReadDb, named: NamedContent | null): boolean {
  if (named?.content === undefined || named.content === null) return false;
  return db.value('SELECT 1 FROM blob WHERE id = ? AND keyed_hash IS NOT NULL', named.blob) !== undefined;
}
