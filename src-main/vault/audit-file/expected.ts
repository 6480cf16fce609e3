/** Whom and what a file that is checked is held against. */
import { base64 } from '@scure/base';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { VaultError } from '../errors.ts';
import { isSameHead } from '../log/merkle.ts';
import {
  allegedAuthor,
  checkpointIn,
  parseCheckpoint,
  parseNote,
  vaultOf,
  type Checkpoint,
  type SignedNote,
} from '../log/note.ts';

export interface Expected {
  /** The card that is known of that person; `null` where none is. */
  readonly cardOf: (personId: string) => Card | null;
  /** Whether somebody else's file is refused: its card was asked for. */
  readonly signerId: string | null;
  /** Of the same vault, kept from before. */
  readonly since: Checkpoint | null;
}

/** A note that somebody kept. @throws VaultError audit-file/bad-note */
export function keptNote(text: string): Checkpoint {
  const checkpoint = checkpointIn(text);
  if (checkpoint === null || vaultOf(checkpoint.origin) === null) throw new VaultError('audit-file/bad-note');
  return checkpoint;
}

export interface ReadNote {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
  readonly vaultId: string;
  readonly copyId: string;
  readonly signerId: string;
}

/** A note, and whose it is by what it says. @throws VaultError audit-file/damaged for what is no note of a vault */
export function readNote(text: string): ReadNote {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  const ids = checkpoint === null ? null : vaultOf(checkpoint.origin);
  const signerId = note === null ? null : allegedAuthor(note);
  if (note === null || checkpoint === null || ids === null || signerId === null)
    throw new VaultError('audit-file/damaged', { part: 'checkpoint' });
  return { note, checkpoint, ...ids, signerId };
}

/**
 * Holds what a file says of its maker against what is known.
 * @param said the card that the file has of the signer; `null` where it has none
 * @returns the card to go by, and whether it is a known one
 * @throws VaultError audit-file/other-signer, audit-file/signer-needed
 */
export function signerCard(
  { cardOf, signerId: wanted }: Expected,
  signerId: string,
  said: Card | null,
): { readonly card: Card; readonly isCompared: boolean } {
  const known = cardOf(signerId);
  if (wanted !== null && wanted !== signerId) throw new VaultError('audit-file/other-signer');
  if (known !== null && said !== null && known.signingKey !== said.signingKey)
    throw new VaultError('audit-file/other-signer');
  const card = known ?? said;
  if (card === null) throw new VaultError('audit-file/signer-needed');
  return { card, isCompared: known !== null };
}

export const keyOf = ({ signingKey }: Card): Uint8Array => base64.decode(signingKey);

/**
 * That the note kept from before is of the same vault, and not newer; of the same size, it has the same root.
 * @throws VaultError audit-file/other-vault, audit-file/older-than-note, audit-file/other-root
 */
export function assertFollows(since: Checkpoint | null, { vaultId, checkpoint }: ReadNote): void {
  if (since === null) return;
  if (vaultOf(since.origin)?.vaultId !== vaultId) throw new VaultError('audit-file/other-vault');
  if (since.size > checkpoint.size)
    throw new VaultError('audit-file/older-than-note', { entries: since.size });
  if (since.size === checkpoint.size && !isSameHead(since, checkpoint))
    throw new VaultError('audit-file/other-root', { log: 'journal', entries: since.size });
}
