/** What the journal says of backups, keys and seals, which the vault notes for itself as well. */
import { z } from 'zod';
import { rotationReason } from '../../../src-preload/contract/rotation.ts';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb } from '../store/db.ts';

export interface NotedBackup {
  /** In the journal. */
  readonly seq: number;
  readonly isMade: boolean;
}

export interface Journalled {
  readonly backups: readonly NotedBackup[];
  /** Of backups that were made and not deleted, newest first. */
  readonly made: readonly string[];
  /** Why the last backup failed; `null` where it did not. */
  readonly lastError: string | null;
  readonly rotation: { readonly reason: string; readonly copies: number } | null;
  readonly sealKeptAt: number | null;
  readonly wasRestored: boolean;
}

const named = z.object({ name: z.string() });
const failed = z.object({ code: z.string() });
const rotated = z.object({ why: rotationReason, copies: z.number() });

interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly action: string;
  readonly details: string | null;
}

const entriesAtOnce = 5000;

/** Yields after some entries. */
export function* readJournalled(db: ReadDb): Generator<void, Journalled, void> {
  const backups: NotedBackup[] = [];
  let made: string[] = [];
  let lastError: string | null = null;
  let rotation: Journalled['rotation'] = null;
  let sealKeptAt: number | null = null;
  let wasRestored = false;
  for (let last = 0; ;) {
    // By the entries that there are: a number may be anything.
    const end = db.value<number | null>(
      'SELECT max(seq) FROM (SELECT seq FROM journal WHERE seq > ? ORDER BY seq LIMIT ?)',
      last,
      entriesAtOnce,
    );
    if (typeof end !== 'number') break;
    for (const { seq, at, action, details } of db.all<Entry>(
      `SELECT seq, at, action, details FROM journal WHERE seq > ? AND seq <= ?
       AND action IN ('backup-made', 'backup-failed', 'backup-deleted', 'keys-rotated', 'seal-kept', 'restored') ORDER BY seq`,
      last,
      end,
    )) {
      const text = details ?? '';
      const name = jsonBy(named, text)?.name ?? '';
      if (action === 'backup-made' || action === 'backup-deleted')
        made = made.filter((each) => each !== name);
      if (action === 'backup-made') {
        made.unshift(name);
        lastError = null;
      } else if (action === 'backup-failed') lastError = jsonBy(failed, text)?.code ?? '';
      else if (action === 'seal-kept') sealKeptAt = at;
      else if (action === 'restored') wasRestored = true;
      else if (action === 'keys-rotated') {
        const said = jsonBy(rotated, text);
        rotation = said === null ? null : { reason: said.why, copies: said.copies };
      }
      if (action === 'backup-made' || action === 'backup-failed')
        backups.push({ seq, isMade: action === 'backup-made' });
    }
    last = end;
    yield;
  }
  return { backups, made, lastError, rotation, sealKeptAt, wasRestored };
}
