/** Version 1 of `keyring.json`, writing; docs/file-format.md, section 5. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { canonicalBytes, canonicalText, type CanonicalValue } from '../../../crypto/canonical.ts';
import { contexts } from '../../../crypto/contexts.ts';
import { keyringMac } from '../../../crypto/derive.ts';
import type { VaultKey } from '../../../crypto/secret-key.ts';
import type { TreeHead } from '../../../log/merkle.ts';
import type { DatabaseEntry, Keyring, Slot } from '../../keyring.ts';

type Members = Readonly<Record<string, CanonicalValue>>;

const headMembers = ({ size, root }: TreeHead): Members => ({ size, root: base64.encode(root) });

function slotPublicMembers(slot: Omit<Slot, 'sealed'>): Members {
  return {
    id: slot.id,
    person: slot.person,
    kind: slot.kind,
    label: slot.label,
    createdAt: slot.createdAt,
    changedAt: slot.changedAt,
    kdf: {
      algorithm: 'argon2id',
      version: 19,
      memoryKiB: slot.kdf.memoryKiB,
      passes: slot.kdf.passes,
      lanes: slot.kdf.lanes,
      salt: base64.encode(slot.salt),
    },
    needsKeyFile: slot.needsKeyFile,
    needsDevice: slot.needsDevice,
    mustChange: slot.mustChange,
    commitment: base64.encode(slot.commitment),
  };
}

/** What a slot's sealed part is bound to: the vault and every public member of the slot. */
export function slotContext(vaultId: string, slot: Omit<Slot, 'sealed'>): Uint8Array {
  return canonicalBytes({ context: contexts.slotBundle, vault: vaultId, slot: slotPublicMembers(slot) });
}

/** What a wrapped database key is bound to. */
export function databaseKeyContext(
  vaultId: string,
  database: Pick<DatabaseEntry, 'id' | 'cipher'>,
): Uint8Array {
  return canonicalBytes({
    context: contexts.databaseKey,
    vault: vaultId,
    database: database.id,
    cipher: database.cipher,
  });
}

/** What the sealed sum over a database's pages is bound to. */
export function pageSumContext(vaultId: string, databaseId: string): Uint8Array {
  return canonicalBytes({ context: contexts.sealedPageSum, vault: vaultId, database: databaseId });
}

/** Every member but `mac` and `checksum`. */
export function keyringMembers(keyring: Keyring): Members {
  const { database } = keyring;
  return {
    format: 'coffer-keyring',
    version: 1,
    vaultId: keyring.vaultId,
    copyId: keyring.copyId,
    generation: keyring.generation,
    isSample: keyring.isSample,
    auditRecipient: keyring.auditRecipient,
    database: {
      id: database.id,
      cipher: database.cipher,
      wrappedKey: base64.encode(database.wrappedKey),
      header: base64.encode(database.header),
      pages: database.pages === null ? null : base64.encode(database.pages),
      changeHead: headMembers(database.changeHead),
      journalHead: headMembers(database.journalHead),
    },
    people: keyring.people.map((entry) => ({
      person: entry.person,
      name: entry.name,
      nameTag: base64.encode(entry.nameTag),
      grant: entry.grant === null ? null : base64.encode(entry.grant),
      witness: entry.witness === null ? null : base64.encode(entry.witness),
      recoveryConfirmed: entry.recoveryConfirmed,
    })),
    roster: base64.encode(keyring.roster),
    slots: keyring.slots.map((slot) => ({ ...slotPublicMembers(slot), sealed: base64.encode(slot.sealed) })),
  };
}

/** SHA-256 over the members with the MAC: tells damage from a wrong passphrase before Argon2id runs. Not a defence. */
export function checksumOf(membersWithMac: Members): string {
  return bytesToHex(sha256(canonicalBytes(membersWithMac)));
}

/** The file's text for given members and MAC: canonical JSON and a line feed. */
export function keyringText(members: Members, mac: Uint8Array): string {
  const withMac = { ...members, mac: base64.encode(mac) };
  return `${canonicalText({ ...withMac, checksum: checksumOf(withMac) })}\n`;
}

/** The bytes of `keyring.json`, authenticated under the vault key. */
export function writeKeyring(keyring: Keyring, vaultKey: VaultKey): Uint8Array {
  const members = keyringMembers(keyring);
  return new TextEncoder().encode(keyringText(members, keyringMac(vaultKey, canonicalBytes(members))));
}
