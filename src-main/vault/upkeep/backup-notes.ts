/** What the vault remembers of its backups: in its own database, where everybody who has an account can write. */
import { basename } from 'node:path';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb, WriteTx } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import type { Journalled } from './journalled.ts';

const note = z.object({
  id: z.string(),
  at: z.number(),
  sizeBytes: z.number(),
  customers: z.number(),
  changeSeq: z.number(),
});
const notes = z.object({
  made: z.array(note),
  lastError: z.string().nullable(),
  /** What the folder beside the vault was called when the first backup went there. */
  folderName: z.string().nullable().default(null),
});
type Notes = z.infer<typeof notes>;
export type BackupNote = z.infer<typeof note>;

const key = 'backups';
/** More than may be kept, so that each that was kept is still known when it is the oldest. */
const mostNotes = 400;

function read(db: ReadDb): Notes {
  const text = metaOf(db, key);
  const noted = text === undefined ? null : jsonBy(notes, text);
  return noted ?? { made: [], lastError: null, folderName: null };
}

function put(tx: WriteTx, next: Notes): void {
  putMeta(tx, key, JSON.stringify(next));
}

function save(store: Store, next: Notes): void {
  store.write({ kind: 'edit', label: 'backups' }, (tx) => {
    put(tx, next);
    if (next.lastError === null) store.journal('backup-made', { name: next.made[0]?.id ?? '' });
    else store.journal('backup-failed', { code: next.lastError });
  });
}

/** `folderName`: of the default folder, where it went there. */
export function noteBackup(store: Store, made: BackupNote, folderName: string | null): void {
  const before = read(store.db);
  const others = before.made.filter(({ id }) => id !== made.id);
  save(store, {
    made: [made, ...others].slice(0, mostNotes),
    lastError: null,
    folderName: before.folderName ?? folderName,
  });
}

export function noteBackupFailure(store: Store, code: string): void {
  save(store, { ...read(store.db), lastError: code });
}

/** The backup was removed: what is made next is not measured by it. */
export function noteBackupDeleted(store: Store, id: string): void {
  const notes = read(store.db);
  store.write({ kind: 'edit', label: 'backups' }, (tx) => {
    put(tx, { ...notes, made: notes.made.filter((made) => made.id !== id) });
    store.journal('backup-deleted', { name: id });
  });
}

/** By id, the one that was made last first, whatever the clock said. */
export function notedBackups(db: ReadDb): ReadonlyMap<string, BackupNote> {
  return new Map(read(db).made.map((made) => [made.id, made]));
}

/** A name beside the vault and nothing else, whatever somebody wrote there. */
export function notedFolderName(db: ReadDb): string | null {
  const { folderName } = read(db);
  const isName = folderName !== null && folderName === basename(folderName) && !folderName.startsWith('.');
  return isName ? folderName : null;
}

export function noteFolderName(store: Store, folderName: string): void {
  store.write({ kind: 'edit', label: 'backups' }, (tx) => {
    put(tx, { ...read(tx), folderName });
  });
}

export function lastBackup(db: ReadDb): BackupNote | null {
  return read(db).made[0] ?? null;
}

export function lastBackupError(db: ReadDb): string | null {
  return read(db).lastError;
}

/** Whether what is noted are the backups that the journal says were made, and the last failure. @param text as it is kept */
export function areNotesOf(
  text: string,
  { made, lastError }: Pick<Journalled, 'made' | 'lastError'>,
): boolean {
  const noted = jsonBy(notes, text);
  return (
    noted?.lastError === lastError &&
    noted.made.map(({ id }) => id).join('\n') === made.slice(0, mostNotes).join('\n')
  );
}
