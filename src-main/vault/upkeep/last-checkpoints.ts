/** The last checkpoint that each person signed: what anybody else wrote in their name does not stand in front of it. */
import { base64 } from '@scure/base';
import type { RosterPerson } from '../keyring/roster.ts';
import { readCheckpointSaid, type CheckpointSaid } from '../log/checkpoint-said.ts';
import { isSignedBy, parseCheckpoint, parseNote, type Checkpoint } from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';

export interface LastCheckpoint {
  readonly person: string;
  readonly size: number;
  readonly note: string;
  readonly said: CheckpointSaid;
}

type Row = Omit<LastCheckpoint, 'said'> & { readonly said: string | null };
type Person = Pick<RosterPerson, 'id' | 'signingKey'>;

// By the index, and of that alone: an opening does not look at all that was ever signed, and where older pages of the table lie there, rows are missing.
const newestSql = 'SELECT journal_size AS size FROM checkpoint WHERE person = ? ORDER BY journal_size DESC';
const rowSql = `SELECT k.person, k.journal_size AS size, k.note, j.checkpoint AS said FROM checkpoint k
  JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint' AND j.person = k.person
  WHERE k.journal_size = ? AND k.person = ?`;

/** What the person signed there with the key of now; `null` where they did not. */
function signedBy({ id, signingKey }: Person, { size, note: text }: Row): Checkpoint | null {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  if (note === null || checkpoint?.size !== size) return null;
  return isSignedBy(note, id, base64.decode(signingKey)) ? checkpoint : null;
}

/**
 * The last one of each person; who signs it has seen all that the earlier ones say. One that the person has not signed, that is not wanted, or whose
 * line says what no checkpoint does, is none: however many there are, the one before them is looked for.
 */
export function lastCheckpoints(
  db: ReadDb,
  people: readonly Person[],
  isWanted: (checkpoint: Checkpoint) => boolean,
): LastCheckpoint[] {
  return people.flatMap((person) => {
    for (const { size } of db.iterate<{ size: number }>(newestSql, person.id)) {
      const row = db.get<Row>(rowSql, size, person.id);
      const said = readCheckpointSaid(row?.said ?? null);
      const checkpoint = row === undefined || said === null ? null : signedBy(person, row);
      if (row !== undefined && said !== null && checkpoint !== null && isWanted(checkpoint))
        return [{ ...row, said }];
    }
    return [];
  });
}
