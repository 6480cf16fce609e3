/**
 * What was seen of a vault, and what is there instead: both signed notes with what surrounds them, in a text that outlives either; docs/file-format.md,
 * section 7.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { JournalDetails } from '../../../src-preload/contract/journal.ts';
import type { SeenHead, SeenState } from '../context.ts';
import type { VaultError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Witnessed } from '../keyring/witness.ts';
import { consistencyProof, rootAt } from '../log/merkle.ts';
import { originOf, parseCheckpoint, parseNote } from '../log/note.ts';
import { treeOf } from '../store/log-tree.ts';
import type { Store } from '../store/store.ts';
import { lastNote } from '../upkeep/checkpoints.ts';
import { findOlderLogs, seenLogs } from './heads.ts';

/** How far the logs had come, by whoever says so. */
interface Side {
  readonly changes: SeenHead;
  readonly journal: SeenHead;
  /** Signed by whoever had the vault open then; `null` where there was none. */
  readonly note: string | null;
}

export interface Evidence {
  readonly code: string;
  readonly at: number;
  readonly keyring: Pick<Keyring, 'vaultId' | 'copyId'>;
  /** By this device, or by the person on any; `null` where the vault contradicts nobody but itself. */
  readonly seen: (Side & { readonly by: 'device' | 'person' }) | null;
  readonly here: Side;
  /** That the tree of the note that is here has another root at the size of the note that was seen; none where it is not as large. */
  readonly contradiction: { readonly root: Uint8Array; readonly proof: readonly Uint8Array[] } | null;
}

function checkpointOf(note: string | null) {
  const body = note === null ? null : parseNote(note)?.body;
  return body === undefined || body === null ? null : parseCheckpoint(body);
}

function contradictionOf(store: Store, seen: string | null, here: string | null): Evidence['contradiction'] {
  const [was, is] = [checkpointOf(seen), checkpointOf(here)];
  if (was === null || is === null || was.size < 1 || was.size > is.size) return null;
  const tree = treeOf(store.db, 'journal');
  const root = rootAt(tree, was.size);
  return Buffer.compare(root, was.root) === 0
    ? null
    : { root, proof: consistencyProof(tree, was.size, is.size) };
}

/** Of what was seen that which does not fit; where all of it does, and something else is older, what says most. */
function seenBy(store: Store, lastSeen: SeenState | null, witnessed: Witnessed | null): Evidence['seen'] {
  const sides = [
    ...(lastSeen === null ? [] : [{ ...lastSeen, note: lastSeen.note ?? null, by: 'device' as const }]),
    ...(witnessed === null ? [] : [{ ...witnessed, by: 'person' as const }]),
  ].sort((one, other) => other.journal.size - one.journal.size);
  return sides.find((side) => findOlderLogs(store, side.by, side) !== null) ?? sides[0] ?? null;
}

export function evidenceOf(
  { code }: Pick<VaultError, 'code'>,
  at: number,
  store: Store,
  keyring: Evidence['keyring'],
  lastSeen: SeenState | null,
  witnessed: Witnessed | null,
): Evidence {
  const seen = seenBy(store, lastSeen, witnessed);
  const heads = seenLogs({ changes: store.logHead(), journal: store.journalHead() });
  const here = { ...heads, note: lastNote(store.db) };
  return {
    code,
    at,
    keyring,
    seen,
    here,
    contradiction: contradictionOf(store, seen?.note ?? null, here.note),
  };
}

const headText = ({ size, root }: SeenHead): string => `${String(size)} ${root}`;

function sideLines(name: string, side: Side | null): string[] {
  if (side === null) return [];
  return [`${name}-journal: ${headText(side.journal)}`, `${name}-changes: ${headText(side.changes)}`];
}

/** A note between two lines, byte for byte, so that it can be cut out. */
function noteLines(name: string, note: string | null): string {
  return note === null ? '' : `-----BEGIN ${name}-----\n${note}-----END ${name}-----\n`;
}

export function evidenceText({ code, at, keyring, seen, here, contradiction }: Evidence): string {
  const { vaultId, copyId } = keyring;
  const lines = [
    'coffer-evidence 1',
    `origin: ${originOf(vaultId, copyId)}`,
    `found: ${code}`,
    `at: ${new Date(at).toISOString()}`,
    ...(seen === null ? [] : [`seen-by: ${seen.by}`]),
    ...sideLines('seen', seen),
    ...sideLines('here', here),
    ...(contradiction === null ? [] : [`here-root-at-seen-note: ${base64.encode(contradiction.root)}`]),
    ...(contradiction?.proof.map((hash) => `consistency: ${base64.encode(hash)}`) ?? []),
  ];
  return `${lines.join('\n')}\n${noteLines('SEEN NOTE', seen?.note ?? null)}${noteLines('NOTE HERE', here.note)}`;
}

/** The same for the same two sides, whenever they are met. */
export function evidenceName({ code, keyring, seen, here }: Evidence): string {
  const text = [code, seen === null ? '' : headText(seen.journal), headText(here.journal)].join('\n');
  return `${keyring.vaultId}-${bytesToHex(sha256(new TextEncoder().encode(text))).slice(0, 16)}`;
}

/** What the journal keeps of it. */
export function acceptedDetails({ code, seen, here }: Evidence): JournalDetails<'copy-accepted'> {
  const seenNote = seen?.note ?? null;
  return {
    code,
    hereSize: here.journal.size,
    hereRoot: here.journal.root,
    ...(here.note === null ? {} : { hereNote: here.note }),
    ...(seen === null ? {} : { seenSize: seen.journal.size, seenRoot: seen.journal.root }),
    ...(seenNote === null ? {} : { seenNote }),
  };
}
