/** What the vault remembers of its backups: in its own database, where nobody else can write. */
import { z } from 'zod';
import type { ReadDb, WriteTx } from '../store/db.ts';
import type { Store } from '../store/store.ts';

const note = z.object({
  id: z.string(),
  at: z.number(),
  sizeBytes: z.number(),
  customers: z.number(),
  changeSeq: z.number(),
});
const notes = z.object({ made: z.array(note), lastError: z.string().nullable() });
type Notes = z.infer<typeof notes>;
export type BackupNote = z.infer<typeof note>;

const key = 'backups';
const mostNotes = 200;

function read(db: ReadDb): Notes {
  const text = db.value<string>('SELECT value FROM meta WHERE key = ?', key);
  return text === undefined ? { made: [], lastError: null } : notes.parse(JSON.parse(text));
}

function put(tx: WriteTx, next: Notes): void {
  tx.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    JSON.stringify(next),
  );
}

function save(store: Store, next: Notes): void {
  store.write({ kind: 'edit', label: 'backups' }, (tx) => {
    put(tx, next);
    if (next.lastError === null) store.journal('backup-made', { name: next.made[0]?.id ?? '' });
    else store.journal('backup-failed', { code: next.lastError });
  });
}

export function noteBackup(store: Store, made: Omit<BackupNote, 'changeSeq'>): void {
  const { id, at, sizeBytes, customers } = made;
  const entry = { id, at, sizeBytes, customers, changeSeq: store.logHead().seq };
  const others = read(store.db).made.filter((other) => other.id !== id);
  save(store, { made: [entry, ...others].slice(0, mostNotes), lastError: null });
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

export function notedBackups(db: ReadDb): ReadonlyMap<string, BackupNote> {
  return new Map(read(db).made.map((made) => [made.id, made]));
}

export function lastBackup(db: ReadDb): BackupNote | null {
  return read(db).made[0] ?? null;
}

export function lastBackupError(db: ReadDb): string | null {
  return read(db).lastError;
}
