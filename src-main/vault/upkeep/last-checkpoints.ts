/** The last checkpoints of each person: nobody's own, however many, stand in front of somebody else's. */
import { readCheckpointSaid, type CheckpointSaid } from '../log/checkpoint-said.ts';
import type { ReadDb } from '../store/db.ts';

/** So many of each person's are looked at at every opening. */
const lastOnes = 20;

export interface LastCheckpoint {
  readonly person: string;
  readonly size: number;
  readonly note: string;
  readonly said: CheckpointSaid;
}

// From one name to the next by the index: an opening does not look at all that was ever signed.
const lastSql = `WITH RECURSIVE who (person) AS (
    SELECT min(person) FROM checkpoint
    UNION ALL SELECT (SELECT min(k.person) FROM checkpoint k WHERE k.person > who.person) FROM who WHERE person IS NOT NULL
  )
  SELECT k.person, k.journal_size AS size, k.note, j.checkpoint AS said
  FROM who JOIN checkpoint k ON k.journal_size IN (
    SELECT own.journal_size FROM checkpoint own WHERE own.person = who.person ORDER BY own.journal_size DESC LIMIT ?)
  JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint' AND j.person = k.person`;

/** Without those whose line says what no checkpoint does. Whose they are is not looked at. */
export function lastCheckpoints(db: ReadDb): LastCheckpoint[] {
  const rows = db.all<Omit<LastCheckpoint, 'said'> & { said: string | null }>(lastSql, lastOnes);
  return rows.flatMap((row) => {
    const said = readCheckpointSaid(row.said);
    return said === null ? [] : [{ ...row, said }];
  });
}
