/** Whether the content of every attachment is there, whole, and what it was. */
import { isLockedOut } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import { openBlob } from './content.ts';

const pageSize = 100;

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
    const page = db.all<{ customer: number; id: string; customer_id: string; blob: string; size: number }>(
      `SELECT a.customer, a.id, c.id AS customer_id, a.blob, a.size FROM attachment a JOIN customer c ON c.row = a.customer
       WHERE (a.customer, a.id) > (?, ?) ORDER BY a.customer, a.id LIMIT ?`,
      last.customer,
      last.id,
      pageSize,
    );
    for (const { customer, customer_id: id, blob, size } of page) {
      const found = yield* isWhole(vault, { row: customer, id }, blob, size);
      if (found === 'locked') onLocked();
      else if (!found) damaged += 1;
    }
    last = page.at(-1) ?? last;
    if (page.length < pageSize) return damaged;
  }
}

function* isWhole(
  vault: OpenVault,
  customer: CustomerRef,
  blob: string,
  size: number,
): Generator<void, boolean | 'locked', void> {
  try {
    using content = openBlob(vault, customer, blob);
    for (const _ of content.chunks()) yield;
    return content.size === size;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'attachments/content-missing') return true;
    if (error instanceof VaultError && error.code === 'vault/damaged') return false;
    if (isLockedOut(error)) return 'locked';
    throw error;
  }
}
