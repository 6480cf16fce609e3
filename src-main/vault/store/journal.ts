/**
 * The journal: looks, exports, unlocks, and whatever else the change log does not say; docs/file-format.md, section 7. Its
 * lines are the leaves of a tree (log-tree.ts), over which checkpoints are signed.
 */
import { z } from 'zod';
import type { JournalAction, JournalDetails } from '../../../src-preload/contract/journal.ts';
import { commitmentTo, disclosure, journalLine, newSalt, subjectText, type Salt } from '../log/line.ts';
import { append, emptyFrontier, leafHash, rootOf, type Frontier, type Hash } from '../log/merkle.ts';
import { clearPlaces } from './ahead-of-logs.ts';
import type { ReadDb, SqlWriter } from './db.ts';
import { insertRows } from './insert-rows.ts';
import { jsonBy } from '../json-by-schema.ts';
import { appendLeaves } from './log-tree.ts';
import { logPage, verifyLog, type EntryChecks, type LogFindings } from './verify-log.ts';

/** As they are stored, of any action. */
type StoredDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes an entry; `subjects`: `customer.row` of each customer that it is about. Only an action that has nothing to tell goes without details. */
export type WriteEntry = <A extends JournalAction>(
  action: A,
  ...details: Record<string, never> extends JournalDetails<A>
    ? [details?: JournalDetails<A>, subjects?: readonly number[]]
    : [details: JournalDetails<A>, subjects?: readonly number[]]
) => void;

export interface JournalEntry {
  readonly at: number;
  readonly person: string;
  readonly device: string;
  /** Random, of one unlock. */
  readonly session: string;
  readonly action: JournalAction | 'checkpoint';
  readonly details: StoredDetails;
  /** `customer.row` of each customer that the entry is about. */
  readonly subjects: readonly number[];
  /** Canonical JSON of what a checkpoint says in its line; `null` for every other action. */
  readonly checkpoint: string | null;
}

function subjectLeaf(salt: Salt, customerId: string): Hash {
  return leafHash(subjectText(salt, customerId));
}

function rootOfLeaves(leaves: readonly Hash[]): Hash {
  return rootOf(append(emptyFrontier, leaves, () => undefined));
}

/** Salts and leaves of customers by their rows. */
function leavesFor(db: ReadDb, subjects: readonly number[]): { salt: Salt; leaf: Hash }[] {
  return subjects.map((row) => {
    const id = db.value<string>('SELECT id FROM customer WHERE row = ?', row);
    if (id === undefined) throw new Error('a journal entry about a customer who is not there');
    const salt = newSalt();
    return { salt, leaf: subjectLeaf(salt, id) };
  });
}

/** What the details of an entry say of its customers: how many, and the root of the tree over them in hexadecimal. */
export interface SubjectsSaid {
  readonly count: number;
  readonly root: string;
}

/** @returns where the journal stands then */
export function appendJournal(db: SqlWriter, before: Frontier, entry: JournalEntry): Frontier {
  const seq = before.size + 1;
  const leaves = leavesFor(db, entry.subjects);
  const said: { subjects?: SubjectsSaid } =
    leaves.length === 0
      ? {}
      : {
          subjects: {
            count: leaves.length,
            root: Buffer.from(rootOfLeaves(leaves.map(({ leaf }) => leaf))).toString('hex'),
          },
        };
  const details = JSON.stringify({ ...entry.details, ...said });
  const salt = newSalt();
  const hash = leafHash(journalLine(entry, commitmentTo(disclosure(salt, details))));
  clearPlaces(db, 'journal', before.size, 1);
  db.run(
    'INSERT INTO journal (seq, at, person, device, session, action, checkpoint, details, salt, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    seq,
    entry.at,
    entry.person,
    entry.device,
    entry.session,
    entry.action,
    entry.checkpoint,
    details,
    salt,
    hash,
  );
  insertRows(
    db,
    'subject (entry, number, customer, salt)',
    entry.subjects.map((customer, number) => [seq, number, customer, leaves[number]?.salt ?? null]),
  );
  return appendLeaves(db, 'journal', before, [hash]);
}

export interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly device: string;
  readonly session: string;
  readonly action: string;
  readonly checkpoint: string | null;
  readonly details: string | null;
  readonly salt: Salt | null;
  readonly commitment: Uint8Array | null;
  readonly hash: Hash;
}

interface SubjectRow {
  readonly number: number;
  readonly id: string | null;
  readonly salt: Salt | null;
  readonly hash: Hash | null;
}

const subjectsIn = z.object({ subjects: z.object({ count: z.number(), root: z.string() }).optional() });

/** Whether the customers of an entry are those that its details say. */
function areSubjectsRight(db: ReadDb, seq: number, details: string): boolean {
  const read = jsonBy(subjectsIn, details);
  if (read === null) return false;
  const said = read.subjects;
  const rows = db.all<SubjectRow>(
    'SELECT s.number, c.id, s.salt, s.hash FROM subject s LEFT JOIN customer c ON c.row = s.customer WHERE s.entry = ? ORDER BY s.number',
    seq,
  );
  if (said === undefined) return rows.length === 0;
  const leaves: Hash[] = [];
  for (const { number, id, salt, hash } of rows) {
    const leaf = salt !== null && id !== null && hash === null ? subjectLeaf(salt, id) : hash;
    if (number !== leaves.length || leaf === null || (hash !== null && salt !== null)) return false;
    leaves.push(leaf);
  }
  return leaves.length === said.count && Buffer.from(rootOfLeaves(leaves)).toString('hex') === said.root;
}

/** Up to `count` entries after that `seq`. */
export function journalRows(db: ReadDb, after: number, count: number): JournalRow[] {
  return db.all(
    `SELECT seq, at, person, device, session, action, checkpoint, details, salt, commitment, hash
     FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
    after,
    count,
  );
}

export function journalChecks(db: ReadDb): EntryChecks<JournalRow> {
  return {
    commitmentOf: ({ seq, details }, salt) =>
      details !== null && areSubjectsRight(db, seq, details) ? commitmentTo(disclosure(salt, details)) : null,
    isErased: ({ details }) => details === null,
    lineOf: journalLine,
  };
}

/** Walks the whole journal, and yields after each page. */
export function verifyJournal(db: ReadDb): Generator<void, LogFindings, void> {
  return verifyLog<JournalRow>(db, 'journal', {
    ...journalChecks(db),
    pageAfter: (seq) => journalRows(db, seq, logPage),
  });
}
