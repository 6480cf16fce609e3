/** Whether every entry of the two logs is vouched for by its author's key, as the roster has it; docs/file-format.md, section 7. */
import type { RosterBody } from '../keyring/roster.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import { readCheckpointSaid, type CheckpointSaid } from '../log/checkpoint-said.ts';
import { rootAt, type NodeSource } from '../log/merkle.ts';
import { isSignedBy, originOf, parseCheckpoint, parseNote } from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';
import { treeOf } from '../store/log-tree.ts';
import type { LogSizes } from './checkpoints.ts';

interface CheckpointRow {
  readonly journal_size: number;
  readonly change_size: number;
  readonly person: string;
  readonly note: string;
  readonly at: number | null;
  readonly author: string | null;
  readonly said: string | null;
}

export interface AuthorshipFindings {
  /** Notes that are not signed with their person's key, or whose person's account this copy knew to have ended. */
  badSignatures: number;
  /** Notes and lines that do not fit the logs as they are, or each other. */
  brokenHeads: number;
  /** Entries in somebody's segment that name another person. */
  foreign: number;
  /** Other entries that no checkpoint covers. */
  unsigned: number;
  /** Entries of the session that goes on, after the last checkpoint. */
  tail: number;
}

/** Whether this copy knew by then that the person's account had ended, or was suspended: until it hears of it they go on in good faith. */
function hadEnded({ people }: RosterBody, personId: string, knownRoster: number): boolean {
  const person = people.find(({ id }) => id === personId);
  return person !== undefined && person.status !== 'active' && knownRoster >= person.setIn.status;
}

const count = {
  changes: 'SELECT count(*) FROM change WHERE seq > ? AND seq <= ? AND person <> ?',
  journal: 'SELECT count(*) FROM journal WHERE seq > ? AND seq <= ? AND person <> ?',
} as const;

function foreignIn(db: ReadDb, log: keyof LogSizes, from: number, to: number, person: string): number {
  return db.value<number>(count[log], from, to, person) ?? 0;
}

const hexRoot = (source: NodeSource, size: number): string =>
  Buffer.from(rootAt(source, size)).toString('hex');

/** Entries that are a checkpoint's by their action or their line, and are no row of the checkpoints. */
function strayCheckpoints(db: ReadDb): number {
  const sql = `SELECT count(*) FROM journal j WHERE (j.action = 'checkpoint' OR j.checkpoint IS NOT NULL)
    AND NOT (j.action = 'checkpoint' AND EXISTS (SELECT 1 FROM checkpoint k WHERE k.journal_size = j.seq))`;
  return db.value<number>(sql) ?? 0;
}

/** Walks all checkpoints, and yields after each. Rests on trees that were found right. @param ownSince of the session that goes on */
export function* checkAuthorship(
  db: ReadDb,
  vaultId: string,
  { sizes, ownSince }: { readonly sizes: LogSizes; readonly ownSince: LogSizes },
  roster: RosterBody,
): Generator<void, AuthorshipFindings, void> {
  const trees = { changes: treeOf(db, 'change'), journal: treeOf(db, 'journal') };
  const found: AuthorshipFindings = {
    badSignatures: 0,
    brokenHeads: strayCheckpoints(db),
    foreign: 0,
    unsigned: 0,
    tail: 0,
  };
  let signed: LogSizes = { changes: 0, journal: 0 };
  /** The newest roster that a checkpoint went by so far. */
  let knownRoster = 0;
  const isOurs = (origin: string): boolean => origin.startsWith(originOf(vaultId, ''));

  function fits(row: CheckpointRow, said: CheckpointSaid): boolean {
    const note = parseNote(row.note);
    const checkpoint = note === null ? null : parseCheckpoint(note.body);
    return (
      checkpoint !== null &&
      isOurs(checkpoint.origin) &&
      checkpoint.size === row.journal_size &&
      Buffer.compare(checkpoint.root, rootAt(trees.journal, row.journal_size)) === 0 &&
      row.author === row.person &&
      said.changes === row.change_size &&
      said.changes <= sizes.changes &&
      said.changesRoot === hexRoot(trees.changes, said.changes) &&
      said.changesSince >= signed.changes &&
      said.journalSince >= signed.journal &&
      said.changesSince <= said.changes &&
      said.journalSince < row.journal_size
    );
  }

  function isSigned({ note: text, person, at }: CheckpointRow): boolean {
    const note = parseNote(text);
    if (note === null || hadEnded(roster, person, knownRoster)) return false;
    return signingKeysOf(roster, person, at ?? 0).some((key) => isSignedBy(note, person, key));
  }

  const rows = db.all<CheckpointRow>(
    `SELECT k.journal_size, k.change_size, k.person, k.note, j.at, j.person AS author, j.checkpoint AS said
     FROM checkpoint k LEFT JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint' ORDER BY k.journal_size`,
  );
  for (const row of rows) {
    const said = readCheckpointSaid(row.said);
    if (!isSigned(row)) found.badSignatures += 1;
    else if (said === null || row.journal_size > sizes.journal || !fits(row, said)) found.brokenHeads += 1;
    else {
      found.unsigned += said.changesSince - signed.changes + said.journalSince - signed.journal;
      found.foreign +=
        foreignIn(db, 'changes', said.changesSince, said.changes, row.person) +
        foreignIn(db, 'journal', said.journalSince, row.journal_size, row.person);
      signed = { changes: said.changes, journal: row.journal_size };
      knownRoster = Math.max(knownRoster, said.policy['roster'] ?? 0);
    }
    yield;
  }
  for (const log of ['changes', 'journal'] as const) {
    const start = Math.max(signed[log], ownSince[log]);
    found.unsigned += start - signed[log];
    found.tail += Math.max(0, sizes[log] - start);
  }
  return found;
}
