/** Whether what is missing from the logs is what was erased, and nothing else; docs/file-format.md, section 21. */
import { z } from 'zod';
import { actionsAboutCustomers } from '../../../src-preload/contract/journal-subjects.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { RosterBody } from '../keyring/roster.ts';
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

/** What the journal says was gone with each erasure: once, where all is well. */
function journalled(db: ReadDb): Map<string, string[]> {
  const entries = db.all<{ details: string }>(
    "SELECT details FROM journal WHERE action = 'erased' AND details IS NOT NULL ORDER BY seq",
  );
  const said = new Map<string, string[]>();
  for (const { details } of entries) {
    // Written by erase.ts, or by somebody's own program.
    const read = jsonBy(z.object({ erasure: z.string(), gaps: z.string() }), details);
    if (read !== null) said.set(read.erasure, [...(said.get(read.erasure) ?? []), read.gaps]);
  }
  return said;
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
  const counting = countingErasures(db, judgeBy(db, roster));
  const rosters = rostersOf(db, roster);
  const said = journalled(db);
  const hashes = new Set<string>();
  const marks = new Set<string>();
  for (const { id, at, person, document, done_at: doneAt, handed } of db.all<ErasureRow>(
    'SELECT id, at, person, document, done_at, handed FROM erasure ORDER BY id',
  )) {
    const read = parseTombstone(document);
    const body = read?.body;
    const isRight =
      read !== null &&
      body?.id === id &&
      body.at === at &&
      body.person === person &&
      counting.has(id) &&
      isSignedTombstone(read, rosters.get(body.vault) ?? { people: [] }) &&
      (doneAt === null ? !said.has(id) : said.get(id)?.join() === gapsOf(db, id).gaps) &&
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
