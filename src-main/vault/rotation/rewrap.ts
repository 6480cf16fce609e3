/** What in a database hangs on the keys that are exchanged: wrapped keys of customers, blind index, recognised content. */
import { keyedHash } from '../attachments/form.ts';
import type { OpenVault } from '../context.ts';
import { unwrapBlobSecret } from '../crypto/blob.ts';
import { unwrapRecordKey, wrapRecordKey } from '../crypto/sealed-value.ts';
import { writeTokens } from '../customers/cells.ts';
import { customerKeys } from '../customers/sealed.ts';
import { plainJson } from '../customers/value-cells.ts';
import { catalogOf } from '../fields/catalog.ts';
import { compartmentKey, isSealed, type SealedClass } from '../fields/compartment.ts';
import { sealedToJson } from '../customers/sealed.ts';
import type { WriteTx } from '../store/store.ts';

const pageSize = 500;

/** A vault under its keys of before, and the same database under the new ones. */
export interface Exchange {
  readonly before: Pick<OpenVault, 'vaultId' | 'keys'>;
  readonly after: OpenVault;
}

const columns = {
  confidential: {
    read: 'SELECT row, id, confidential_key AS wrapped FROM customer WHERE row > ? AND confidential_key IS NOT NULL ORDER BY row LIMIT ?',
    write: 'UPDATE customer SET confidential_key = ? WHERE row = ?',
  },
  restricted: {
    read: 'SELECT row, id, restricted_key AS wrapped FROM customer WHERE row > ? AND restricted_key IS NOT NULL ORDER BY row LIMIT ?',
    write: 'UPDATE customer SET restricted_key = ? WHERE row = ?',
  },
} as const;

/** Every customer's key under the new compartment key. */
function* rewrapRecordKeys(
  tx: WriteTx,
  { before, after }: Exchange,
  sealedClass: SealedClass,
): Generator<void> {
  const [outer, next] = [before, after].map(({ keys }) => compartmentKey(keys, sealedClass));
  if (outer === undefined || next === undefined) return;
  const { read, write } = columns[sealedClass];
  for (let last = 0; ;) {
    const page = tx.all<{ row: number; id: string; wrapped: Uint8Array }>(read, last, pageSize);
    for (const { row, id, wrapped } of page) {
      const place = { vaultId: after.vaultId, customerId: id };
      using key = unwrapRecordKey(outer, place, wrapped);
      tx.run(write, wrapRecordKey(next, place, key), row);
      last = row;
      yield;
    }
    if (page.length < pageSize) return;
  }
}

interface SealedRow {
  readonly customer: number;
  readonly field: number;
  readonly id: string;
  readonly sealed: Uint8Array;
  readonly version: number;
}

/** Every token of the blind index, from the values themselves. */
function* retokenise(tx: WriteTx, { after }: Exchange): Generator<void> {
  const catalog = catalogOf(after);
  for (let [customer, field] = [0, 0]; ;) {
    const page = tx.all<SealedRow>(
      `SELECT v.customer, v.field, c.id, v.sealed, v.version FROM field_value v JOIN customer c ON c.row = v.customer
       WHERE (v.customer, v.field) > (?, ?) AND v.sealed IS NOT NULL ORDER BY v.customer, v.field LIMIT ?`,
      customer,
      field,
      pageSize,
    );
    for (const row of page) {
      ({ customer, field } = row);
      const facts = catalog.fieldsByRow.get(row.field);
      if (facts === undefined || !isSealed(facts.class)) continue;
      const ref = { row: row.customer, id: row.id };
      using keys = customerKeys(after, tx, ref);
      const plain = plainJson(after, keys, ref, facts, sealedToJson(row));
      writeTokens(tx, after, row.customer, facts, plain);
      yield;
    }
    if (page.length < pageSize) return;
  }
}

interface BlobRow {
  readonly row: number;
  readonly id: string;
  readonly form: 'plain' | SealedClass;
  readonly sha256: Uint8Array | null;
}

/** The SHA-256 of a blob's content: beside it, or in what some customer's key opens. */
function contentHash(tx: WriteTx, after: OpenVault, blob: BlobRow): Uint8Array | null {
  if (blob.form === 'plain') return blob.sha256;
  const held = tx.get<{ row: number; id: string; wrapped: Uint8Array }>(
    'SELECT c.row, c.id, k.wrapped FROM blob_key k JOIN customer c ON c.row = k.customer WHERE k.blob = ? LIMIT 1',
    blob.row,
  );
  if (held === undefined) return null;
  using keys = customerKeys(after, tx, held);
  const outer = keys.existing(blob.form);
  if (outer === null) return null;
  const place = { vaultId: after.vaultId, customerId: held.id, blobId: blob.id };
  const { key, sha256 } = unwrapBlobSecret(outer, place, held.wrapped);
  key.destroy();
  return sha256;
}

/** By what the same content is recognised. Content that nobody holds a key to any more is swept, not recognised. */
function* rehash(tx: WriteTx, { after }: Exchange): Generator<void> {
  const blobs = tx.all<BlobRow>(
    'SELECT row, id, form, sha256 FROM blob WHERE keyed_hash IS NOT NULL ORDER BY row',
  );
  for (const blob of blobs) {
    const sha256 = contentHash(tx, after, blob);
    if (sha256 !== null)
      tx.run('UPDATE blob SET keyed_hash = ? WHERE row = ?', keyedHash(after, blob.form, sha256), blob.row);
    yield;
  }
}

/** How many steps {@link rewrap} takes. */
export function countSteps(tx: Pick<WriteTx, 'value'>): number {
  const count = (sql: string): number => tx.value<number>(sql) ?? 0;
  return (
    count('SELECT count(confidential_key) + count(restricted_key) FROM customer') +
    count('SELECT count(*) FROM field_value WHERE sealed IS NOT NULL') +
    count('SELECT count(*) FROM blob WHERE keyed_hash IS NOT NULL')
  );
}

/** Brings a database that lies under its new page key to the new keys throughout. A thing a step. */
export function* rewrap(tx: WriteTx, exchange: Exchange): Generator<void> {
  yield* rewrapRecordKeys(tx, exchange, 'confidential');
  yield* rewrapRecordKeys(tx, exchange, 'restricted');
  yield* retokenise(tx, exchange);
  yield* rehash(tx, exchange);
}
