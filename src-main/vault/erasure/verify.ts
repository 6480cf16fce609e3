/** Whether what is missing from the logs is what was erased, and nothing else; docs/file-format.md, section 21. */
import { z } from 'zod';
import { actionsAboutCustomers } from '../../../src-preload/contract/journal-subjects.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { RosterBody } from '../keyring/roster.ts';
import { readCheckpointSaid } from '../log/checkpoint-said.ts';
import type { ReadDb } from '../store/store.ts';
import { countingErasures, judgeBy, rostersOf } from './judge.ts';
import { gapsOf } from './ledger.ts';
import { customerHash, isSignedTombstone, parseTombstone } from './tombstone.ts';

/** Rows of one side that the other does not have. */
function apart(db: ReadDb, one: string, other: string): number {
  return (
    db.value<number>(
      `SELECT (SELECT count(*) FROM (${one} EXCEPT ${other})) + (SELECT count(*) FROM (${other} EXCEPT ${one}))`,
    ) ?? 0
  );
}

const erasedEntries = `SELECT log, seq, number FROM (SELECT 'change' AS log, seq, -1 AS number FROM change WHERE salt IS NULL
  UNION ALL SELECT 'journal', seq, -1 FROM journal WHERE salt IS NULL
  UNION ALL SELECT 'subject', entry, number FROM subject WHERE salt IS NULL)`;

interface ErasureRow {
  readonly id: string;
  readonly at: number;
  readonly person: string;
  readonly document: string;
  readonly done_at: number | null;
  readonly handed: string;
}

/** Hand-overs that somebody erased went along with are in the ledger. */
function handedIsRight(db: ReadDb, handed: string): boolean {
  return (
    jsonBy(z.array(z.string()), handed)?.every(
      (id) => db.value('SELECT 1 FROM ledger WHERE id = ?', id) !== undefined,
    ) === true
  );
}

interface Said {
  readonly seq: number;
  readonly gaps: string;
}

/** What the journal says was gone with each erasure, and where: once, where all is well. */
function journalled(db: ReadDb): Map<string, Said[]> {
  const entries = db.all<{ seq: number; details: string }>(
    "SELECT seq, details FROM journal WHERE action = 'erased' AND details IS NOT NULL ORDER BY seq",
  );
  const said = new Map<string, Said[]>();
  for (const { seq, details } of entries) {
    // Written by erase.ts, or by somebody's own program.
    const read = jsonBy(z.object({ erasure: z.string(), gaps: z.string() }), details);
    if (read !== null) said.set(read.erasure, [...(said.get(read.erasure) ?? []), { seq, gaps: read.gaps }]);
  }
  return said;
}

/** The place in the journal of the first checkpoint that goes by a roster of that number or a later one. */
function knownSince(db: ReadDb, roster: number): number {
  const sql = "SELECT seq, checkpoint FROM journal WHERE action = 'checkpoint' ORDER BY seq";
  for (const { seq, checkpoint } of db.iterate<{ seq: number; checkpoint: string | null }>(sql))
    if ((readCheckpointSaid(checkpoint)?.policy['roster'] ?? 0) >= roster) return seq;
  return Number.MAX_SAFE_INTEGER;
}

/**
 * Whether somebody who may not erase by now carried that out when they still might, as far as this copy knew: before it heard of the roster by which
 * they have the role and the status that they have. Who never might has had theirs since they were invited.
 */
function wasStillAllowed(db: ReadDb, roster: RosterBody | undefined, personId: string, at: Said): boolean {
  const signer = roster?.people.find(({ id }) => id === personId);
  if (roster === undefined || signer === undefined) return false;
  const { setIn, role } = signer;
  const ofRole = roster.roles.find(({ id }) => id === role)?.setIn ?? 0;
  return at.seq < knownSince(db, Math.max(setIn.role, setIn.status, ofRole));
}

/** Entries without a body that were never about a customer. */
function gapsOfOthers(db: ReadDb): number {
  const sql = `SELECT (SELECT count(*) FROM change WHERE salt IS NULL AND entity <> 'customer')
    + (SELECT count(*) FROM journal WHERE salt IS NULL AND action NOT IN (SELECT value FROM json_each(?)))`;
  return db.value<number>(sql, JSON.stringify(actionsAboutCustomers)) ?? 0;
}

/**
 * Compares entries without a body, tombstones, what the journal says of them, and the customers there are. Yields after some customers.
 * @returns how much does not go together
 */
export function* differingErasures(db: ReadDb, roster: RosterBody): Generator<void, number, void> {
  let count = apart(db, erasedEntries, 'SELECT log, seq, number FROM erased_entry');
  count += apart(
    db,
    'SELECT id, document FROM erasure',
    "SELECT entity_id, value FROM change WHERE entity = 'erasure' AND field = '*'",
  );
  count += gapsOfOthers(db);
  const judge = judgeBy(db, roster);
  const counting = countingErasures(db, judge);
  const rosters = rostersOf(db, roster);
  const said = journalled(db);
  const hashes = new Set<string>();
  const marks = new Set<string>();
  for (const { id, at, person, document, done_at: doneAt, handed } of db.all<ErasureRow>(
    'SELECT id, at, person, document, done_at, handed FROM erasure ORDER BY id',
  )) {
    const read = parseTombstone(document);
    const body = read?.body;
    const gone = gapsOf(db, id);
    const [entry, ...more] = said.get(id) ?? [];
    const isCarriedOut =
      entry?.gaps === gone.gaps &&
      more.length === 0 &&
      (gone.isNone ||
        judge(document)?.id === id ||
        (body !== undefined && wasStillAllowed(db, rosters.get(body.vault), body.person, entry)));
    const isRight =
      read !== null &&
      body?.id === id &&
      body.at === at &&
      body.person === person &&
      counting.has(id) &&
      isSignedTombstone(read, rosters.get(body.vault) ?? { people: [] }) &&
      (doneAt === null ? entry === undefined && gone.isNone : isCarriedOut) &&
      handedIsRight(db, handed);
    if (!isRight) count += 1;
    for (const hash of body?.customers ?? []) hashes.add(hash);
    for (const mark of body?.marks ?? []) marks.add(`${id} ${mark}`);
    yield;
  }
  const marked = db.all<{ mark: Uint8Array; erasure: string }>('SELECT mark, erasure FROM erased_mark');
  const markedAs = marked.map(({ mark, erasure }) => `${erasure} ${Buffer.from(mark).toString('hex')}`);
  count += marks.symmetricDifference(new Set(markedAs)).size;
  const listed = db.all<{ hash: Uint8Array }>('SELECT hash FROM erased_customer');
  const known = new Set(listed.map(({ hash }) => Buffer.from(hash).toString('hex')));
  count += hashes.symmetricDifference(known).size;
  if (known.size === 0) return count;
  for (let last = 0; ;) {
    const page = db.all<{ row: number; id: string }>(
      'SELECT row, id FROM customer WHERE row > ? ORDER BY row LIMIT 1000',
      last,
    );
    for (const { id } of page) if (known.has(customerHash(id))) count += 1;
    const end = page.at(-1);
    if (end === undefined) return count;
    last = end.row;
    yield;
  }
}
