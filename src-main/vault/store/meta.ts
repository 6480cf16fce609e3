/** What the vault remembers about itself, by name: it is about this copy, and no part of the change log. */
import type { ReadDb, WriteTx } from './db.ts';
import type { Topic } from './entities.ts';

/** Everything that is remembered; what each is compared with, upkeep/verify-notes.ts says. */
export type MetaKey =
  | 'generation'
  | 'rosters'
  | 'backups'
  | 'rotation'
  | 'returnedPeople'
  | 'erasureLeftovers'
  | 'earlierMarkKeys'
  | 'sealKeptAt'
  | 'refusedWindows'
  | 'refusedPending'
  | `noted:${string}`;

/** What is remembered under a name; `undefined` when nothing is. */
export function metaOf(db: Pick<ReadDb, 'value'>, key: MetaKey): string | undefined {
  return db.value<string>('SELECT value FROM meta WHERE key = ?', key);
}

/** What shows some of it. */
const shownIn: Partial<Record<MetaKey, Topic>> = { rosters: 'people', backups: 'backups' };

/** Sets what is remembered under a name, in the place of what was. */
export function putMeta(tx: Pick<WriteTx, 'run' | 'touch'>, key: MetaKey, value: string): void {
  const topic = shownIn[key];
  if (topic !== undefined) tx.touch(topic);
  tx.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  );
}
