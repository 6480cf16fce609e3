/**
 * Checkpoints: signed notes over both logs, and with them each person's word for what they did; docs/file-format.md, section 7.
 * A checkpoint's line says since where every entry is its signer's, so that the one signature stands for both.
 */
import type { OpenVault } from '../context.ts';
import { canonicalText } from '../crypto/canonical.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { mostNoteCharacters } from '../keyring/witness.ts';
import type { CheckpointSaid } from '../log/checkpoint-said.ts';
import { originOf, signCheckpoint, withoutWitnesses } from '../log/note.ts';
import { seenPolicies } from '../policy/policies.ts';
import type { ReadDb } from '../store/db.ts';
import type { Store } from '../store/store.ts';

/** Sizes of both logs. */
export interface LogSizes {
  readonly changes: number;
  readonly journal: number;
}

export interface Signer {
  readonly vaultId: string;
  readonly copyId: string;
  readonly personId: string;
  readonly signingKey: SigningKey;
  /** From where on every entry is the signer's, unless a later checkpoint says so of an entry before. */
  readonly ownSince: LogSizes;
  /** Which of each signed document the signer goes by: its number. */
  readonly policy: Readonly<Record<string, number>>;
}

export const sizesOf = (store: Store): LogSizes => ({
  changes: store.logSize,
  journal: store.journalHead().size,
});

interface LastCheckpoint extends LogSizes {
  readonly note: string;
  /** Whose it is by its row. */
  readonly person: string;
}

/** What lies ahead of the logs, or beside an entry that is no checkpoint's, was written by a program of somebody's own. */
const lastSql = `SELECT k.change_size AS changes, k.journal_size AS journal, k.note, k.person FROM checkpoint k
  JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint'
  WHERE k.journal_size <= (SELECT max(seq) FROM journal) AND k.change_size <= (SELECT coalesce(max(seq), 0) FROM change)
  ORDER BY k.journal_size DESC LIMIT 1`;

/** What is signed so far; `null` before the first checkpoint. */
export function lastCheckpoint(db: ReadDb): LastCheckpoint | null {
  return db.get<LastCheckpoint>(lastSql) ?? null;
}

/** The newest note as its author signed it; `null` where there is none that is one. */
export function lastNote(db: ReadDb): string | null {
  const last = lastCheckpoint(db);
  const note = last === null ? null : withoutWitnesses(last.note);
  return note === null || note.length > mostNoteCharacters ? null : note;
}

/**
 * Signs where both logs stand, unless that was signed already. Not while a long write runs: what it wrote may be taken back.
 * @returns the newest note; `null` where there is none yet
 */
export function addCheckpointBy(store: Store, signer: Signer): string | null {
  const last = lastCheckpoint(store.db);
  const now = sizesOf(store);
  const isSigned = last !== null && last.changes === now.changes && last.journal === now.journal;
  if (isSigned || store.isLongWriteRunning) return last?.note ?? null;
  const { size: changes, root } = store.logHead();
  const said = {
    changes,
    changesRoot: Buffer.from(root).toString('hex'),
    changesSince: Math.max(last?.changes ?? 0, signer.ownSince.changes),
    journalSince: Math.max(last?.journal ?? 0, signer.ownSince.journal),
    policy: signer.policy,
  } satisfies CheckpointSaid;
  return store.write({ kind: 'edit', label: 'checkpoint' }, (tx) => {
    store.journalCheckpoint(canonicalText(said));
    const head = store.journalHead();
    const origin = originOf(signer.vaultId, signer.copyId);
    const note = signCheckpoint({ origin, ...head }, signer.personId, signer.signingKey);
    tx.run(
      'INSERT INTO checkpoint (journal_size, change_size, person, note) VALUES (?, ?, ?, ?)',
      head.size,
      changes,
      signer.personId,
      note,
    );
    return note;
  });
}

function signerOf(vault: OpenVault): Signer {
  const { vaultId, personId, keys, access, copy, ownSince } = vault;
  const policy = { ...seenPolicies(vault), roster: access.roster.body.seq };
  return { vaultId, copyId: copy.id, personId, signingKey: keys.signingKey, ownSince, policy };
}

/** As {@link addCheckpointBy}, by the person at the vault. */
export function addCheckpoint(vault: OpenVault): string | null {
  if (vault.isReadOnly) return lastCheckpoint(vault.store.db)?.note ?? null;
  return addCheckpointBy(vault.store, signerOf(vault));
}

/** So many entries at most are without a signature while a vault is open, but for one long write. */
const mostUnsigned = 256;

/** Signs once enough has come together. */
export function addCheckpointIfDue(vault: OpenVault): void {
  const now = sizesOf(vault.store);
  const last = lastCheckpoint(vault.store.db);
  const unsigned = now.changes + now.journal - (last?.changes ?? 0) - (last?.journal ?? 0);
  if (unsigned >= mostUnsigned) addCheckpoint(vault);
}
