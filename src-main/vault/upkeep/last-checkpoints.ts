/** The last checkpoint that each person signed: what anybody else wrote in their name does not stand in front of it. */
import { base64 } from '@scure/base';
import type { RosterBody } from '../keyring/roster.ts';
import { readCheckpointSaid, type CheckpointSaid } from '../log/checkpoint-said.ts';
import { rootAt } from '../log/merkle.ts';
import { isSignedBy, originOf, parseCheckpoint, parseNote } from '../log/note.ts';
import { treeOf } from '../store/log-tree.ts';
import type { Store } from '../store/store.ts';

export interface LastCheckpoint {
  readonly person: string;
  readonly size: number;
  readonly note: string;
  readonly said: CheckpointSaid;
}

interface Vault {
  readonly store: Store;
  readonly vaultId: string;
  readonly roster: Pick<RosterBody, 'people'>;
}

type Row = Omit<LastCheckpoint, 'said'> & { readonly said: string | null };

// By the index, and of that alone: an opening does not look at all that was ever signed, and where older pages of the table lie there, rows are missing.
const newestSql = 'SELECT journal_size AS size FROM checkpoint WHERE person = ? ORDER BY journal_size DESC';
const rowSql = `SELECT k.person, k.journal_size AS size, k.note, j.checkpoint AS said FROM checkpoint k
  JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint' AND j.person = k.person
  WHERE k.journal_size = ? AND k.person = ?`;

/** Whether the note is that person's, with the key of now, over the journal as it is up to there. */
function isRight({ store, vaultId }: Vault, { person, size, note: text }: Row, key: Uint8Array): boolean {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  return (
    note !== null &&
    checkpoint !== null &&
    checkpoint.origin.startsWith(originOf(vaultId, '')) &&
    checkpoint.size === size &&
    size <= store.journalHead().size &&
    isSignedBy(note, person, key) &&
    Buffer.compare(checkpoint.root, rootAt(treeOf(store.db, 'journal'), size)) === 0
  );
}

/**
 * The last one of each person in the roster; who signs it has seen all that the earlier ones say. One that the person has not signed, or not over this
 * journal, or whose line says what no checkpoint does, is none: however many there are, the one before them is looked for.
 */
export function lastCheckpoints(vault: Vault): LastCheckpoint[] {
  return vault.roster.people.flatMap(({ id, signingKey }) => {
    const key = base64.decode(signingKey);
    const { db } = vault.store;
    for (const { size } of db.iterate<{ size: number }>(newestSql, id)) {
      const row = db.get<Row>(rowSql, size, id);
      const said = readCheckpointSaid(row?.said ?? null);
      if (row !== undefined && said !== null && isRight(vault, row, key)) return [{ ...row, said }];
    }
    return [];
  });
}
