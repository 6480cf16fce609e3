/** How far the signed documents had come by what people signed in their checkpoints: an older document put back is told by it. */
import { base64 } from '@scure/base';
import type { RosterBody } from '../keyring/roster.ts';
import { rootAt } from '../log/merkle.ts';
import { isSignedBy, originOf, parseCheckpoint, parseNote } from '../log/note.ts';
import { ownJson } from '../json.ts';
import { treeOf } from '../store/log-tree.ts';
import { settingText } from '../store/setting-rows.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { maySignAs } from './document.ts';
import { policyKinds, type KnownPolicies, type PolicyKind } from './kinds.ts';
import { policyKey } from './policies.ts';

/** So many of the last checkpoints are looked at. */
const lastOnes = 20;

interface CheckpointRow {
  readonly person: string;
  readonly size: number;
  readonly note: string;
  /** The line's own words. */
  readonly said: string;
}

const lastSql = `SELECT k.person, k.journal_size AS size, k.note, j.checkpoint AS said FROM checkpoint k
  JOIN journal j ON j.seq = k.journal_size AND j.action = 'checkpoint' AND j.person = k.person
  WHERE j.checkpoint IS NOT NULL ORDER BY k.journal_size DESC LIMIT ?`;

interface Vault {
  readonly store: Store;
  readonly vaultId: string;
  readonly roster: RosterBody;
}

/** Whether the note is that person's, with the key of now, over the journal as it is up to there. */
function isRight({ store, vaultId, roster }: Vault, { person, size, note: text }: CheckpointRow): boolean {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  const signer = roster.people.find(({ id }) => id === person);
  return (
    note !== null &&
    checkpoint !== null &&
    signer !== undefined &&
    checkpoint.origin.startsWith(originOf(vaultId, '')) &&
    checkpoint.size === size &&
    size <= store.journalHead().size &&
    Buffer.compare(checkpoint.root, rootAt(treeOf(store.db, 'journal'), size)) === 0 &&
    isSignedBy(note, person, base64.decode(signer.signingKey))
  );
}

/** What a checkpoint says of a kind; 0 for nothing. */
function numberIn({ said }: CheckpointRow, kind: PolicyKind): number {
  // Written by this program, or by somebody whose signature will not fit.
  const { policy } = ownJson(said) as { policy?: Readonly<Record<string, unknown>> };
  const number = policy?.[kind];
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : 0;
}

/** The number that a stored document gives itself; 0 for none. */
function storedNumber(db: ReadDb, kind: PolicyKind): number {
  const text = settingText(db, policyKey(kind)) ?? null;
  const number = db.value<unknown>(
    `SELECT CASE WHEN json_valid(?) THEN json_extract(?, '$.body.seq') END`,
    text,
    text,
  );
  return typeof number === 'number' ? number : 0;
}

/**
 * By kind, what the last checkpoints say of those who may sign it, where that is above what is stored: elsewhere nothing is
 * older. Only then a signature is checked. Anybody else's word would let everybody put the safe state in force.
 */
export function witnessedPolicies(vault: Vault): KnownPolicies {
  const { db } = vault.store;
  const rows = db.all<CheckpointRow>(lastSql, lastOnes);
  const found: Partial<Record<PolicyKind, number>> = {};
  for (const kind of policyKinds) {
    const stored = storedNumber(db, kind);
    const above = rows
      .map((row) => ({ row, number: numberIn(row, kind) }))
      .filter(({ row, number }) => number > stored && maySignAs(vault.roster, row.person, kind))
      .sort((one, other) => other.number - one.number);
    const right = above.find(({ row }) => isRight(vault, row));
    if (right !== undefined) found[kind] = right.number;
  }
  return found;
}

/** The higher of both, by kind. */
export function latestOf(one: KnownPolicies, other: KnownPolicies): KnownPolicies {
  return Object.fromEntries(
    policyKinds.flatMap((kind) => {
      const seq = Math.max(one[kind] ?? 0, other[kind] ?? 0);
      return seq === 0 ? [] : [[kind, seq]];
    }),
  );
}
