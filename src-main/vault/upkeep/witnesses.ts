/**
 * Whoever vouches for a vault's logs: colleagues who open it, and recipients whose receipts come back. Each cosigns a note that extends what they saw
 * before, so that nobody rewrites what was there then unnoticed; docs/file-format.md, section 7.
 */
import type { OpenVault } from '../context.ts';
import { signingPublicKey } from '../crypto/identity.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import { rootAt, type TreeHead } from '../log/merkle.ts';
import {
  allegedWitnesses,
  cosign,
  cosignedAt,
  isSignedBy,
  originOf,
  parseCheckpoint,
  parseNote,
  signatureText,
  withSignature,
} from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';
import { extendsHead, treeOf } from '../store/log-tree.ts';
import { lastCheckpoint } from './checkpoints.ts';

interface NoteRow {
  readonly journal: number;
  readonly person: string;
  readonly note: string;
}

/** The person at the vault cosigns the newest note, where it is somebody else's. To be called once the logs were found to extend what was seen of them. */
export function vouchForNewest(vault: OpenVault): void {
  const { store, personId, keys, access } = vault;
  const row = lastCheckpoint(store.db);
  const note = row === null ? null : parseNote(row.note);
  if (row === null || note === null || row.person === personId) return;
  const own = signingPublicKey(keys.signingKey);
  if (cosignedAt(note, personId, own) !== null) return;
  const at = vault.now();
  const authors = signingKeysOf(access.roster.body, row.person, at);
  if (!authors.some((key) => isSignedBy(note, row.person, key))) return;
  keepCosignature(vault, row, cosign(note.body, Math.floor(at / 1000), personId, keys.signingKey), at);
}

function keepCosignature({ store }: OpenVault, row: NoteRow, line: string, at: number): void {
  store.write({ kind: 'edit', label: 'witness' }, (tx) =>
    tx.run(
      'UPDATE checkpoint SET note = ?, vouched_at = max(coalesce(vouched_at, 0), ?) WHERE journal_size = ?',
      withSignature(row.note, line),
      at,
      row.journal,
    ),
  );
}

/** What a note says of this vault's own logs: `foreign` of another vault's, `other-history` where these logs do not go on from it. */
type NoteStanding = 'ours' | 'foreign' | 'other-history';

/** Takes up the word of somebody else for this vault's logs. @param key Ed25519, of that person */
export function takeWitness(vault: OpenVault, text: string, personId: string, key: Uint8Array): NoteStanding {
  const { store, vaultId } = vault;
  const note = parseNote(text);
  const said = note === null ? null : parseCheckpoint(note.body);
  const seconds = note === null ? null : cosignedAt(note, personId, key);
  if (note === null || said === null || seconds === null || !said.origin.startsWith(originOf(vaultId, '')))
    return 'foreign';
  if (!extendsHead(store.db, 'journal', said)) return 'other-history';
  const row = store.db.get<NoteRow>(
    'SELECT journal_size AS journal, person, note FROM checkpoint WHERE journal_size = ?',
    said.size,
  );
  const line = note.signatures.find(
    (each) => cosignedAt({ ...note, signatures: [each] }, personId, key) !== null,
  );
  if (row?.note.startsWith(`${note.body}\n`) === true && line !== undefined) {
    keepCosignature(vault, row, signatureText(line), seconds * 1000);
  }
  return 'ours';
}

function witnessesIn(note: string): ReturnType<typeof allegedWitnesses> {
  const read = parseNote(note);
  return read === null ? [] : allegedWitnesses(read);
}

export interface Witness {
  readonly personId: string;
  /** Up to which entry of the journal. */
  readonly size: number;
  readonly at: number;
}

/** More notes than these are not looked through for who vouched last. */
const mostLookedAt = 50;

/**
 * Who vouched for the logs, each with the last word of theirs. Whether a cosignature is genuine was looked at when it was taken; the key is not
 * at hand any more where a card is gone.
 */
export function witnessesOf(db: ReadDb): Witness[] {
  const rows = db.all<NoteRow>(
    'SELECT journal_size AS journal, person, note FROM checkpoint WHERE vouched_at IS NOT NULL ORDER BY journal_size DESC LIMIT ?',
    mostLookedAt,
  );
  const found = new Map<string, Witness>();
  for (const { note, journal: size, person } of rows)
    for (const { personId, seconds } of witnessesIn(note)) {
      if (personId === person || found.has(personId)) continue;
      found.set(personId, { personId, size, at: seconds * 1000 });
    }
  return [...found.values()];
}

const dayMs = 24 * 60 * 60 * 1000;
/** After so long without the word of anybody else, a vault says so. */
export const longestAloneMs = 30 * dayMs;

/** For how many days nobody else has vouched for the logs; 0 while somebody has lately. */
export function daysAlone(db: ReadDb, now: number): number {
  const since =
    db.value<number | null>('SELECT max(vouched_at) FROM checkpoint WHERE vouched_at IS NOT NULL') ??
    db.value<number>('SELECT at FROM journal WHERE seq = 1') ??
    now;
  return now - since < longestAloneMs ? 0 : Math.floor((now - since) / dayMs);
}

/** The journal's tree at a size that it had. */
export function journalAt(vault: OpenVault, size: number): TreeHead {
  return { size, root: rootAt(treeOf(vault.store.db, 'journal'), size) };
}
