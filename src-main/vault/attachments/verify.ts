/** Whether the content of every attachment is there, whole, and what it was. */
import { isLockedOut } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import { openBlob, type BlobContent } from './content.ts';
import { keyedHash } from './form.ts';

const pageSize = 100;

interface Attached {
  readonly customer: number;
  readonly id: string;
  readonly customer_id: string;
  readonly blob: string;
  readonly content: string | null;
  readonly size: number;
}

/**
 * Reads all content that attachments refer to, once for each customer that has it. A step a chunk. @returns how many cannot be
 * read to their end. Content that was never there (of another vault, or swept) is not counted: the change log does not
 * promise it. `onLocked`: told of each whose class the person holds no key to.
 */
export function* damagedAttachments(
  vault: OpenVault,
  onLocked: () => void = () => undefined,
): Generator<void, number, void> {
  const { db } = vault.store;
  let damaged = 0;
  let last = { customer: 0, id: '' };
  for (;;) {
    const page = db.all<Attached>(
      `SELECT a.customer, a.id, c.id AS customer_id, a.blob, a.content, a.size FROM attachment a JOIN customer c ON c.row = a.customer
       WHERE (a.customer, a.id) > (?, ?) ORDER BY a.customer, a.id LIMIT ?`,
      last.customer,
      last.id,
      pageSize,
    );
    for (const { customer, customer_id: id, ...attachment } of page) {
      const found = yield* isWhole(vault, { row: customer, id }, attachment);
      if (found === 'locked') onLocked();
      else if (!found) damaged += 1;
    }
    last = page.at(-1) ?? last;
    if (page.length < pageSize) return damaged;
  }
}

/**
 * Whether the log says that an attachment was added here, is there since, and never came from elsewhere: then its content is here, too. Other
 * content may be missing: of another vault, or swept.
 */
function wasAddedHere({ db }: OpenVault['store'], customerId: string, attachmentId: string): boolean {
  const changes = db.all<{ old_value: string | null; value: string | null; kind: string }>(
    `SELECT c.old_value, c.value, b.kind FROM change c JOIN batch b ON b.row = c.batch
     WHERE c.entity_id = ? AND c.entity = 'customer' AND c.field = ? ORDER BY c.seq`,
    customerId,
    `attachment:${attachmentId}`,
  );
  return (
    changes[0]?.old_value === null && changes.every(({ value, kind }) => value !== null && kind === 'edit')
  );
}

/** What is found of content by, and that nothing will sweep it. */
function isKeptRight(vault: OpenVault, { id, form, sha256 }: BlobContent): boolean {
  const blob = vault.store.db.get<{ keyed_hash: Uint8Array; unused_since: number | null }>(
    'SELECT keyed_hash, unused_since FROM blob WHERE id = ?',
    id,
  );
  return blob?.unused_since === null && Buffer.compare(blob.keyed_hash, keyedHash(vault, form, sha256)) === 0;
}

function* isWhole(
  vault: OpenVault,
  customer: CustomerRef,
  attachment: Pick<Attached, 'id' | 'blob' | 'content' | 'size'>,
): Generator<void, boolean | 'locked', void> {
  try {
    using content = openBlob(vault, customer, attachment);
    for (const _ of content.chunks()) yield;
    return content.size === attachment.size && isKeptRight(vault, content);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'attachments/content-missing')
      return !wasAddedHere(vault.store, customer.id, attachment.id);
    if (error instanceof VaultError && error.code === 'vault/damaged') return false;
    if (isLockedOut(error)) return 'locked';
    throw error;
  }
}
