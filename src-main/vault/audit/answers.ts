/** Who saw a customer, what a person saw, and the journal as a whole: read newest first, a page at a time, from key to key. */
import { z } from 'zod';
import type { Output } from '../../../src-preload/contract/define.ts';
import { journalEntry, mostNamed, type JournalEntry } from '../../../src-preload/contract/audit.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import { actionsOf, type ActKind } from '../../../src-preload/contract/act-kinds.ts';
import { limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { customerOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import { namesIn } from '../people/names.ts';
import type { ReadDb, SqlValue } from '../store/db.ts';
import { alteredEntries } from '../store/held-entries.ts';

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly personId: string;
  readonly action: string;
  readonly details: string | null;
  readonly first: string | null;
  readonly count: number;
}

export interface Page {
  /** The `seq` to go on from; `null` for the newest. */
  readonly before: number | null;
  readonly count: number;
}

interface JournalPage extends Page {
  readonly kind: ActKind | null;
}

const columns = `j.seq, j.at, j.person AS personId, j.action, j.details,
  (SELECT c.id FROM subject s JOIN customer c ON c.row = s.customer WHERE s.entry = j.seq ORDER BY s.number LIMIT 1) AS first,
  (SELECT count(*) FROM subject s WHERE s.entry = j.seq) AS count`;

/** The statements of the answers, without checkpoints, which say nothing that a person did; apart for whoever looks at how they are carried out. Each takes its key, `before` and how many. */
export const journalSql = `SELECT ${columns} FROM journal j
  WHERE j.seq < ? AND j.action <> 'checkpoint' ORDER BY j.seq DESC LIMIT ?`;
export const personSql = `SELECT ${columns} FROM journal j INDEXED BY journal_by_person
  WHERE j.person = ? AND j.seq < ? AND j.action <> 'checkpoint' ORDER BY j.seq DESC LIMIT ?`;
/**
 * Of some actions, by everybody or a person: whoever did each of them, the newest by each, and of these the newest. However many there are, few of the
 * index are read. Takes the actions as JSON, `before`, how many, the person or NULL, and how many once more.
 */
export const actionsSql = `WITH RECURSIVE doer(action, person) AS (
    SELECT value, (SELECT min(n.person) FROM journal n INDEXED BY journal_by_action WHERE n.action = value) FROM json_each(?)
    UNION ALL SELECT doer.action, (SELECT min(n.person) FROM journal n INDEXED BY journal_by_action
      WHERE n.action = doer.action AND n.person > doer.person) FROM doer WHERE doer.person IS NOT NULL)
  SELECT ${columns} FROM journal j
  WHERE j.seq IN (SELECT newest.seq FROM doer JOIN journal newest ON newest.seq IN
    (SELECT n.seq FROM journal n INDEXED BY journal_by_action
     WHERE n.action = doer.action AND n.person = doer.person AND n.seq < ? ORDER BY n.seq DESC LIMIT ?)
    WHERE doer.person = coalesce(?, doer.person))
  ORDER BY j.seq DESC LIMIT ?`;
const aboutCustomer = `SELECT ${columns} FROM subject seen INDEXED BY subject_by_customer
  JOIN journal j ON j.seq = seen.entry
  WHERE seen.customer = ? AND seen.entry < ?`;
export const customerSql = `${aboutCustomer} ORDER BY seen.entry DESC LIMIT ?`;
/** Those of one person, by the customer's entries or by the person's: whichever are fewer. */
export const customerOwnSql = `${aboutCustomer} AND j.person = ? ORDER BY seen.entry DESC LIMIT ?`;
export const ownCustomerSql = `SELECT ${columns} FROM journal j INDEXED BY journal_by_person
  WHERE j.person = ? AND j.seq < ? AND j.action <> 'checkpoint'
  AND EXISTS (SELECT 1 FROM subject seen WHERE seen.customer = ? AND seen.entry = j.seq) ORDER BY j.seq DESC LIMIT ?`;

function entryOf(nameOf: ReturnType<typeof namesIn>, { details, first, count, ...row }: Row): JournalEntry {
  const { subjects: _, ...told } = jsonBy(z.record(z.string(), z.unknown()), details ?? '{}') ?? {};
  const read = journalEntry.shape.details.safeParse(told);
  // Whoever has an account may have written anything: what is said by an entry that is none is left out.
  const person = nameOf(row.personId);
  return journalEntry.parse({ ...row, person, details: read.data ?? {}, customers: { count, first } });
}

function pageOf(
  vault: OpenVault,
  sql: string,
  keys: readonly SqlValue[],
  { before, count }: Page,
  ends: readonly SqlValue[] = [],
): { entries: JournalEntry[]; hasMore: boolean; altered: number[] } {
  const rows = vault.store.db.all<Row>(sql, ...keys, before ?? Number.MAX_SAFE_INTEGER, ...ends, count + 1);
  const nameOf = namesIn(vault);
  const entries = rows.slice(0, count).map((row) => entryOf(nameOf, row));
  const altered = alteredEntries(
    vault.store,
    'journal',
    entries.map(({ seq }) => seq),
  );
  return { entries, hasMore: rows.length > count, altered };
}

function pageOfKind(
  vault: OpenVault,
  kind: ActKind,
  person: string | null,
  page: Page,
): ReturnType<typeof pageOf> {
  return pageOf(vault, actionsSql, [JSON.stringify(actionsOf(kind))], page, [page.count + 1, person]);
}

export function listJournal(
  vault: OpenVault,
  { kind, ...page }: JournalPage,
): Output<VaultCalls['journal/list']> {
  return kind === null ? pageOf(vault, journalSql, [], page) : pageOfKind(vault, kind, null, page);
}

function mayReadOthers({ access: { rules } }: OpenVault): boolean {
  return rules.permissions.includes('audit');
}

/** So many entries of a customer are looked through for those of one person. */
const fewEntries = 10_000;

function hasFewEntries(db: ReadDb, customer: number): boolean {
  const sql = 'SELECT count(*) FROM (SELECT 1 FROM subject WHERE customer = ? LIMIT ?)';
  return (db.value<number>(sql, customer, fewEntries) ?? 0) < fewEntries;
}

/** @throws VaultError customers/not-found */
export function whoSaw(
  vault: OpenVault,
  customerId: string,
  page: Page,
): Output<VaultCalls['audit/customer']> {
  const { store, personId } = vault;
  const { row } = customerOf(vault, store.db, customerId);
  const isOwnOnly = !mayReadOthers(vault);
  if (!isOwnOnly) return { ...pageOf(vault, customerSql, [row], page), isOwnOnly };
  return hasFewEntries(store.db, row)
    ? { ...pageOf(vault, customerOwnSql, [row], page, [personId]), isOwnOnly }
    : { ...pageOf(vault, ownCustomerSql, [personId], page, [row]), isOwnOnly };
}

/** The first customers of an entry, as far as they are there and the person reaches them. */
function namedIn(vault: OpenVault, seq: number): { id: string; name: string }[] {
  return vault.store.db.all(
    `SELECT c.id, CASE WHEN trim(c.name) = '' THEN c.organisation ELSE c.name END AS name
     FROM subject s JOIN customer c ON c.row = s.customer
     WHERE s.entry = ? AND c.gone = 0 AND c.assignee IS coalesce(?, c.assignee) ORDER BY s.number LIMIT ?`,
    seq,
    limitedTo(vault),
    mostNamed,
  );
}

/** @throws VaultError people/not-found; access/not-allowed for what others saw */
export function whatWasSeenBy(
  vault: OpenVault,
  personId: string,
  { kind, ...page }: JournalPage,
): Output<VaultCalls['audit/person']> {
  if (personId !== vault.personId) {
    if (!mayReadOthers(vault))
      throw new VaultError('access/not-allowed', { call: 'audit/person', needs: 'audit' });
    if (!vault.access.roster.body.people.some(({ id }) => id === personId))
      throw new VaultError('people/not-found');
  }
  const { entries, ...more } =
    kind === null ? pageOf(vault, personSql, [personId], page) : pageOfKind(vault, kind, personId, page);
  return { entries: entries.map((entry) => ({ ...entry, named: namedIn(vault, entry.seq) })), ...more };
}
