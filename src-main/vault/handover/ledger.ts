/** The hand-over ledger: which bundle came or went, to whom, when, what for, and who has a customer's data. */
import { createHash } from 'node:crypto';
import {
  ledgerEntry as entryShape,
  type BundleKind,
  type LedgerEntry,
} from '../../../src-preload/contract/handover.ts';
import { newId } from '../crypto/id.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

export interface NewLedgerEntry {
  readonly direction: 'given' | 'received';
  readonly kind: BundleKind | 'kit';
  readonly bundleId: string;
  readonly people: LedgerEntry['people'];
  readonly hasPassphrase: boolean;
  readonly purpose: string;
  readonly note: string;
  readonly reason: string | null;
  readonly expiresAt: number | null;
  readonly classes: LedgerEntry['classes'];
  readonly counts: LedgerEntry['counts'];
  /** SHA-256 of the file, hexadecimal; empty where there is no file. */
  readonly fileHash: string;
  /** SHA-256 of `SHA256SUMS`, hexadecimal; empty where there is no file. */
  readonly contentHash: string;
  /** The merge's batch, of a received bundle that changed something. */
  readonly batchId: string | null;
}

/** Adds an entry within a write. `customerRows`: who went along. */
export function recordHandOver(
  tx: WriteTx,
  entry: NewLedgerEntry,
  customerRows: Iterable<number>,
): { readonly id: string; readonly row: number } {
  const id = newId();
  const { lastInsertRowid: row } = tx.run(
    `INSERT INTO ledger (id, at, direction, kind, bundle, people, has_passphrase, purpose, note, reason, expires_at, classes,
       customers, attachments, attachment_bytes, file_hash, content_hash, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    tx.now,
    entry.direction,
    entry.kind,
    entry.bundleId,
    JSON.stringify(entry.people),
    Number(entry.hasPassphrase),
    entry.purpose,
    entry.note,
    entry.reason,
    entry.expiresAt,
    JSON.stringify(entry.classes),
    entry.counts.customers,
    entry.counts.attachments,
    entry.counts.attachmentBytes,
    entry.fileHash,
    entry.contentHash,
    entry.batchId,
  );
  const customers = createHash('sha256');
  for (const customer of [...new Set(customerRows)].sort((one, other) => one - other)) {
    tx.run('INSERT INTO ledger_customer (customer, ledger) VALUES (?, ?)', customer, row);
    customers.update(
      lineOfCustomer(tx.value<string>('SELECT id FROM customer WHERE row = ?', customer) ?? ''),
    );
  }
  const logged = loggedEntry(entry, customers.digest('hex'));
  tx.record({ entity: 'ledger', entityId: id, field: '*', oldValue: null, value: JSON.stringify(logged) });
  return { id, row };
}

/** What a customer is in the hash over those who went along, which are in the order of their rows. */
export const lineOfCustomer = (customerId: string): string => `${customerId}\n`;

/** What the change log says of an entry. @param customersHash SHA-256 over who went along, hexadecimal */
export function loggedEntry(
  entry: NewLedgerEntry,
  customersHash: string,
): NewLedgerEntry & { customersHash: string } {
  return { ...entry, customersHash };
}

export interface LedgerRow {
  readonly row: number;
  readonly id: string;
  readonly at: number;
  readonly direction: LedgerEntry['direction'];
  readonly kind: LedgerEntry['kind'];
  readonly bundle: string;
  readonly people: string;
  readonly has_passphrase: number;
  readonly purpose: string;
  readonly note: string;
  readonly reason: string | null;
  readonly expires_at: number | null;
  readonly classes: string;
  readonly customers: number;
  readonly attachments: number;
  readonly attachment_bytes: number;
  readonly file_hash: string;
  readonly content_hash: string;
  readonly batch: string | null;
}

const { people: peopleShape, classes: classesShape } = entryShape.shape;

/** As it was noted; `null` for a row of another form than recordHandOver gives it. */
export function notedEntry(row: LedgerRow): NewLedgerEntry | null {
  const people = jsonBy(peopleShape, row.people);
  const classes = jsonBy(classesShape, row.classes);
  if (people === null || classes === null) return null;
  return {
    direction: row.direction,
    kind: row.kind,
    bundleId: row.bundle,
    people,
    hasPassphrase: row.has_passphrase === 1,
    purpose: row.purpose,
    note: row.note,
    reason: row.reason,
    expiresAt: row.expires_at,
    classes,
    counts: {
      customers: row.customers,
      attachments: row.attachments,
      attachmentBytes: row.attachment_bytes,
    },
    fileHash: row.file_hash,
    contentHash: row.content_hash,
    batchId: row.batch,
  };
}

function entryOf(db: ReadDb, row: LedgerRow): LedgerEntry | null {
  const noted = notedEntry(row);
  if (noted === null) return null;
  const { contentHash: _, batchId: __, ...entry } = noted;
  return {
    id: row.id,
    at: row.at,
    ...entry,
    receipts: db.all<LedgerEntry['receipts'][number]>(
      'SELECT person AS personId, name, at FROM receipt WHERE ledger = ? ORDER BY at, person',
      row.row,
    ),
  };
}

/** One entry, or `undefined`. */
export function ledgerEntry(db: ReadDb, id: string): LedgerEntry | undefined {
  const row = db.get<LedgerRow>('SELECT * FROM ledger WHERE id = ?', id);
  return (row && entryOf(db, row)) ?? undefined;
}

/** Newest first. `customerId`: only what that customer went along with. Somebody who reaches their own customers sees what those went along with. */
export function listLedger(
  vault: OpenVault,
  before: number | null,
  count: number,
  customerId: string | null,
): { entries: LedgerEntry[]; hasMore: boolean } {
  const { db } = vault.store;
  const end = before ?? Number.MAX_SAFE_INTEGER;
  const only = limitedTo(vault);
  const rows =
    customerId === null
      ? db.all<LedgerRow>(
          `SELECT * FROM ledger WHERE at < ? AND (? IS NULL OR EXISTS (
             SELECT 1 FROM ledger_customer l JOIN customer c ON c.row = l.customer WHERE l.ledger = ledger.row AND c.assignee = ?))
           ORDER BY at DESC, row DESC LIMIT ?`,
          end,
          only,
          only,
          count + 1,
        )
      : db.all<LedgerRow>(
          `SELECT ledger.* FROM customer JOIN ledger_customer ON ledger_customer.customer = customer.row
           JOIN ledger ON ledger.row = ledger_customer.ledger
           WHERE customer.id = ? AND customer.assignee IS coalesce(?, customer.assignee) AND ledger.at < ? ORDER BY ledger.at DESC, ledger.row DESC LIMIT ?`,
          customerId,
          only,
          end,
          count + 1,
        );
  return {
    entries: rows.slice(0, count).flatMap((row) => entryOf(db, row) ?? []),
    hasMore: rows.length > count,
  };
}

/** When a bundle was taken in and not undone since; `null` when it never was. */
export function takenInAt(db: ReadDb, bundleId: string): number | null {
  return (
    db.value<number>(
      `SELECT max(ledger.at) FROM ledger LEFT JOIN batch ON batch.id = ledger.batch
       WHERE ledger.bundle = ? AND ledger.direction = 'received' AND batch.undone_by IS NULL
         AND coalesce(CASE WHEN json_valid(batch.details) THEN json_extract(batch.details, '$.waiting') END, 0) = 0`,
      bundleId,
    ) ?? null
  );
}
