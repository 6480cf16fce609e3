/** Signed heads of both hash chains; docs/file-format.md, section 7. */
import { base64 } from '@scure/base';
import { canonicalBytes } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign } from '../crypto/identity.ts';
import type { OpenVault } from '../context.ts';
import type { ChainHead } from '../keyring/keyring.ts';
import type { ReadDb } from '../store/db.ts';

interface Checkpoint {
  readonly at: number;
  readonly person: string;
  readonly change: ChainHead;
  readonly journal: ChainHead;
}

function message(vaultId: string, { at, person, change, journal }: Checkpoint): Uint8Array {
  const head = ({ seq, hash }: ChainHead) => ({ seq, hash: base64.encode(hash) });
  return canonicalBytes({
    context: contexts.checkpoint,
    vault: vaultId,
    at,
    person,
    change: head(change),
    journal: head(journal),
  });
}

/** Signs where both chains stand, unless that was signed already. */
export function addCheckpoint(vault: OpenVault): void {
  const { store } = vault;
  const signed = store.db.get<{ change_seq: number; journal_seq: number }>(
    'SELECT change_seq, journal_seq FROM checkpoint ORDER BY seq DESC LIMIT 1',
  );
  const change = store.logHead();
  const journal = store.journalHead();
  if (signed?.change_seq === change.seq && signed.journal_seq === journal.seq) return;
  const checkpoint = { at: vault.now(), person: vault.personId, change, journal };
  const signature = sign(vault.keys.signingKey, message(vault.vaultId, checkpoint));
  store.write({ kind: 'edit', label: 'checkpoint' }, (tx) => {
    tx.run(
      `INSERT INTO checkpoint (at, person, change_seq, change_hash, journal_seq, journal_hash, signature)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      checkpoint.at,
      checkpoint.person,
      change.seq,
      change.hash,
      journal.seq,
      journal.hash,
      signature,
    );
  });
}

interface CheckpointRow {
  readonly at: number;
  readonly person: string;
  readonly change_seq: number;
  readonly change_hash: Uint8Array;
  readonly journal_seq: number;
  readonly journal_hash: Uint8Array;
  readonly signature: Uint8Array;
  readonly signing_keys: string | null;
  readonly actual_change: Uint8Array | null;
  readonly actual_journal: Uint8Array | null;
}

const zero = new Uint8Array(32);
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** How many checkpoints have a signature that is not their person's, and how many do not fit the chains as they are. */
export function checkCheckpoints(
  db: ReadDb,
  vaultId: string,
): { badSignatures: number; brokenHeads: number } {
  let badSignatures = 0;
  let brokenHeads = 0;
  const rows = db.iterate<CheckpointRow>(
    `SELECT k.*, (SELECT group_concat(hex(signing_public)) FROM person_key p WHERE p.person = k.person) AS signing_keys,
       c.hash AS actual_change, j.hash AS actual_journal FROM checkpoint k LEFT JOIN change c ON c.seq = k.change_seq LEFT JOIN journal j ON j.seq = k.journal_seq`,
  );
  for (const row of rows) {
    const checkpoint: Checkpoint = {
      at: row.at,
      person: row.person,
      change: { seq: row.change_seq, hash: row.change_hash },
      journal: { seq: row.journal_seq, hash: row.journal_hash },
    };
    const keys = row.signing_keys?.split(',') ?? [];
    if (
      !keys.some((key) => isSignatureOf(Buffer.from(key, 'hex'), message(vaultId, checkpoint), row.signature))
    )
      badSignatures++;
    if (
      !same(row.actual_change ?? zero, row.change_hash) ||
      !same(row.actual_journal ?? zero, row.journal_hash)
    )
      brokenHeads++;
  }
  return { badSignatures, brokenHeads };
}
