/** Key files: one that Coffer makes, or any file of the person's; docs/file-format.md, section 4. */
import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { newFile, readFile } from '../../files/open-file.ts';
import { contexts } from '../crypto/contexts.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { settled } from '../settled.ts';

export const maxKeyFileBytes = 1024 * 1024;
const firstLine = 'coffer-key-file 1';

/** The text of a new key file: what it is, whose it is, 32 random bytes. */
export function newKeyFileText(vaultId: string): string {
  return `${firstLine}\nvault ${vaultId}\nkey ${bytesToHex(randomBytes(32))}\n`;
}

function secretOf(kind: 'key' | 'file', content: Uint8Array): Uint8Array {
  const prefixed = concatBytes(utf8ToBytes(`${contexts.keyFile}:${kind}:`), content);
  try {
    return sha256(prefixed);
  } finally {
    prefixed.fill(0);
  }
}

/**
 * The 32 bytes that a key file gives to Argon2id. In a file of Coffer's own, line ends do not matter; any other file
 * counts byte for byte.
 * @throws VaultError keys/key-file-unusable for an empty file or a spoilt one of Coffer's own; vault/wrong-key-file for another vault's
 */
export function keyFileSecret(content: Uint8Array, vaultId: string): Uint8Array {
  if (content.length === 0) throw new VaultError('keys/key-file-unusable', { reason: 'empty' });
  if (content.length > maxKeyFileBytes)
    throw new VaultError('keys/key-file-unusable', { reason: 'too-large' });
  const start = new TextDecoder().decode(content.subarray(0, 512));
  if (!start.startsWith(firstLine)) return secretOf('file', content);
  const found = /^coffer-key-file 1\r?\nvault ([0-9a-z]{26})\r?\nkey ([0-9a-f]{64})\s*$/.exec(start);
  if (found === null || content.length > 512)
    throw new VaultError('keys/key-file-unusable', { reason: 'spoilt' });
  if (found[1] !== vaultId) throw new VaultError('vault/wrong-key-file', { reason: 'other-vault' });
  const key = hexToBytes(found[2] ?? '');
  try {
    return secretOf('key', key);
  } finally {
    key.fill(0);
  }
}

/** @throws VaultError vault/wrong-key-file when the file is not there, keys/key-file-unusable as `keyFileSecret` */
export async function readKeyFile(path: string, vaultId: string): Promise<Uint8Array> {
  let content: Buffer | null;
  try {
    content = await readFile(path, maxKeyFileBytes, 'followed');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT')
      throw new VaultError('vault/wrong-key-file', { reason: 'missing' });
    if (fileErrorCode(error) === 'EISDIR')
      throw new VaultError('keys/key-file-unusable', { reason: 'folder' });
    throw fromFileError(error, 'outside');
  }
  if (content === null) throw new VaultError('keys/key-file-unusable', { reason: 'too-large' });
  try {
    return keyFileSecret(content, vaultId);
  } finally {
    content.fill(0);
  }
}

/** A key file within the vault folder would travel with every copy of the vault. @throws VaultError keys/key-file-in-vault */
export async function assertOutsideVault(path: string, vaultFolder: string): Promise<void> {
  const inside = (await settled(vaultFolder)) + sep;
  if ((await settled(path)).startsWith(inside)) throw new VaultError('keys/key-file-in-vault');
}

/** Writes a new key file; one that is there is never written over. @returns the bytes it gives to Argon2id */
export async function createKeyFile(path: string, vaultId: string): Promise<Uint8Array> {
  const text = utf8ToBytes(newKeyFileText(vaultId));
  try {
    const secret = keyFileSecret(text, vaultId);
    const file = await newFile(path);
    try {
      await file.writeFile(text);
      await file.sync();
      return secret;
    } catch (error) {
      // Half a key file would be taken for a whole one the next time.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST')
      throw new VaultError('keys/key-file-unusable', { reason: 'exists' });
    throw fromFileError(error, 'outside');
  } finally {
    text.fill(0);
  }
}
