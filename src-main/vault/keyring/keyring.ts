/** What a keyring holds; docs/file-format.md, section 5. */
import type { KdfParameters } from '../crypto/argon2-cost.ts';
import type { TreeHead } from '../log/merkle.ts';

export type PageCipher = 'aegis' | 'chacha20';
export type SlotKind = 'passphrase' | 'recovery';

/** One way in: the key bundle under a key that Argon2id makes from what a person knows. All but `sealed` is its associated data. */
export interface Slot {
  readonly id: string;
  /** Whose it is. */
  readonly person: string;
  readonly kind: SlotKind;
  readonly label: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly kdf: KdfParameters;
  readonly salt: Uint8Array;
  readonly needsKeyFile: boolean;
  readonly needsDevice: boolean;
  /** The passphrase was made by somebody else, for one use: it opens only together with a new one. */
  readonly mustChange: boolean;
  /** Commits the slot to one key: no other key opens it to other content. */
  readonly commitment: Uint8Array;
  readonly sealed: Uint8Array;
}

export interface DatabaseEntry {
  readonly id: string;
  readonly cipher: PageCipher;
  /** The database key under a key derived from the vault key. */
  readonly wrappedKey: Uint8Array;
  /** Bytes 0 to 23 of `records.db`, which AEGIS does not authenticate. */
  readonly header: Uint8Array;
  /** The sum over the pages of `records.db`, sealed; `null` while they are being changed, and where nobody knows it. */
  readonly pages: Uint8Array | null;
  readonly changeHead: TreeHead;
  readonly journalHead: TreeHead;
}

/** What the keyring says of a person in public. */
export interface KeyringPerson {
  readonly person: string;
  /** For the unlock screen; `null` where names are not shown and must be typed. */
  readonly name: string | null;
  /** By which a typed name is recognised, 16 bytes. */
  readonly nameTag: Uint8Array;
  /** An age file with the vault's keys; `null` for a person who is suspended. */
  readonly grant: Uint8Array | null;
  /** What the person saw last of the vault, sealed to themselves; `null` before their first opening. */
  readonly witness: Uint8Array | null;
  /** Whether the person's recovery key was typed back. */
  readonly recoveryConfirmed: boolean;
}

export interface Keyring {
  readonly vaultId: string;
  /** This copy's line of history: restoring a backup begins a new one, so that it is not taken for an old copy put back. */
  readonly copyId: string;
  /** Counts the writes of this file. */
  readonly generation: number;
  readonly isSample: boolean;
  /** age recipient to which failed attempts are sealed; its identity is derived from the vault key. */
  readonly auditRecipient: string;
  readonly database: DatabaseEntry;
  readonly people: readonly KeyringPerson[];
  /** Who may do what, signed, sealed under the vault key. */
  readonly roster: Uint8Array;
  readonly slots: readonly Slot[];
}

/** A keyring as read, before its MAC was checked: anyone could have written it. */
export interface AllegedKeyring {
  readonly alleged: Keyring;
  readonly allegedMac: Uint8Array;
}

/** The person's key slot of that kind; `null` where there is none. */
export function slotOf({ slots }: Pick<Keyring, 'slots'>, personId: string, wanted: SlotKind): Slot | null {
  return slots.find(({ kind, person }) => kind === wanted && person === personId) ?? null;
}

/** @throws Error for somebody who is not in the keyring */
export function entryOf(keyring: Pick<Keyring, 'people'>, personId: string): KeyringPerson {
  const entry = keyring.people.find(({ person }) => person === personId);
  if (entry === undefined) throw new Error('a person who is not in the keyring');
  return entry;
}
