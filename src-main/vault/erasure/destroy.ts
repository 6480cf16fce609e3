/** Destroying everything that a vault has of a customer, within one write; docs/file-format.md, section 21. */
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { WriteTx } from '../store/store.ts';
import { contentOf, eraseContent } from './content.ts';
import { eraseChanges, eraseEntries, eraseImport } from './logs.ts';
import { clearTraces, tracesOf } from './traces.ts';

export interface ErasedRow {
  readonly row: number;
  readonly id: string;
}

/** Tables that have the customer's row in `customer`, those that refer to it first. */
const ofCustomer = [
  'DELETE FROM blob_key WHERE customer = ?',
  'DELETE FROM attachment WHERE customer = ?',
  'DELETE FROM blind_index WHERE customer = ?',
  'DELETE FROM field_value WHERE customer = ?',
  'DELETE FROM customer_tag WHERE customer = ?',
  'DELETE FROM point WHERE customer = ?',
  'DELETE FROM contact WHERE customer = ?',
  'DELETE FROM name_lookup WHERE customer = ?',
  'DELETE FROM search_text WHERE customer = ?',
  'DELETE FROM search WHERE rowid = ?',
  'DELETE FROM ledger_customer WHERE customer = ?',
  // With the customer's own keys.
  'DELETE FROM customer WHERE row = ?',
] as const;

const ofFile = z.looseObject({ fileName: z.string() });

/** A batch that nothing is left of says nothing of its customers, either. */
function clearBatch(tx: WriteTx, erasure: string, batch: number): void {
  if (tx.value('SELECT 1 FROM change WHERE batch = ? AND salt IS NOT NULL LIMIT 1', batch) !== undefined)
    return;
  const details = tx.value<string>('SELECT details FROM batch WHERE row = ?', batch) ?? '{}';
  const said = jsonBy(ofFile, details);
  if (said === null || said.fileName === '') return;
  const { fileName } = said;
  tx.run('UPDATE batch SET details = ? WHERE row = ?', JSON.stringify({ ...said, fileName: '' }), batch);
  eraseImport(tx, erasure, fileName);
}

/** Hand-overs with which one of them went along: whoever got them can still be told. */
export function handedOver(tx: WriteTx, rows: readonly number[]): string[] {
  return tx
    .all<{ id: string }>(
      `SELECT DISTINCT l.id FROM ledger_customer c JOIN ledger l ON l.row = c.ledger
       WHERE c.customer IN (SELECT value FROM json_each(?)) ORDER BY l.id`,
      JSON.stringify(rows),
    )
    .map(({ id }) => id);
}

/** After this, nothing of the customers is in any row of any table. */
export function destroyCustomers(tx: WriteTx, erasure: string, customers: readonly ErasedRow[]): void {
  const content = new Set<string>();
  const batches = new Set<number>();
  for (const customer of customers) {
    const { row, id } = customer;
    const traces = tracesOf(tx, id);
    for (const blob of contentOf(tx, id)) content.add(blob);
    tx.run('DELETE FROM conflict WHERE entity_id = ?', id);
    tx.run('DELETE FROM seen WHERE entity_id = ?', id);
    for (const batch of eraseChanges(tx, erasure, id)) batches.add(batch);
    eraseEntries(tx, erasure, customer, traces);
    clearTraces(tx, id, traces);
    for (const sql of ofCustomer) tx.run(sql, row);
  }
  for (const batch of batches) clearBatch(tx, erasure, batch);
  eraseContent(tx, content);
}
