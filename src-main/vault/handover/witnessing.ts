/** Vouching for the logs of vaults that bundles come from, and proving one's own to who may have seen them before. */
import { base64 } from '@scure/base';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import { z } from 'zod';
import type { OpenVault } from '../context.ts';
import { consistencyProof, isConsistent, isSameHead } from '../log/merkle.ts';
import {
  checkpointIn,
  cosign,
  isSignedBy,
  originOf,
  parseCheckpoint,
  parseNote,
  withSignature,
} from '../log/note.ts';
import { jsonBy } from '../json-by-schema.ts';
import { metaOf, putMeta, type MetaKey } from '../store/meta.ts';
import { treeOf } from '../store/log-tree.ts';
import type { WriteTx } from '../store/store.ts';

/** Earlier notes that one recipient may have seen. */
const mostForOne = 8;
const sizes = z.array(z.number().int().min(1));
const keyOf = (personId: string): MetaKey => `noted:${personId}`;

function sizesShownTo({ store }: OpenVault, personId: string): number[] {
  const text = metaOf(store.db, keyOf(personId));
  return text === undefined ? [] : (jsonBy(sizes, text) ?? []);
}

function sizeOf(note: string): number | null {
  return checkpointIn(note)?.size ?? null;
}

/** That the logs of that note extend those of the notes that went to these people before. */
export function proofsFor(vault: OpenVault, note: string, people: readonly string[]): Manifest['proofs'] {
  const size = sizeOf(note);
  if (size === null) return [];
  const shown = new Set(people.flatMap((personId) => sizesShownTo(vault, personId)));
  const source = treeOf(vault.store.db, 'journal');
  return [...shown]
    .filter((from) => from < size)
    .sort((a, b) => b - a)
    .slice(0, 32)
    .map((from) => ({
      size: from,
      hashes: consistencyProof(source, from, size).map((hash) => base64.encode(hash)),
    }));
}

/** Notes which one went to these people. */
export function noteShown(tx: WriteTx, vault: OpenVault, note: string, people: readonly string[]): void {
  const size = sizeOf(note);
  if (size === null) return;
  for (const personId of people) {
    const before = sizesShownTo(vault, personId).filter((each) => each !== size);
    putMeta(tx, keyOf(personId), JSON.stringify([...before, size].slice(-mostForOne)));
  }
}

export type Vouching =
  /** Vouched for: nothing was seen of these logs before, or they extend it. */
  | { readonly state: 'vouched'; readonly note: string }
  /** `none`: no note of the sender's. `older`: more was seen already. `unproven`: whether they extend what was seen cannot be told. `other-history`: they do not. */
  | { readonly state: 'none' | 'older' | 'unproven' | 'other-history' };

interface Seen {
  readonly size: number;
  readonly root: Uint8Array;
}

/** By the witness's rule: nothing is cosigned that does not extend what was seen last, and that is noted before. */
export function vouch(
  tx: WriteTx,
  vault: OpenVault,
  { posture, proofs, sender, vaultId }: Pick<Manifest, 'posture' | 'proofs' | 'sender' | 'vaultId'>,
): Vouching {
  const note = parseNote(posture.checkpoint);
  const said = note === null ? null : parseCheckpoint(note.body);
  const isTheirs =
    note !== null &&
    said?.origin.startsWith(originOf(vaultId, '')) === true &&
    isSignedBy(note, sender.personId, base64.decode(sender.signingKey));
  const isOwn = said?.origin === originOf(vault.vaultId, vault.copy.id) || sender.personId === vault.personId;
  if (!isTheirs || isOwn) return { state: 'none' };
  const seen = tx.get<Seen>('SELECT size, root FROM witnessed WHERE origin = ?', said.origin);
  if (seen !== undefined) {
    if (said.size < seen.size) return { state: 'older' };
    const proof = said.size === seen.size ? { hashes: [] } : proofs.find(({ size }) => size === seen.size);
    if (proof === undefined) return { state: 'unproven' };
    const hashes = proof.hashes.map((hash) => base64.decode(hash));
    const isRight = said.size === seen.size ? isSameHead(said, seen) : isConsistent(seen, said, hashes);
    if (!isRight) return { state: 'other-history' };
  }
  tx.run(
    `INSERT INTO witnessed (origin, size, root, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at`,
    said.origin,
    said.size,
    said.root,
    tx.now,
  );
  const line = cosign(note.body, Math.floor(tx.now / 1000), vault.personId, vault.keys.signingKey);
  return { state: 'vouched', note: withSignature(posture.checkpoint, line) };
}
