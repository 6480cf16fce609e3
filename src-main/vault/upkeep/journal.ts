/** Reading the journal, newest first. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import { upkeepCalls } from '../../../src-preload/contract/upkeep.ts';
import type { ReadDb } from '../store/db.ts';

type JournalPage = Output<VaultCalls['journal/list']>;
const entryShape = upkeepCalls['journal/list'].output.shape.entries.element;

interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly action: string;
  readonly details: string;
}

/** @param before the seq to go on from, or `null` for the newest */
export function listJournal(db: ReadDb, before: number | null, count: number): JournalPage {
  const rows = db.all<JournalRow>(
    `SELECT j.seq, j.at, coalesce(p.name, '') AS person, j.action, j.details FROM journal j
     LEFT JOIN person p ON p.id = j.person WHERE j.seq < ? ORDER BY j.seq DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    count + 1,
  );
  const entries = rows.slice(0, count).map((row) => {
    const details: unknown = JSON.parse(row.details);
    return entryShape.parse({ ...row, details });
  });
  return { entries, hasMore: rows.length > count };
}
