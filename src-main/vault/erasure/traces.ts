/**
 * Texts by which a customer is known, and taking them out of where people wrote freely: file names, purposes and reasons in the
 * journal, what batches and unfinished work say of themselves.
 */
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { forgetLine } from '../store/unfinished-work.ts';
import { cellsEver } from './cells-ever.ts';

/** Shorter ones stand in too many texts that have nothing to do with the customer. */
function tells(text: string): boolean {
  const isAscii = /^[\u0020-\u007e]*$/.test(text);
  return [...text].length >= (isAscii ? 4 : 2);
}

const contact = z.object({ name: z.string() });
const point = z.object({ value: z.string() });

/** In the forms of the change log (docs/file-format.md, section 19). What somebody's own program wrote there in another one gives no trace. */
function textOf(cell: string, json: string): string | null {
  if (cell === 'name' || cell === 'organisation') return jsonBy(z.string(), json);
  if (cell.startsWith('point:')) return jsonBy(point, json)?.value ?? null;
  if (cell.startsWith('contact:')) return jsonBy(contact, json)?.name ?? null;
  return null;
}

/**
 * The customer's id, and every name, number and address that the customer ever had here; who never had a name went by the organisation. To be read before
 * anything is destroyed.
 */
export function tracesOf(db: ReadDb, customerId: string): string[] {
  const texts = new Set([customerId]);
  const organisations: string[] = [];
  let hadName = false;
  for (const [cell, json] of cellsEver(db, customerId, ['name', 'organisation', 'point:', 'contact:'])) {
    const text = textOf(cell, json)?.trim() ?? '';
    if (cell === 'name' && text !== '') hadName = true;
    if (!tells(text)) continue;
    if (cell === 'organisation') organisations.push(text);
    else texts.add(text);
  }
  return [...texts, ...(hadName ? [] : new Set(organisations))];
}

const holds = (text: string, traces: readonly string[]): boolean =>
  traces.some((trace) => text.includes(trace));

/** Rows whose JSON may hold one of the traces: looked for as they stand in JSON. */
export function mentioning<T>(db: ReadDb, sql: string, traces: readonly string[]): T[] {
  const escaped = traces.map((trace) => JSON.stringify(trace).slice(1, -1));
  return db.all<T>(sql, JSON.stringify(escaped));
}

/** The same value with each text that holds a trace left empty. */
function without(value: unknown, traces: readonly string[]): unknown {
  if (typeof value === 'string') return holds(value, traces) ? '' : value;
  if (Array.isArray(value)) return value.map((each) => without(each, traces));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, without(each, traces)]));
}

const members = z.record(z.string(), z.unknown());

/** Of what is no object of ours nothing stays: nobody can tell what in it is of whom. */
function cleared(json: string, traces: readonly string[]): string {
  return JSON.stringify(without(jsonBy(members, json) ?? {}, traces));
}

/** Details in which people name customers: not those that name colleagues, who may be called the same. */
const freeDetails: ReadonlySet<string> = new Set(['customer', 'attachment', 'fileName', 'purpose', 'reason']);

/** Whether what an entry of the journal says names the customer. */
export function names(details: string, traces: readonly string[]): boolean {
  const said = jsonBy(members, details);
  if (said === null) return holds(details, traces);
  return Object.entries(said).some(
    ([name, value]) => freeDetails.has(name) && typeof value === 'string' && holds(value, traces),
  );
}

/** What batches and unfinished work say besides loses the texts that name the customer. */
export function clearTraces(tx: WriteTx, customerId: string, traces: readonly string[]): void {
  const batches = mentioning<{ row: number; label: string; details: string }>(
    tx,
    `SELECT row, label, details FROM batch
     WHERE EXISTS (SELECT 1 FROM json_each(?) AS trace WHERE instr(label || ' ' || details, trace.value) > 0)`,
    traces,
  );
  for (const { row, label, details } of batches)
    tx.run(
      'UPDATE batch SET label = ?, details = ? WHERE row = ?',
      holds(label, traces) ? '' : label,
      cleared(details, traces),
      row,
    );
  tx.run(
    "DELETE FROM unfinished_work WHERE CASE WHEN json_valid(details) THEN json_extract(details, '$.customerId') = ? END",
    customerId,
  );
  const works = mentioning<{ id: string; details: string }>(
    tx,
    `SELECT id, details FROM unfinished_work
     WHERE EXISTS (SELECT 1 FROM json_each(?) AS trace WHERE instr(details, trace.value) > 0)`,
    traces,
  );
  for (const { id, details } of works) {
    const said = jsonBy(members, details);
    if (said === null) {
      forgetLine(tx, id);
      continue;
    }
    const { temporary, ...told } = said;
    // Where the file lies must stay known, so that it can be removed.
    const next = { ...(without(told, traces) as object), ...(temporary === undefined ? {} : { temporary }) };
    tx.run('UPDATE unfinished_work SET details = ? WHERE id = ?', JSON.stringify(next), id);
  }
}
