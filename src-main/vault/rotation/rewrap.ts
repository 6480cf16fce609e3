/** What in a database hangs on the keys that are exchanged: wrapped keys of customers, blind index, recognised content. */
import { keyedHash } from '../attachments/form.ts';
import type { OpenVault } from '../context.ts';
import { unwrapBlobSecret } from '../crypto/blob.ts';
import { unwrapRecordKey, wrapRecordKey } from '../crypto/sealed-value.ts';
import type { RecordKey } from '../crypto/secret-key.ts';
import { writeTokens } from '../customers/cells.ts';
import { customerKeys, sealedToJson, type CustomerKeys } from '../customers/sealed.ts';
import { plainJson } from '../customers/value-cells.ts';
import { keepMarkKeys } from '../erasure/mark-keys.ts';
import { catalogOf } from '../fields/catalog.ts';
import { compartmentKey, isSealed, type SealedClass } from '../fields/compartment.ts';
import type { WriteTx } from '../store/store.ts';

const pageSize = 500;

/** A vault under its keys of before, and the same database under the new ones. */
export interface Exchange {
  readonly before: Pick<OpenVault, 'vaultId' | 'keys'>;
  readonly after: OpenVault;
}

interface CustomerRow {
  readonly row: number;
  readonly id: string;
  readonly confidential: Uint8Array | null;
  readonly restricted: Uint8Array | null;
}

interface SealedRow {
  readonly field: number;
  readonly sealed: Uint8Array;
  readonly version: number;
}

const sealedClasses = ['confidential', 'restricted'] as const satisfies readonly SealedClass[];

/** A customer's own keys, opened by the keys of before and wrapped under those of after. */
function rewrapped({ before, after }: Exchange, customer: CustomerRow) {
  const place = { vaultId: after.vaultId, customerId: customer.id };
  const opened = new Map<SealedClass, RecordKey>();
  const wrapped: Record<SealedClass, Uint8Array | null> = { confidential: null, restricted: null };
  for (const sealedClass of sealedClasses) {
    const old = customer[sealedClass];
    if (old === null) continue;
    const key = unwrapRecordKey(compartmentKey(before.keys, sealedClass), place, old);
    opened.set(sealedClass, key);
    wrapped[sealedClass] = wrapRecordKey(compartmentKey(after.keys, sealedClass), place, key);
  }
  return { opened, wrapped };
}

/** A customer at a time: the wrapped keys, and every token of the blind index, from the values themselves. */
function* rewrapCustomers(tx: WriteTx, exchange: Exchange): Generator<void> {
  const { after } = exchange;
  const catalog = catalogOf(after);
  for (let last = 0; ;) {
    const page = tx.all<CustomerRow>(
      `SELECT row, id, confidential_key AS confidential, restricted_key AS restricted FROM customer
       WHERE row > ? AND (confidential_key IS NOT NULL OR restricted_key IS NOT NULL) ORDER BY row LIMIT ?`,
      last,
      pageSize,
    );
    for (const customer of page) {
      last = customer.row;
      const { opened, wrapped } = rewrapped(exchange, customer);
      using keys = lentKeys(opened);
      tx.run(
        'UPDATE customer SET confidential_key = ?, restricted_key = ? WHERE row = ?',
        wrapped.confidential,
        wrapped.restricted,
        last,
      );
      yield;
      const values = tx.all<SealedRow>(
        'SELECT field, sealed, version FROM field_value WHERE customer = ? AND sealed IS NOT NULL',
        last,
      );
      for (const value of values) {
        const facts = catalog.fieldsByRow.get(value.field);
        if (facts !== undefined && isSealed(facts.class))
          writeTokens(tx, after, last, facts, plainJson(after, keys, customer, facts, sealedToJson(value)));
        yield;
      }
    }
    if (page.length < pageSize) return;
  }
}

/** Keys that are there already, as whoever opens values wants them. */
function lentKeys(opened: ReadonlyMap<SealedClass, RecordKey>): CustomerKeys {
  return {
    existing: (sealedClass) => opened.get(sealedClass) ?? null,
    ensured: () => {
      throw new Error('nothing is sealed here');
    },
    [Symbol.dispose]: () => {
      for (const key of opened.values()) key.destroy();
    },
  };
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
    count('SELECT count(*) FROM customer WHERE confidential_key IS NOT NULL OR restricted_key IS NOT NULL') +
    count('SELECT count(*) FROM field_value WHERE sealed IS NOT NULL') +
    count('SELECT count(*) FROM blob WHERE keyed_hash IS NOT NULL')
  );
}

/** Brings a database that lies under its new page key to the new keys throughout. A thing a step. */
export function* rewrap(tx: WriteTx, exchange: Exchange): Generator<void> {
  keepMarkKeys(tx, exchange.before, exchange.after);
  yield* rewrapCustomers(tx, exchange);
  yield* rehash(tx, exchange);
}
