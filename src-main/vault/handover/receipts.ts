/** Signed receipts: the recipient's word that a bundle was taken in; docs/file-format.md, "Receipts". */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { card } from '../../../src-preload/contract/bundle.ts';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import type { LedgerEntry } from '../../../src-preload/contract/handover.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign } from '../crypto/identity.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { myCard, standingOf } from './cards.ts';
import { ledgerEntry } from './ledger.ts';
import { takeWitness } from '../upkeep/witnesses.ts';

const receipt = z.strictObject({
  format: z.literal('coffer-receipt'),
  version: z.literal(1),
  bundleId: id,
  /** SHA-256 of the bundle's `SHA256SUMS`, hexadecimal. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  takenInAt: timestamp,
  customers: z.number().int().nonnegative(),
  person: card,
  /** The note of the sender's logs (L-8) with the recipient's cosignature; null where the recipient vouches for none. */
  witnessed: z.string().max(16_384).nullable(),
  /** Ed25519, base64. */
  signature: z.string().max(100),
});
type Receipt = z.infer<typeof receipt>;

/** No receipt is longer; what is longer is none. */
const maxReceiptBytes = 64 * 1024;

/** @throws VaultError receipt/unreadable for JSON that has no canonical form, like `-0` */
function message({ signature: _, ...signed }: Receipt): Uint8Array {
  try {
    return canonicalBytes({ context: contexts.receipt, ...signed });
  } catch (error) {
    throw new VaultError('receipt/unreadable', {}, error);
  }
}

/** The receipt of this person for a bundle, as a file's text. */
export function makeReceipt(
  vault: OpenVault,
  bundle: Pick<Receipt, 'bundleId' | 'contentHash' | 'takenInAt' | 'customers' | 'witnessed'>,
): string {
  const unsigned: Receipt = {
    format: 'coffer-receipt',
    version: 1,
    ...bundle,
    person: myCard(vault),
    signature: '',
  };
  const signature = base64.encode(sign(vault.keys.signingKey, message(unsigned)));
  return `${canonicalText({ ...unsigned, signature })}\n`;
}

function parse(bytes: Uint8Array): Receipt {
  if (bytes.length > maxReceiptBytes) throw new VaultError('receipt/unreadable');
  let json: unknown;
  try {
    json = outsideJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new VaultError('receipt/unreadable', {}, error);
  }
  const parsed = receipt.safeParse(json);
  if (!parsed.success) throw new VaultError('receipt/unreadable');
  return parsed.data;
}

function decoded(text: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch (error) {
    throw new VaultError('receipt/unreadable', {}, error);
  }
}

/** A receipt that is signed by the key in it; `null` for any other text. */
export function genuineReceipt(text: string): Receipt | null {
  try {
    const read = parse(new TextEncoder().encode(text));
    const key = decoded(read.person.signingKey);
    return isSignatureOf(key, message(read), decoded(read.signature)) ? read : null;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'receipt/unreadable') return null;
    throw error;
  }
}

export function keepReceipt(tx: WriteTx, ledgerRow: number, text: string): void {
  const { person, takenInAt } = parse(new TextEncoder().encode(text));
  tx.run(
    'INSERT OR REPLACE INTO receipt (ledger, person, name, at, body) VALUES (?, ?, ?, ?, ?)',
    ledgerRow,
    person.personId,
    person.name,
    takenInAt,
    text,
  );
  tx.record({ entity: 'ledger', entityId: person.personId, field: 'receipt', oldValue: null, value: text });
}

/**
 * Files a receipt that came back.
 * @throws VaultError receipt/unreadable, receipt/bad-signature, receipt/unknown-bundle when this vault did not give that
 * very content, receipt/unknown-person when the keys are not those known of that person, receipt/other-history when it is filed, but the person saw
 * other logs than these
 */
export function fileReceipt(vault: OpenVault, bytes: Uint8Array): LedgerEntry {
  const { store } = vault;
  const read = parse(bytes);
  if (!isSignatureOf(decoded(read.person.signingKey), message(read), decoded(read.signature)))
    throw new VaultError('receipt/bad-signature');
  const entry = store.db.get<{ row: number; id: string }>(
    "SELECT row, id FROM ledger WHERE bundle = ? AND direction = 'given' AND content_hash = ?",
    read.bundleId,
    read.contentHash,
  );
  if (entry === undefined) throw new VaultError('receipt/unknown-bundle');
  const standing = standingOf(vault, read.person);
  if (standing !== 'checked' && standing !== 'unchecked')
    throw new VaultError('receipt/unknown-person', { name: read.person.name });
  store.write({ kind: 'edit', label: 'receipt' }, (tx) => {
    keepReceipt(tx, entry.row, new TextDecoder().decode(bytes));
    store.journal('receipt-added', { name: read.person.name });
  });
  if (read.witnessed !== null) {
    const found = takeWitness(vault, read.witnessed, read.person.personId, decoded(read.person.signingKey));
    if (found === 'other-history') {
      store.journal('witness-failed', { name: read.person.name });
      throw new VaultError('receipt/other-history', { name: read.person.name });
    }
  }
  const filed = ledgerEntry(store.db, entry.id);
  if (filed === undefined) throw new Error('an entry that was just read is gone');
  return filed;
}

/** This person's receipt of a received bundle, as a file's text. @throws VaultError ledger/no-receipt */
export function receiptOf(db: ReadDb, ledgerId: string, personId: string): string {
  const text = db.value<string>(
    'SELECT receipt.body FROM receipt JOIN ledger ON ledger.row = receipt.ledger WHERE ledger.id = ? AND receipt.person = ?',
    ledgerId,
    personId,
  );
  if (text === undefined) throw new VaultError('ledger/no-receipt');
  return text;
}
