/** Whom and what a file that is checked is held against. */
import { base64 } from '@scure/base';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { VaultError } from '../errors.ts';
import { parseCheckpoint, parseNote, type Checkpoint, type SignedNote } from '../log/note.ts';

export interface Expected {
  /** The card that is known of that person; `null` where none is. */
  readonly cardOf: (personId: string) => Card | null;
  /** Whether somebody else's file is refused: its card was asked for. */
  readonly signerId: string | null;
  /** Of the same vault, kept from before. */
  readonly since: Checkpoint | null;
}

/** An origin's two ids; `null` for one that no vault has. */
export function vaultOf(origin: string): { readonly vaultId: string; readonly copyId: string } | null {
  const [, vaultId, copyId] =
    /^coffer\.invalid\/([0-9a-hjkmnp-tv-z]{26})\/([0-9a-hjkmnp-tv-z]{26})$/.exec(origin) ?? [];
  return vaultId === undefined || copyId === undefined ? null : { vaultId, copyId };
}

/** A note that somebody kept. @throws VaultError audit-file/bad-note */
export function keptNote(text: string): Checkpoint {
  const checkpoint = parseCheckpoint(parseNote(text)?.body ?? '');
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

const signerName = /^coffer\.invalid\/person\/([0-9a-hjkmnp-tv-z]{26})$/;
/** Key id and signature. */
const noteSignatureBytes = 68;

/** A note, and whose it is by what it says. @throws VaultError audit-file/damaged for what is no note of a vault */
export function readNote(text: string): ReadNote {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.body);
  const ids = checkpoint === null ? null : vaultOf(checkpoint.origin);
  const own = note?.signatures.find(({ bytes }) => bytes.length === noteSignatureBytes);
  const [, signerId] = signerName.exec(own?.name ?? '') ?? [];
  if (note === null || checkpoint === null || ids === null || signerId === undefined)
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
 * That the note kept from before is of the same vault, and not newer. Where the sizes are the same, the roots have to be.
 * @throws VaultError audit-file/other-vault, audit-file/older-than-note
 */
export function assertFollows(since: Checkpoint | null, { vaultId, checkpoint }: ReadNote): void {
  if (since === null) return;
  if (vaultOf(since.origin)?.vaultId !== vaultId) throw new VaultError('audit-file/other-vault');
  if (since.size > checkpoint.size)
    throw new VaultError('audit-file/older-than-note', { entries: since.size });
}
