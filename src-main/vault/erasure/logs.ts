/** Taking a customer out of the two logs: salts and bodies go, lines stay, so that every root from before still holds. */
import { z } from 'zod';
import { actionsAboutCustomers } from '../../../src-preload/contract/journal-subjects.ts';
import { changeBody, commitmentTo, disclosure, subjectText } from '../log/line.ts';
import { jsonBy } from '../json-by-schema.ts';
import { leafHash } from '../log/merkle.ts';
import type { WriteTx } from '../store/store.ts';
import { noteGap } from './ledger.ts';
import { mentioning, names } from './traces.ts';

const committed = (salt: Uint8Array, body: string): Buffer =>
  Buffer.from(commitmentTo(disclosure(salt, body)), 'hex');

interface ChangeRow {
  readonly seq: number;
  readonly batch: number;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
  readonly salt: Uint8Array;
}

/** Every change of the customer, and what merging keeps of them. @returns the batches that they were in */
export function eraseChanges(tx: WriteTx, erasure: string, customerId: string): Set<number> {
  const rows = tx.all<ChangeRow>(
    "SELECT seq, batch, field, old_value, value, salt FROM change WHERE entity_id = ? AND entity = 'customer' AND salt IS NOT NULL",
    customerId,
  );
  for (const { seq, field, old_value: oldValue, value, salt } of rows) {
    const commitment = committed(salt, changeBody({ field, entityId: customerId, oldValue, value }));
    tx.run('DELETE FROM merged WHERE seq = ?', seq);
    tx.run(
      "UPDATE change SET entity_id = '', field = '', old_value = NULL, value = NULL, salt = NULL, commitment = ? WHERE seq = ?",
      commitment,
      seq,
    );
    noteGap(tx, erasure, 'change', seq);
  }
  return new Set(rows.map(({ batch }) => batch));
}

const ofRun = z.object({ run: z.string() });

interface EntryRow {
  readonly seq: number;
  readonly details: string;
  readonly salt: Uint8Array;
}

function eraseBody(tx: WriteTx, erasure: string, { seq, details, salt }: EntryRow): void {
  tx.run(
    'UPDATE journal SET details = NULL, salt = NULL, commitment = ? WHERE seq = ?',
    committed(salt, details),
    seq,
  );
  noteGap(tx, erasure, 'journal', seq);
}

/** The customer as one that entries are about. @returns those entries that are about nobody else any more */
function eraseSubjects(tx: WriteTx, erasure: string, customer: { row: number; id: string }): number[] {
  const rows = tx.all<{ entry: number; number: number; salt: Uint8Array }>(
    'SELECT entry, number, salt FROM subject WHERE customer = ?',
    customer.row,
  );
  for (const { entry, number, salt } of rows) {
    tx.run(
      'UPDATE subject SET customer = NULL, salt = NULL, hash = ? WHERE entry = ? AND number = ?',
      leafHash(subjectText(salt, customer.id)),
      entry,
      number,
    );
    noteGap(tx, erasure, 'subject', entry, number);
  }
  const entries = [...new Set(rows.map(({ entry }) => entry))];
  const others = 'SELECT 1 FROM subject WHERE entry = ? AND customer IS NOT NULL LIMIT 1';
  return entries.filter((entry) => tx.value(others, entry) === undefined);
}

// What says that somebody is erased says nothing of them, and stays.
const erasable = `action IN (${actionsAboutCustomers.map((action) => `'${action}'`).join(', ')})`;
const entrySql = `SELECT seq, details, salt FROM journal WHERE seq = ? AND salt IS NOT NULL AND ${erasable}`;
const runOf = {
  begins: "CASE WHEN json_valid(b.details) THEN json_extract(b.details, '$.run') END",
  ends: "CASE WHEN json_valid(e.details) THEN json_extract(e.details, '$.run') END",
} as const;
const endsSql = `SELECT seq, details, salt FROM journal e WHERE salt IS NOT NULL AND action GLOB '*-ends'
  AND ${runOf.ends} IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM journal b WHERE b.salt IS NOT NULL AND b.action GLOB '*-begins'
    AND ${runOf.begins} = ${runOf.ends})`;
const mentionSql = `SELECT seq, details, salt FROM journal WHERE salt IS NOT NULL AND ${erasable}
  AND EXISTS (SELECT 1 FROM json_each(?) AS trace WHERE instr(details, trace.value) > 0)`;

/**
 * What the journal says of the customer: entries that are about nobody else, and those that name the customer in what people wrote. Of the others the
 * customer is taken out.
 */
export function eraseEntries(
  tx: WriteTx,
  erasure: string,
  customer: { readonly row: number; readonly id: string },
  traces: readonly string[],
): void {
  const runs: string[] = [];
  for (const seq of eraseSubjects(tx, erasure, customer)) {
    const entry = tx.get<EntryRow>(entrySql, seq);
    if (entry === undefined) continue;
    const run = jsonBy(ofRun, entry.details)?.run;
    if (run !== undefined) runs.push(run);
    eraseBody(tx, erasure, entry);
  }
  // Where what left was about nobody else, so is what says how it ended.
  if (runs.length > 0)
    for (const entry of tx.all<EntryRow>(endsSql, JSON.stringify(runs))) eraseBody(tx, erasure, entry);
  for (const entry of mentioning<EntryRow>(tx, mentionSql, traces))
    if (names(entry.details, traces)) eraseBody(tx, erasure, entry);
}

/** Entries about a file that brought nobody but who is erased. */
export function eraseImport(tx: WriteTx, erasure: string, fileName: string): void {
  const entries = tx.all<EntryRow>(
    `SELECT seq, details, salt FROM journal WHERE action IN ('imported', 'import-undone') AND salt IS NOT NULL
     AND CASE WHEN json_valid(details) THEN json_extract(details, '$.fileName') = ? END`,
    fileName,
  );
  for (const entry of entries) eraseBody(tx, erasure, entry);
}
