/** Reads `keyring.json` of any version that this app knows; docs/file-format.md, section 5. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalBytes, type CanonicalValue } from '../../crypto/canonical.ts';
import { VaultError } from '../../errors.ts';
import type { AllegedKeyring } from '../keyring.ts';
import { outsideJson } from '../../json.ts';
import { readVersion1 } from './v1/read.ts';

/** A keyring has a few kilobytes; nothing longer than this is looked at. */
export const maxKeyringBytes = 1024 * 1024;

const damaged = (reason: string): VaultError => new VaultError('vault/keyring-damaged', { reason });
/** Its checksum fits: so no disk did it. */
const edited = (reason: string): VaultError =>
  new VaultError('vault/keyring-edited', { part: 'form', reason });

function parseJson(text: string): CanonicalValue {
  try {
    // A parser of JSON gives JSON values by definition; what of them canonical JSON cannot hold is refused below.
    return outsideJson(text) as CanonicalValue;
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('not-json');
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw damaged('not-text');
    throw error;
  }
}

function checksum(members: CanonicalValue): string {
  try {
    return bytesToHex(sha256(canonicalBytes(members)));
  } catch (error) {
    if (error instanceof TypeError) throw damaged('not-canonical');
    throw error;
  }
}

/**
 * Reads what the file claims. Nothing of it is trusted before `verifyKeyring`. `format`, `version` and `checksum` mean
 * the same in every version, so that a file of a later one is told from a damaged one. What is not as it must be though the checksum fits
 * was edited.
 * @throws VaultError vault/keyring-damaged, vault/keyring-edited, vault/from-newer-app
 */
export function readKeyring(bytes: Uint8Array): AllegedKeyring {
  if (bytes.length > maxKeyringBytes) throw damaged('too-long');
  const text = decode(bytes);
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || !('checksum' in parsed)) throw damaged('members');
  const { checksum: allegedChecksum, ...members } = parsed;
  if (allegedChecksum !== checksum(members)) throw damaged('checksum');
  if (members['format'] !== 'coffer-keyring') throw edited('format');
  const allegedVersion = members['version'];
  if (allegedVersion === 1) return readVersion1(parsed, text);
  if (typeof allegedVersion === 'number' && allegedVersion > 1)
    throw new VaultError('vault/from-newer-app', { part: 'keyring', version: allegedVersion });
  throw edited('version');
}
