/** Holding an attachment to the log before its content is given out: what its cell says stands in a line that somebody signed. */
import type { AttachmentCell } from '../../../src-preload/contract/attachments.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { cellsOfCreation } from '../customers/snapshot.ts';
import { VaultError } from '../errors.ts';
import { heldTo } from '../store/held-entries.ts';
import { attachmentJson } from './cells.ts';

interface Logged {
  readonly seq: number;
  readonly field: string;
  readonly value: string | null;
}

interface Held {
  readonly customer: CustomerRef;
  readonly id: string;
  readonly cell: AttachmentCell;
}

/** Entries about an attachment, the last one first, with what each says of it. */
function entriesAbout({ store }: Pick<OpenVault, 'store'>, { customer, id }: Held) {
  const name = `attachment:${id}`;
  const entries = store.db.all<Logged>(
    `SELECT seq, field, value FROM change WHERE entity_id = ? AND entity = 'customer' AND field IN ('*', ?)
     ORDER BY seq DESC`,
    customer.id,
    name,
  );
  return entries.map(({ seq, field, value }) => ({
    seq,
    said: field === '*' ? cellsOfCreation(value ?? '{}').get(name) : value,
  }));
}

const damaged = (): VaultError => new VaultError('vault/damaged', { part: 'attachment' });

/** @throws VaultError vault/damaged where the last entry about the attachment says something else, or is not what the log's tree has */
export function assertAsLogged(vault: Pick<OpenVault, 'store'>, held: Held): void {
  const [last] = entriesAbout(vault, held);
  if (last?.said !== attachmentJson(held.cell) || !heldTo(vault.store, 'change')(last.seq)) throw damaged();
}

/** The same of a cell as it was some time ago. @throws VaultError vault/damaged where no entry said so, or it is not what the log's tree has */
export function assertWasLogged(vault: Pick<OpenVault, 'store'>, held: Held): void {
  const json = attachmentJson(held.cell);
  const entry = entriesAbout(vault, held).find(({ said }) => said === json);
  if (entry === undefined || !heldTo(vault.store, 'change')(entry.seq)) throw damaged();
}
