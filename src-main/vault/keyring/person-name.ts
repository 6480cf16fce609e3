/** Recognising a typed name on the unlock screen without writing names into the open; docs/file-format.md, section 5. */
import { sha256 } from '@noble/hashes/sha2.js';
import { comparableName } from '../../../src-preload/contract/names.ts';
import { equalInConstantTime } from '../crypto/derive.ts';
import { contexts } from '../crypto/contexts.ts';
import type { Keyring } from './keyring.ts';

/** 16 bytes that stand for a name in this vault, whatever its case and spaces. A hint, no secret: who knows a name can compute it. */
export function nameTag(vaultId: string, name: string): Uint8Array {
  return sha256(
    new TextEncoder().encode(`${contexts.personName}\0${vaultId}\0${comparableName(name)}`),
  ).slice(0, 16);
}

/** @returns the person's id, or `null` when nobody has that name */
export function personByName(keyring: Pick<Keyring, 'vaultId' | 'people'>, typed: string): string | null {
  const tag = nameTag(keyring.vaultId, typed);
  return keyring.people.find((entry) => equalInConstantTime(entry.nameTag, tag))?.person ?? null;
}
